import { Alert, Form, Modal } from 'antd';
import { useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { serialTail } from '../format/measures.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

const empty = { admin: '', fresh: '', repeat: '' };

/** Sets a locked PIN anew with the administrator's. The PINs leave this state as soon as the call is made. */
export function UnblockPin({ token, onClose }: { token: Token; onClose: () => void }) {
  const bridge = useBridge();
  const { trial } = useApp();
  const { words } = useSpeech();
  const text = words.sealKeeping.unblock;
  const [pins, setPins] = useState(empty);
  const [working, setWorking] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  const complete = pins.admin !== '' && pins.fresh !== '' && pins.repeat !== '';

  const submit = async () => {
    if (!complete || working) return;
    setError(null);
    const { length } = pins.fresh;
    if (length < token.pinMinLength || length > token.pinMaxLength) {
      setComplaint(words.token.pinLengthWrong(token.pinMinLength, token.pinMaxLength));
      return;
    }
    if (pins.fresh !== pins.repeat) {
      setComplaint(words.token.pinMismatch);
      return;
    }
    setComplaint(null);
    setWorking(true);
    const call = { tokenId: token.id, adminPin: pins.admin, newPin: pins.fresh };
    setPins(empty);
    try {
      await bridge.call('tokens.unblockPin', call);
      setDone(true);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const field = (key: keyof typeof empty, label: string, testId: string) => (
    <Form.Item label={label}>
      <PinInput
        label={label}
        value={pins[key]}
        testId={testId}
        onChange={(value) => setPins({ ...pins, [key]: value })}
        disabled={working}
      />
    </Form.Item>
  );

  return (
    <Modal
      open
      title={`${text.title} · ${serialTail(token.serial)}`}
      onCancel={onClose}
      onOk={done ? onClose : submit}
      okText={done ? words.common.close : text.confirm}
      cancelButtonProps={{ hidden: done }}
      okButtonProps={{ disabled: !done && !complete, loading: working, 'data-testid': 'unblock-confirm' }}
    >
      {done ? (
        <Alert type="success" showIcon title={text.done} data-testid="unblock-done" />
      ) : (
        <Form layout="vertical" onFinish={submit} data-testid="unblock-pin" className="stack">
          <p>{text.text}</p>
          {token.trial && trial !== null && trial.adminPin !== '' && (
            <p className="quiet">{text.trialHint(trial.adminPin, trial.pin)}</p>
          )}
          <div>
            {field('admin', text.adminPin, 'admin-pin')}
            {field(
              'fresh',
              `${words.token.newPin} · ${words.token.pinLength(token.pinMinLength, token.pinMaxLength)}`,
              'unblock-new-pin',
            )}
            {field('repeat', words.token.repeatPin, 'unblock-repeat-pin')}
          </div>
          {complaint !== null && <Alert type="error" showIcon title={complaint} />}
          {error !== null && <ErrorPanel error={error} />}
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </Form>
      )}
    </Modal>
  );
}
