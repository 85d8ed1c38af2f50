import { Alert, Form, type InputRef } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

interface PinDialogProps {
  token: Token;
  /** Names the dialog and what is in it for the tests. */
  name: 'change-pin' | 'unblock-pin';
  title: string;
  confirm: string;
  done: string;
  /** The PIN that allows the change: the old one, or the administrator's. */
  presentLabel: string;
  /** The token asks for the PINs itself, on its own keys. */
  onPinPad: boolean;
  /** Stands in the way, whatever is typed. */
  blocked?: boolean;
  /** Stands below the fields. */
  children?: ReactNode;
  above?: ReactNode;
  setPin(present: string, fresh: string): Promise<unknown>;
  onClose(): void;
}

const empty = { present: '', fresh: '', repeat: '' };

/** Sets a new PIN, typed twice. The PINs leave this state as soon as the call is made. */
export function PinDialog(props: PinDialogProps) {
  const { token, name, title, confirm, done, presentLabel, onPinPad, blocked = false } = props;
  const { children, above, setPin, onClose } = props;
  const { words } = useSpeech();
  const [pins, setPins] = useState(empty);
  const [working, setWorking] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isDone, setIsDone] = useState(false);
  const present = useRef<InputRef>(null);
  const isComplete = onPinPad || (pins.present !== '' && pins.fresh !== '' && pins.repeat !== '');
  const isReady = isComplete && !blocked && !working;

  // Once a call failed, all is typed again; the fields could not hold the focus while it ran.
  useEffect(() => {
    if (error !== null) present.current?.focus();
  }, [error]);

  const findFault = (): string | null => {
    const { pinMinLength, pinMaxLength } = token;
    const { length } = pins.fresh;
    if (onPinPad) return null;
    if (length < pinMinLength || length > pinMaxLength) return words.token.pinLengthWrong(pinMinLength, pinMaxLength);
    return pins.fresh === pins.repeat ? null : words.token.pinMismatch;
  };

  const submit = async () => {
    if (!isReady) return;
    setError(null);
    const fault = findFault();
    setComplaint(fault);
    if (fault !== null) return;
    setWorking(true);
    setPins(empty);
    try {
      await setPin(pins.present, pins.fresh);
      setIsDone(true);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const field = (key: keyof typeof empty, label: string) => (
    <Form.Item label={label}>
      <PinInput
        label={label}
        value={pins[key]}
        testId={`${name}-${key}`}
        autoFocus={key === 'present'}
        inputRef={key === 'present' ? present : undefined}
        onChange={(value) => setPins({ ...pins, [key]: value })}
        disabled={working}
      />
    </Form.Item>
  );

  return (
    <Dialog
      title={title}
      onCancel={onClose}
      onOk={isDone ? onClose : submit}
      okText={isDone ? words.common.close : confirm}
      cancelText={words.common.cancel}
      cancelButtonProps={{ hidden: isDone }}
      okButtonProps={{ disabled: !isDone && !isReady, loading: working, 'data-testid': `${name}-confirm` }}
    >
      {isDone ? (
        <Alert type="success" showIcon title={done} data-testid={`${name}-done`} />
      ) : (
        <Form layout="vertical" onFinish={submit} data-testid={name} className="stack">
          {above}
          {onPinPad ? (
            <p>{words.token.pinPad}</p>
          ) : (
            <div>
              {field('present', presentLabel)}
              {field(
                'fresh',
                `${words.token.newPin} · ${words.token.pinLength(token.pinMinLength, token.pinMaxLength)}`,
              )}
              {field('repeat', words.token.repeatPin)}
            </div>
          )}
          {children}
          {complaint !== null && <Alert type="error" showIcon title={complaint} />}
          {error !== null && <ErrorPanel error={error} />}
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </Form>
      )}
    </Dialog>
  );
}
