import { Alert, Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { type Duty, isSameSerial } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FinalTry } from '../parts/final-try.tsx';
import { isPinRefusal, RefusedPin } from '../parts/refused-pin.tsx';
import { isUsable } from '../parts/seal-shapes.ts';
import { PinFields, type PinFieldsHandle } from '../stamp/pin-fields.tsx';
import { useSpeech } from '../words/index.ts';

const lengths = [1, 2, 4, 8, 12, 24];
const usualHours = 8;
const usualMost = 500;
const folderKey = 'duty-folder';

function rememberedFolder(): string {
  try {
    return localStorage.getItem(folderKey) ?? '';
  } catch {
    return '';
  }
}

function rememberFolder(folder: string): void {
  try {
    localStorage.setItem(folderKey, folder);
  } catch {
    // It is entered again the next time.
  }
}

/** Which seals, which folder, how long; then one PIN for each token. */
export function DutyForm({ onStarted, onSettings }: { onStarted: (duty: Duty) => void; onSettings: () => void }) {
  const bridge = useBridge();
  const { seals, tokens } = useApp();
  const { words } = useSpeech();
  const text = words.duty;
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [folder, setFolder] = useState(rememberedFolder);
  const [hours, setHours] = useState(usualHours);
  const [most, setMost] = useState(usualMost);
  const [archive, setArchive] = useState(true);
  const [issuers, setIssuers] = useState<number | null>(null);
  const [pins, setPins] = useState<Record<string, string>>({});
  const [signaturePins, setSignaturePins] = useState<Record<string, string>>({});
  const [finalTryAsked, setFinalTryAsked] = useState(false);
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pinFields = useRef<PinFieldsHandle>(null);
  const id = useId();

  useEffect(() => {
    bridge.call('approval.info', null).then(
      (info) => setIssuers(info.issuers.length),
      () => undefined,
    );
  }, [bridge]);

  const usable = seals.filter(isUsable);
  // One seal is what there is to choose.
  const sealIds = (chosen ?? (usable.length === 1 ? usable.map((seal) => seal.id) : [])).filter((one) =>
    usable.some((seal) => seal.id === one),
  );
  const bound = usable
    .filter((seal) => sealIds.includes(seal.id))
    .flatMap(({ binding, companion }) => (companion ? [binding, companion] : [binding]));
  const needed = tokens.filter(({ serial }) => bound.some(({ tokenSerial }) => isSameSerial(serial, tokenSerial)));
  const isLocked = needed.some(({ pinState }) => pinState === 'locked');
  const isLastTry = finalTryAsked || needed.some(({ pinState }) => pinState === 'final-try');
  const hasPins = needed.every(
    (token) => token.pinPad || ((pins[token.id] ?? '') !== '' && signaturePins[token.id] !== ''),
  );
  const isReady =
    sealIds.length > 0 &&
    folder.trim() !== '' &&
    hasPins &&
    !isLocked &&
    !isWorking &&
    (!isLastTry || finalTryConfirmed);
  const refused = error === null ? null : toAppError(error);
  const refusedSerial = refused !== null && isPinRefusal(refused) ? String(refused.values.serial) : null;

  const pickFolder = async () => {
    try {
      const [picked] = await bridge.pickFiles('folder', false);
      if (picked) setFolder(picked.path);
    } catch (thrown) {
      setError(thrown);
    }
  };

  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setError(null);
    setWorking(true);
    const watchFolder = folder.trim();
    const request = {
      sealIds: [...sealIds],
      watchFolder,
      minutes: hours * 60,
      mostUses: most,
      archive,
      pins,
      signaturePins,
      finalTryConfirmed,
    };
    setPins({});
    setSignaturePins((typed) => Object.fromEntries(Object.keys(typed).map((one) => [one, ''])));
    try {
      const started = await bridge.call('duty.start', request);
      rememberFolder(watchFolder);
      onStarted(started);
    } catch (thrown) {
      const { code, values } = toAppError(thrown);
      if (code === 'PIN_FINAL_TRY') setFinalTryAsked(true);
      setFinalTryConfirmed(false);
      setError(thrown);
      const asking = needed.find(({ serial }) => serial === values.serial);
      if (code === 'SIGNATURE_PIN_REQUIRED' && asking) setSignaturePins((typed) => ({ ...typed, [asking.id]: '' }));
      if (/^(SIGNATURE_)?PIN_/.test(code)) requestAnimationFrame(() => pinFields.current?.focus());
    } finally {
      setWorking(false);
    }
  };

  return (
    <div className="page-scroll duty-page">
      <form className="duty-card" onSubmit={(event) => void start(event)} data-testid="duty-form">
        <h1>{text.title}</h1>
        <p className="quiet">{text.lead}</p>
        {issuers === 0 && (
          <Alert
            type="warning"
            showIcon
            title={text.noIssuers}
            action={
              <Button size="small" onClick={onSettings}>
                {words.nav.settings}
              </Button>
            }
          />
        )}
        <div className="batch-field">
          <label htmlFor={`${id}-seals`}>{text.seals}</label>
          {usable.length === 0 ? (
            <span className="quiet">{text.noSeals}</span>
          ) : (
            <Select<string[]>
              id={`${id}-seals`}
              mode="multiple"
              value={[...sealIds]}
              options={usable.map((seal) => ({ value: seal.id, label: seal.name }))}
              optionFilterProp="label"
              data-testid="duty-seals"
              onChange={setChosen}
            />
          )}
        </div>
        <label className="batch-field" htmlFor={`${id}-folder`}>
          <span>{text.folder}</span>
          <span className="batch-path">
            <Input
              id={`${id}-folder`}
              value={folder}
              title={folder}
              data-testid="duty-folder"
              onChange={(event) => setFolder(event.target.value)}
            />
            {bridge.door === 'electron' && <Button onClick={() => void pickFolder()}>{words.common.browse}</Button>}
          </span>
          <span className="quiet">{text.folderHint}</span>
        </label>
        <div className="duty-two">
          <div className="batch-field">
            <label htmlFor={`${id}-length`}>{text.length}</label>
            <Select<number>
              id={`${id}-length`}
              value={hours}
              options={lengths.map((value) => ({ value, label: text.hours(value) }))}
              onChange={setHours}
            />
          </div>
          <label className="batch-field" htmlFor={`${id}-most`}>
            <span>{text.most}</span>
            <InputNumber
              id={`${id}-most`}
              min={1}
              max={1_000_000}
              precision={0}
              value={most}
              data-testid="duty-most"
              onChange={(value) => setMost(value ?? usualMost)}
            />
          </label>
        </div>
        <Checkbox checked={archive} data-testid="duty-archive" onChange={({ target }) => setArchive(target.checked)}>
          {text.archive}
        </Checkbox>
        {refused !== null && refusedSerial === null && <ErrorPanel error={refused} />}
        {isLocked && <Alert type="error" showIcon title={words.pinStates.locked} />}
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
        <div className="duty-actions">
          <Button
            type="primary"
            size="large"
            htmlType="submit"
            disabled={!isReady}
            loading={isWorking}
            data-testid="duty-start"
          >
            {isWorking ? text.starting : text.start}
          </Button>
          {issuers !== null && issuers > 0 && <span className="quiet">{text.issuers(issuers)}</span>}
        </div>
      </form>
    </div>
  );
}
