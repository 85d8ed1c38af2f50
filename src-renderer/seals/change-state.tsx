import { Alert, Form, Input } from 'antd';
import { useState } from 'react';
import type { SealRegisterState, SealWithState } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useSpeech } from '../words/index.ts';
import { RegisterLogin, useRegisterLogin } from './register-login.tsx';

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
  const login = useRegisterLogin(seal);

  const submit = () => {
    if (reason.trim() === '') return setMissing(true);
    return login.attempt(async (given) => {
      await bridge.call('seals.setState', { id: seal.id, state, reason, login: given });
      onClose();
    });
  };

  return (
    <Dialog
      title={text.titles[state](seal.name)}
      okText={text.confirms[state]}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={login.working}
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
        <RegisterLogin login={login} />
      </Form>
    </Dialog>
  );
}
