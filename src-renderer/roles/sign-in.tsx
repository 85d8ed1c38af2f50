import { Button, Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { nobodyYet, PersonPinFields } from './person-pin.tsx';
import './roles.css';

/** Asks for a name and the PIN of the role. */
export function SignInForm({ onDone, autoFocus = false }: { onDone?: () => void; autoFocus?: boolean }) {
  const bridge = useBridge();
  const { roles } = useApp();
  const { words } = useSpeech();
  const text = words.roles;
  const [who, setWho] = useState(nobodyYet);
  const [isWorking, setIsWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setIsWorking(true);
    setError(null);
    setWho({ ...who, pin: '' });
    try {
      await bridge.call('roles.signIn', who);
      onDone?.();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setIsWorking(false);
    }
  };
  return (
    <form className="sign-in" onSubmit={signIn} data-testid="sign-in">
      <h2>{text.signInTitle}</h2>
      <p className="quiet">{text.signInText(roles.idleMinutes)}</p>
      <PersonPinFields
        people={roles.people}
        label={text.person}
        pinLabel={text.pin}
        value={who}
        disabled={isWorking}
        autoFocus={autoFocus}
        testId="sign-in"
        onChange={setWho}
      />
      {error !== null && <ErrorPanel error={error} />}
      <Button
        type="primary"
        htmlType="submit"
        loading={isWorking}
        disabled={who.name === '' || who.pin === ''}
        data-testid="sign-in-confirm"
      >
        {text.signIn}
      </Button>
    </form>
  );
}

/** Always says in whose role the window is; nothing where roles are off. */
export function RoleCorner() {
  const bridge = useBridge();
  const { roles } = useApp();
  const { words } = useSpeech();
  const [isOpen, setIsOpen] = useState(false);
  if (roles.status === 'off') return null;
  const { signedIn } = roles;
  return (
    <section
      className="role-corner"
      aria-label={words.roles.corner}
      data-testid="role-corner"
      data-status={roles.status}
    >
      {roles.status === 'differs' && (
        <p className="token-line danger-text" role="alert">
          ✕ {words.roles.differs}
        </p>
      )}
      {roles.status === 'on' && signedIn === null && (
        <>
          <span className="token-line">{words.roles.nobody}</span>
          <Button size="small" onClick={() => setIsOpen(true)} data-testid="corner-sign-in">
            {words.roles.signIn}
          </Button>
        </>
      )}
      {signedIn !== null && (
        <>
          <strong className="role-name" data-testid="signed-in">
            {signedIn.name}
          </strong>
          <span className="token-line">{words.roles.roles[signedIn.role]}</span>
          <Button size="small" onClick={() => void bridge.call('roles.signOut', null)} data-testid="sign-out">
            {words.roles.signOut}
          </Button>
        </>
      )}
      {isOpen && signedIn === null && (
        <Modal open footer={null} width={440} onCancel={() => setIsOpen(false)}>
          <SignInForm autoFocus onDone={() => setIsOpen(false)} />
        </Modal>
      )}
    </section>
  );
}
