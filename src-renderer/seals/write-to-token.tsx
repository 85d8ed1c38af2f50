import { Alert, Form, Select } from 'antd';
import { useState } from 'react';
import { isSameSerial, type SealWithState } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { TokenLogin, useTokenLogin } from '../parts/token-login.tsx';
import { useSpeech } from '../words/index.ts';
import { useTokenSeals } from './token-seals.tsx';

/** Writes a national seal to a token, so that it travels with the key that may use it. */
export function WriteToToken({ seal, onClose }: { seal: SealWithState; onClose: () => void }) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const { look } = useTokenSeals();
  const { words } = useSpeech();
  const text = words.sealKeeping.write;
  const [tokenId, setTokenId] = useState<string | null>(() => {
    const own = tokens.find(({ serial }) => isSameSerial(serial, seal.binding.tokenSerial));
    return (own ?? tokens[0])?.id ?? null;
  });
  const [done, setDone] = useState(false);
  const token = tokens.find(({ id }) => id === tokenId);
  const login = useTokenLogin(token);
  const mayUse = token?.certificates.some(({ fingerprint }) => fingerprint === seal.binding.certificateFingerprint);

  const submit = () =>
    login.attempt(async (secrets) => {
      if (token === undefined) return;
      await bridge.call('seals.writeToToken', { id: seal.id, tokenId: token.id, ...secrets });
      await look(token.id);
      setDone(true);
    });

  return (
    <Dialog
      width={560}
      title={text.title(seal.name)}
      okText={done ? words.common.close : text.confirm}
      onOk={done ? onClose : submit}
      onCancel={onClose}
      cancelButtonProps={{ hidden: done }}
      confirmLoading={login.working}
      okButtonProps={{ disabled: !done && !login.ready, 'data-testid': 'write-confirm' }}
    >
      {done && token !== undefined ? (
        <Alert type="success" showIcon title={text.done(serialTail(token.serial))} data-testid="write-done" />
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={submit} className="stack">
          <p>{text.text}</p>
          {tokens.length === 0 ? (
            <Alert type="warning" showIcon title={text.noToken} />
          ) : (
            <Form.Item label={text.token} htmlFor="write-token">
              <Select
                id="write-token"
                data-testid="write-token"
                value={tokenId}
                onChange={setTokenId}
                options={tokens.map(({ id, label, serial, writeProtected }) => ({
                  value: id,
                  disabled: writeProtected,
                  label: `${label} ${serialTail(serial)}${writeProtected ? ` · ${text.writeProtected}` : ''}`,
                }))}
              />
            </Form.Item>
          )}
          {mayUse === false && <Alert type="warning" showIcon title={text.notListed} />}
          <TokenLogin key={token?.id} login={login} testId="write-pin" autoFocus />
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </Form>
      )}
    </Dialog>
  );
}
