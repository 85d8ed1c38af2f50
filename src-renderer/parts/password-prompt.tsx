import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { describeError } from '../../src-main/words/index.ts';
import { fileNameOf } from '../format/measures.ts';
import { useSpeech } from '../words/index.ts';

/** Asks for the password that opens an encrypted PDF. */
export function PasswordPrompt({
  path,
  wrong,
  onPassword,
  onCancel,
}: {
  path: string;
  wrong: boolean;
  onPassword: (password: string) => void;
  onCancel: () => void;
}) {
  const { language, words } = useSpeech();
  const [password, setPassword] = useState('');
  const complaint = describeError({ code: 'PDF_PASSWORD_WRONG', values: {} }, language).happened;
  return (
    <div className="password-prompt" data-testid="password-prompt">
      <h2>{words.document.passwordTitle}</h2>
      <p className="wrap-anywhere">{fileNameOf(path)}</p>
      <Form
        layout="vertical"
        onFinish={() => {
          onPassword(password);
          setPassword('');
        }}
      >
        <Form.Item
          label={words.document.password}
          validateStatus={wrong ? 'error' : ''}
          help={wrong ? complaint : undefined}
        >
          <Input
            type="password"
            autoComplete="off"
            autoFocus
            aria-label={words.document.password}
            data-testid="pdf-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Form.Item>
        <div className="button-row">
          <Button type="primary" htmlType="submit" disabled={password === ''}>
            {words.document.openWithPassword}
          </Button>
          <Button onClick={onCancel}>{words.common.cancel}</Button>
        </div>
      </Form>
    </div>
  );
}
