import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useRef, useState } from 'react';
import { useApp } from '../../app-state.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';

/** Asks once whose name goes on record: the login of the machine says little about who stamps. */
export function OperatorPrompt({ onKnown, onCancel }: { onKnown: () => void; onCancel: () => void }) {
  const { info, updateSettings } = useApp();
  const { words } = useSpeech();
  const input = useRef<InputRef>(null);
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>(null);
  const text = words.operator;
  const save = async (operatorName: string) => {
    try {
      await updateSettings({ operatorName });
      onKnown();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') void save(name.trim());
  };
  return (
    <Dialog
      title={text.title}
      footer={null}
      width={440}
      centered
      onCancel={onCancel}
      afterOpenChange={(isOpen) => isOpen && input.current?.focus()}
    >
      <form className="operator-prompt" onSubmit={submit} data-testid="operator-prompt">
        <p>{text.text}</p>
        <Input
          ref={input}
          value={name}
          maxLength={80}
          placeholder={text.hint}
          aria-label={text.label}
          data-testid="operator-input"
          onChange={(event) => setName(event.target.value)}
        />
        {error !== null && <ErrorPanel error={error} />}
        <div className="operator-buttons">
          <Button type="text" onClick={() => void save(info.operator)} data-testid="operator-login">
            {text.useLogin(info.operator)}
          </Button>
          <Button type="primary" htmlType="submit" disabled={name.trim() === ''} data-testid="operator-save">
            {text.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
