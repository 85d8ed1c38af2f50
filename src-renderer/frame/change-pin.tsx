import { Alert, Checkbox, Form, Modal } from 'antd';
import { useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

const empty = { old: '', fresh: '', repeat: '' };

/** Changes the PIN of a token. The PINs leave this state as soon as the call is made. */
export function ChangePin({ token, onClose }: { token: Token; onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [pins, setPins] = useState(empty);
  const [finalTry, setFinalTry] = useState(token.pinState === 'final-try');
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const [working, setWorking] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);

  const submit = async () => {
    setError(null);
    const { length } = pins.fresh;
    if (!token.pinPad && (length < token.pinMinLength || length > token.pinMaxLength)) {
      setComplaint(words.token.pinLengthWrong(token.pinMinLength, token.pinMaxLength));
      return;
    }
    if (pins.fresh !== pins.repeat) {
      setComplaint(words.token.pinMismatch);
      return;
    }
    setComplaint(null);
    setWorking(true);
    try {
      const call = { tokenId: token.id, oldPin: pins.old, newPin: pins.fresh, finalTryConfirmed };
      setPins(empty);
      await bridge.call('tokens.changePin', call);
      setDone(true);
    } catch (thrown) {
      if (toAppError(thrown).code === 'PIN_FINAL_TRY') setFinalTry(true);
      setFinalTryConfirmed(false);
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const field = (key: keyof typeof empty, label: string, testId: string) => (
    <Form.Item label={label} required>
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
      title={words.token.changePin}
      onCancel={onClose}
      onOk={done ? onClose : submit}
      okText={done ? words.common.close : words.token.changePin}
      cancelButtonProps={{ hidden: done }}
      okButtonProps={{
        disabled:
          !done && ((!token.pinPad && (pins.old === '' || pins.fresh === '')) || (finalTry && !finalTryConfirmed)),
        loading: working,
      }}
    >
      {done ? (
        <Alert type="success" showIcon title={words.token.pinChanged} />
      ) : (
        <Form layout="vertical" onFinish={submit}>
          {token.pinPad ? (
            <p>{words.token.pinPad}</p>
          ) : (
            <>
              {field('old', words.token.oldPin, 'old-pin')}
              {field(
                'fresh',
                `${words.token.newPin} · ${words.token.pinLength(token.pinMinLength, token.pinMaxLength)}`,
                'new-pin',
              )}
              {field('repeat', words.token.repeatPin, 'repeat-pin')}
            </>
          )}
          {finalTry && (
            <Checkbox checked={finalTryConfirmed} onChange={(event) => setFinalTryConfirmed(event.target.checked)}>
              {words.token.finalTryConfirm}
            </Checkbox>
          )}
          {complaint !== null && <Alert type="error" showIcon title={complaint} />}
          {error !== null && <ErrorPanel error={error} />}
        </Form>
      )}
    </Modal>
  );
}
