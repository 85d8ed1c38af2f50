import { Form, Input } from 'antd';
import { useState } from 'react';
import type { SealWithState } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useSpeech } from '../words/index.ts';
import { RegisterLogin, useRegisterLogin } from './register-login.tsx';

/** Removes a seal; its register stays, with who removed it. */
export function RemoveSeal({ seal, onClose }: { seal: SealWithState; onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [reason, setReason] = useState('');
  const login = useRegisterLogin(seal);
  const submit = () =>
    login.attempt(async (given) => {
      await bridge.call('seals.remove', { id: seal.id, reason, login: given });
      onClose();
    });
  return (
    <Dialog
      title={words.seals.removeTitle(seal.name)}
      okText={words.common.remove}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={login.working}
      okButtonProps={{ danger: true, 'data-testid': 'remove-confirm' }}
    >
      <Form layout="vertical" onFinish={submit} className="stack">
        <p>{words.seals.removeText}</p>
        <Form.Item label={words.sealKeeping.register.reason} htmlFor="remove-reason">
          <Input
            id="remove-reason"
            maxLength={200}
            value={reason}
            data-testid="remove-reason"
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <RegisterLogin login={login} />
      </Form>
    </Dialog>
  );
}
