import { Alert, Button, Checkbox, Input, Modal } from 'antd';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import {
  isSameSerial,
  type OpenedDocument,
  type StampResult,
  type Token,
  type UseParticulars,
} from '../../src-main/contract/index.ts';
import { serialTail, signersOf } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { UnblockPin } from '../frame/unblock-pin.tsx';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FinalTry } from '../parts/final-try.tsx';
import { isPinRefusal, RefusedPin } from '../parts/refused-pin.tsx';
import type { PageSource } from '../pdf/page-source.ts';
import { useSpeech } from '../words/index.ts';
import { PinFields, type PinFieldsHandle } from './pin-fields.tsx';
import { PlacePictures } from './placing/place-pictures.tsx';
import { type Placed, placementsOf } from './placing/placements.ts';
import { PreflightSheet, StopReason, stopsOf } from './preflight/preflight-sheet.tsx';
import { LoginLine } from './queue/login-line.tsx';
import type { QueueLogin } from './queue/use-queue-login.ts';
import { RunProgress } from './run-progress.tsx';
import { SigningFacts } from './signing-facts.tsx';
import { useStampPlan } from './stamp-plan.ts';
import { useStampRun } from './stamp-run.ts';

/** The last look before the token signs: places, seal, certificate, token, warnings, where the file goes; then the PIN. */
export function ConfirmSheet({
  opened,
  source,
  password,
  placements,
  reason,
  particulars,
  ticket,
  onClose,
  onStamped,
  queueLogin,
  hasNext,
}: {
  opened: OpenedDocument;
  source: PageSource | null;
  password: string | undefined;
  placements: readonly Placed[];
  reason: string;
  particulars: UseParticulars;
  ticket: string | undefined;
  onClose: () => void;
  /** @param goesOn to the next file, where nothing is to be said of this one */
  onStamped: (result: StampResult, goesOn: boolean) => void;
  queueLogin: QueueLogin;
  /** A file waits behind this one. */
  hasNext: boolean;
}) {
  const { tokens, seals } = useApp();
  const { words } = useSpeech();
  const { login, following } = queueLogin;
  const loginKey = login?.loginKey;
  const inQueue = useMemo(() => ({ loginFor: [...following], loginKey }), [following, loginKey]);
  const used = seals.filter((seal) => placements.some((placed) => placed.sealId === seal.id));
  const signers = used.flatMap(signersOf);
  const removed = signers.find(({ tokenSerial }) => !tokens.some(({ serial }) => isSameSerial(serial, tokenSerial)));
  const {
    plan,
    current,
    error: planError,
    outputPath,
    setOutputPath,
    chooseFreeName,
  } = useStampPlan(
    opened,
    password,
    placements,
    { reason, particulars, ticket },
    removed === undefined ? tokens : null,
    inQueue,
  );
  const { progress, cancelling, run, cancel } = useStampRun();
  const [pins, setPins] = useState<Record<string, string>>({});
  /** Signature PINs by token id, of the tokens that asked for one. */
  const [signaturePins, setSignaturePins] = useState<Record<string, string>>({});
  const [overwrite, setOverwrite] = useState(false);
  const [finalTryAsked, setFinalTryAsked] = useState(false);
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [unblocking, setUnblocking] = useState<Token | null>(null);
  const pinFields = useRef<PinFieldsHandle>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);

  const needed = (plan?.tokenIds ?? [])
    .map((id) => tokens.find((token) => token.id === id))
    .filter((token) => token !== undefined);
  const isKept = ({ id }: Token) => plan?.pinNeeds[id] === 'kept';
  const asked = needed.filter((token) => !isKept(token));
  const isServed = needed.length > 0 && asked.length === 0;
  const complete = asked.every(
    (token) => token.pinPad || ((pins[token.id] ?? '') !== '' && signaturePins[token.id] !== ''),
  );
  const lockedToken = needed.find((token) => token.pinState === 'locked');
  const locked = lockedToken !== undefined;
  const lastTry = finalTryAsked || needed.some((token) => token.pinState === 'final-try');
  const stops = stopsOf(plan);
  const blockedByFile = plan?.outputExists === true && !overwrite;
  const ready =
    plan !== null &&
    current &&
    progress === null &&
    removed === undefined &&
    complete &&
    !locked &&
    !blockedByFile &&
    stops === 0 &&
    (!lastTry || finalTryConfirmed);
  const refused = error === null ? null : toAppError(error);
  const refusedSerial = refused !== null && isPinRefusal(refused) ? String(refused.values.serial) : null;

  const stampAnd = async (goesOn: boolean) => {
    if (!ready) return;
    setError(null);
    const request = {
      path: opened.path,
      documentId: opened.documentId,
      password,
      placements: placementsOf(placements),
      reason,
      particulars,
      ticket,
      outputPath,
      overwrite,
      pins,
      signaturePins,
      finalTryConfirmed,
      ...inQueue,
    };
    setPins({});
    setSignaturePins((typed) => Object.fromEntries(Object.keys(typed).map((id) => [id, ''])));
    try {
      const { login: kept, ...result } = await run(request);
      queueLogin.keep(kept);
      onStamped(result, goesOn);
    } catch (thrown) {
      const { code, values } = toAppError(thrown);
      if (code === 'PIN_FINAL_TRY') setFinalTryAsked(true);
      setFinalTryConfirmed(false);
      setError(thrown);
      const asking = needed.find(({ serial }) => serial === values.serial);
      if (code === 'SIGNATURE_PIN_REQUIRED' && asking) setSignaturePins((typed) => ({ ...typed, [asking.id]: '' }));
      if (/^(SIGNATURE_)?PIN_/.test(code)) requestAnimationFrame(() => pinFields.current?.focus());
    }
  };

  const confirm = (event: FormEvent) => {
    event.preventDefault();
    void stampAnd(hasNext);
  };
  // The PIN is there: what is left to do is the button.
  useEffect(() => {
    if (isServed && ready) confirmButton.current?.focus();
  }, [isServed, ready]);

  return (
    <Modal
      open
      width={860}
      title={words.confirm.title}
      footer={null}
      centered
      onCancel={onClose}
      closable={progress === null}
      mask={{ closable: false }}
      keyboard={progress === null}
    >
      <form className="confirm" onSubmit={confirm} data-testid="confirm-sheet">
        <div className="confirm-columns">
          <PlacePictures source={source} documentId={opened.documentId} placed={plan?.seals ?? null} />
          <div className="confirm-facts">
            <SigningFacts opened={opened} seals={used} tokens={tokens} reason={reason} particulars={particulars} />
            <label className="confirm-output" htmlFor="output-path">
              <span>{words.confirm.saveAs}</span>
              <Input.TextArea
                id="output-path"
                autoSize={{ minRows: 1, maxRows: 3 }}
                value={outputPath}
                data-testid="output-path"
                disabled={progress !== null}
                onChange={(event) => {
                  setOutputPath(event.target.value.replaceAll('\n', ''));
                  setOverwrite(false);
                }}
              />
              <span className="quiet">{words.confirm.originalKept}</span>
            </label>
            {plan?.outputExists === true && (
              <Alert
                type="warning"
                showIcon
                title={words.confirm.exists}
                data-testid="output-exists"
                description={
                  <div className="confirm-exists">
                    <Button size="small" onClick={chooseFreeName} data-testid="choose-free-name">
                      {words.confirm.otherName}
                    </Button>
                    <Checkbox
                      checked={overwrite}
                      data-testid="overwrite"
                      onChange={(event) => setOverwrite(event.target.checked)}
                    >
                      {words.confirm.overwrite}
                    </Checkbox>
                  </div>
                }
              />
            )}
          </div>
        </div>
        <PreflightSheet
          plan={plan}
          shown={source && { source, documentId: opened.documentId, seals: plan?.seals ?? [] }}
        />
        {removed !== undefined && progress === null && (
          <Alert
            type="warning"
            showIcon
            role="alert"
            data-testid="token-removed"
            title={words.confirm.removed(serialTail(removed.tokenSerial))}
          />
        )}
        {planError !== null && removed === undefined && <ErrorPanel error={planError} />}
        {refused !== null && refusedSerial === null && (
          <ErrorPanel
            error={error}
            actions={
              lockedToken !== undefined && toAppError(error).code.startsWith('PIN_') ? (
                <Button onClick={() => setUnblocking(lockedToken)} data-testid="unblock-here">
                  {words.sealKeeping.unblock.action}
                </Button>
              ) : undefined
            }
          />
        )}
        {error === null && lockedToken !== undefined && progress === null && (
          <Alert
            type="error"
            showIcon
            title={words.pinStates.locked}
            description={words.sealKeeping.unblock.askIssuer}
            action={
              <Button onClick={() => setUnblocking(lockedToken)} data-testid="unblock-here">
                {words.sealKeeping.unblock.action}
              </Button>
            }
          />
        )}
        {progress !== null ? (
          <RunProgress
            progress={progress}
            cancelling={cancelling}
            onCancel={() => void cancel().catch(() => undefined)}
          />
        ) : (
          <div className="confirm-foot">
            <PinFields
              ref={pinFields}
              tokens={asked}
              pins={pins}
              signaturePins={signaturePins}
              invalidSerial={refusedSerial}
              onChange={setPins}
              onSignaturePinsChange={setSignaturePins}
            />
            {refused !== null && refusedSerial !== null && <RefusedPin error={refused.toShape()} />}
            {asked.some(({ id }) => plan?.pinNeeds[id] === 'once') && (
              <p className="quiet pin-once" data-testid="pin-once">
                {words.queueLogin.once(following.length)}
              </p>
            )}
            <LoginLine queueLogin={queueLogin} />
            {lastTry && !locked && <FinalTry confirmed={finalTryConfirmed} onChange={setFinalTryConfirmed} />}
            <div className="confirm-buttons">
              <StopReason stops={stops} />
              <Button onClick={onClose} data-testid="cancel-stamp">
                {words.common.cancel}
              </Button>
              {hasNext && (
                <Button disabled={!ready} onClick={() => void stampAnd(false)} data-testid="confirm-and-show">
                  {words.queueLogin.stampAndShow}
                </Button>
              )}
              <Button
                ref={confirmButton}
                type="primary"
                htmlType="submit"
                disabled={!ready}
                aria-describedby={stops > 0 ? 'stop-reason' : undefined}
                data-testid="confirm-stamp"
              >
                {hasNext ? words.queueLogin.stampAndNext : words.confirm.confirm}
              </Button>
            </div>
          </div>
        )}
      </form>
      {unblocking !== null && (
        <UnblockPin
          token={unblocking}
          onClose={() => {
            setUnblocking(null);
            setError(null);
            setFinalTryAsked(false);
          }}
        />
      )}
    </Modal>
  );
}
