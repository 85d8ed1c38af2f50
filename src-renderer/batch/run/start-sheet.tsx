import { Alert, Button, Checkbox } from 'antd';
import { type FormEvent, useId, useMemo, useRef, useState } from 'react';
import { type Batch, type BatchLogin, type ManifestFormat, manifestFormat } from '../../../src-main/contract/index.ts';
import { serialTail } from '../../../src-main/words/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { toAppError } from '../../parts/app-error.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FinalTry } from '../../parts/final-try.tsx';
import { isPinRefusal, RefusedPin } from '../../parts/refused-pin.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { PinFields, type PinFieldsHandle } from '../../stamp/pin-fields.tsx';
import { useSpeech, type Words } from '../../words/index.ts';
import { standInsFor } from './stand-ins.ts';

/** How often somebody is asked at a token. */
export function entriesInWords({ pinPad, pinEntries, signatures }: BatchLogin, words: Words): string {
  const text = words.batch.start;
  if (!pinPad) return text.pinOnce;
  return pinEntries > 1 ? text.padEach(pinEntries) : text.padOnce(signatures);
}

/** The last look before a batch is stamped: how many files, by what, where to; then one PIN for each token. */
export function StartSheet({
  batch,
  logins,
  password,
  onStarted,
  onClose,
}: {
  batch: Batch;
  logins: readonly BatchLogin[];
  password: string | undefined;
  onStarted: (batch: Batch) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { seals, tokens } = useApp();
  const { words } = useSpeech();
  const text = words.batch.start;
  const [pins, setPins] = useState<Record<string, string>>({});
  const [signaturePins, setSignaturePins] = useState<Record<string, string>>({});
  const [finalTryAsked, setFinalTryAsked] = useState(false);
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const [alsoSeals, setAlsoSeals] = useState<readonly string[]>([]);
  const [hasManifest, setHasManifest] = useState(true);
  const [format, setFormat] = useState<ManifestFormat>('xlsx');
  const [signManifest, setSignManifest] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const formId = useId();
  const pinFields = useRef<PinFieldsHandle>(null);

  const standIns = useMemo(() => standInsFor(batch.sealIds, seals, tokens), [batch.sealIds, seals, tokens]);
  const helpers = standIns.filter(({ seal }) => alsoSeals.includes(seal.id));
  const tokenIds = new Set([...logins.map(({ tokenId }) => tokenId), ...helpers.map(({ token }) => token.id)]);
  const needed = tokens.filter(({ id }) => tokenIds.has(id));
  const isLocked = needed.some(({ pinState }) => pinState === 'locked');
  const isLastTry = finalTryAsked || needed.some(({ pinState }) => pinState === 'final-try');
  const isComplete = needed.every(({ id, pinPad }) => pinPad || ((pins[id] ?? '') !== '' && signaturePins[id] !== ''));
  const isGone = needed.length < tokenIds.size;
  const isReady = isComplete && !isLocked && !isGone && !isWorking && (!isLastTry || finalTryConfirmed);
  const refused = error === null ? null : toAppError(error);
  const refusedSerial = refused !== null && isPinRefusal(refused) ? String(refused.values.serial) : null;

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setError(null);
    setWorking(true);
    const request = {
      id: batch.id,
      password,
      pins,
      signaturePins,
      finalTryConfirmed,
      ...(hasManifest ? { manifest: format, signManifest } : {}),
      alsoSeals: helpers.map(({ seal }) => seal.id),
    };
    setPins({});
    setSignaturePins((typed) => Object.fromEntries(Object.keys(typed).map((id) => [id, ''])));
    try {
      onStarted(await bridge.call('batch.start', request));
    } catch (thrown) {
      const { code, values } = toAppError(thrown);
      if (code === 'PIN_FINAL_TRY') setFinalTryAsked(true);
      setFinalTryConfirmed(false);
      setError(thrown);
      const asking = needed.find(({ serial }) => serial === values.serial);
      if (code === 'SIGNATURE_PIN_REQUIRED' && asking) setSignaturePins((typed) => ({ ...typed, [asking.id]: '' }));
      setWorking(false);
      if (/^(SIGNATURE_)?PIN_/.test(code)) requestAnimationFrame(() => pinFields.current?.focus());
    }
  };

  const names = batch.sealIds.map((id) => seals.find((seal) => seal.id === id)?.name ?? id);
  return (
    <Dialog
      width={640}
      title={text.title}
      footer={
        <div className="confirm-buttons">
          {isWorking && (
            <span className="quiet start-working" role="status">
              {text.working}
            </span>
          )}
          <Button onClick={onClose} disabled={isWorking}>
            {words.common.cancel}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            form={formId}
            disabled={!isReady}
            loading={isWorking}
            data-testid="batch-start-confirm"
          >
            {text.confirm}
          </Button>
        </div>
      }
      onCancel={onClose}
      closable={!isWorking}
      keyboard={!isWorking}
      mask={{ closable: false }}
    >
      <form id={formId} className="stack" onSubmit={confirm} data-testid="batch-start-sheet">
        <Facts
          facts={[
            {
              label: text.files,
              value: `${words.batch.files(batch.counts.waiting)}${
                batch.counts.leftOut > 0 ? text.leftOut(batch.counts.leftOut) : ''
              }`,
            },
            { label: text.seals, value: names.join(words.common.separator) },
            { label: text.output, value: batch.outputFolder },
            {
              label: text.token,
              value: logins.map((login) => {
                const token = tokens.find(({ id }) => id === login.tokenId);
                return (
                  <div key={login.tokenId}>
                    {token?.label} <span className="quiet">{serialTail(token?.serial ?? '')}</span> ·{' '}
                    {text.signatures(login.signatures)} · <strong>{entriesInWords(login, words)}</strong>
                  </div>
                );
              }),
            },
          ]}
        />
        {standIns.length > 0 && (
          <fieldset className="start-options" aria-label={text.parallel}>
            <strong>{text.parallel}</strong>
            <span className="quiet">{text.parallelHint}</span>
            {standIns.map(({ seal, token }) => (
              <Checkbox
                key={seal.id}
                checked={alsoSeals.includes(seal.id)}
                disabled={isWorking}
                data-testid={`also-${seal.id}`}
                onChange={({ target }) =>
                  setAlsoSeals((before) =>
                    target.checked ? [...before, seal.id] : before.filter((id) => id !== seal.id),
                  )
                }
              >
                {text.also(seal.name, `${token.label} ${serialTail(token.serial)}`)}
              </Checkbox>
            ))}
          </fieldset>
        )}
        <div className="start-options start-manifest">
          <Checkbox
            checked={hasManifest}
            disabled={isWorking}
            data-testid="start-manifest"
            onChange={({ target }) => setHasManifest(target.checked)}
          >
            {text.manifest}
          </Checkbox>
          {hasManifest && (
            <>
              <Segmented<ManifestFormat>
                size="small"
                value={format}
                aria-label={text.manifestFormat}
                options={manifestFormat.options.map((value) => ({ value, label: value.toUpperCase() }))}
                onChange={setFormat}
              />
              <Checkbox
                checked={signManifest}
                disabled={isWorking}
                onChange={({ target }) => setSignManifest(target.checked)}
              >
                {text.signManifest}
              </Checkbox>
            </>
          )}
        </div>
        {refused !== null && refusedSerial === null && <ErrorPanel error={refused} />}
        {isGone && <Alert type="warning" showIcon role="alert" title={words.token.insert} />}
        {error === null && isLocked && <Alert type="error" showIcon title={words.pinStates.locked} />}
        <PinFields
          ref={pinFields}
          tokens={needed}
          pins={pins}
          signaturePins={signaturePins}
          invalidSerial={refusedSerial}
          onChange={setPins}
          onSignaturePinsChange={setSignaturePins}
        />
        {refused !== null && refusedSerial !== null && <RefusedPin error={refused.toShape()} />}
        {isLastTry && !isLocked && <FinalTry confirmed={finalTryConfirmed} onChange={setFinalTryConfirmed} />}
      </form>
    </Dialog>
  );
}
