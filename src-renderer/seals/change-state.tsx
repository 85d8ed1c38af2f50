import { Alert, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { SealRegisterState, SealWithState } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** Suspends, resumes or revokes a seal: says what that means, and asks why. */
export function ChangeState({
  seal,
  state,
  onClose,
}: {
  seal: SealWithState;
  state: SealRegisterState;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.sealKeeping.register;
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async () => {
    if (working) return;
    if (reason.trim() === '') return setMissing(true);
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.setState', { id: seal.id, state, reason });
      onClose();
    } catch (thrown) {
      setError(thrown);
      setWorking(false);
    }
  };

  return (
    <Modal
      open
      title={text.titles[state](seal.name)}
      okText={text.confirms[state]}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ danger: state === 'revoked', 'data-testid': 'change-state-confirm' }}
    >
      <Form layout="vertical" onFinish={submit} data-testid="change-state" className="stack">
        {state === 'revoked' ? (
          <Alert type="warning" showIcon title={text.texts.revoked} />
        ) : (
          <p>{text.texts[state]}</p>
        )}
        <Form.Item
          label={text.reason}
          htmlFor="state-reason"
          validateStatus={missing ? 'error' : ''}
          help={missing ? text.reasonRequired : undefined}
        >
          <Input
            id="state-reason"
            autoFocus
            maxLength={200}
            value={reason}
            placeholder={text.reasonHints[state]}
            data-testid="state-reason"
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        </Form.Item>
        {error !== null && <ErrorPanel error={error} />}
      </Form>
    </Modal>
  );
}
