import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { BeginRoles } from './begin-roles.tsx';
import { ChangeOwnPin } from './change-own-pin.tsx';
import { ChangeRoles, type RolesWork } from './change-roles.tsx';
import { HandOver } from './hand-over.tsx';
import './roles.css';

type Dialog = RolesWork | { kind: 'begin' } | { kind: 'own-pin' } | { kind: 'hand-over' };

/** 三权分立 in the settings: who has which role, and what is changed of it. */
export function RolesSection() {
  const { roles } = useApp();
  const { words } = useSpeech();
  const text = words.roles;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const isIn = roles.signedIn !== null;
  return (
    <section aria-label={text.heading} data-testid="roles-section" data-status={roles.status}>
      <h2>{text.heading}</h2>
      <p className="quiet">{text.text}</p>
      {roles.status === 'off' && <p>{text.off}</p>}
      {roles.status === 'differs' && (
        <Alert type="error" showIcon title={roles.mayAdopt ? text.mayAdopt : text.differs} />
      )}
      {roles.people.length > 0 && (
        <ul className="role-people">
          {roles.people.map(({ name, role }) => (
            <li key={name}>
              <span>
                <strong>{name}</strong> · {text.roles[role]}
              </span>
              {isIn && (
                <span className="row-buttons">
                  <Button size="small" onClick={() => setDialog({ kind: 'reset-pin', name })}>
                    {text.reset}
                  </Button>
                  <Button size="small" onClick={() => setDialog({ kind: 'remove', name })}>
                    {text.remove}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="add-row">
        {roles.status === 'off' && (
          <Button onClick={() => setDialog({ kind: 'begin' })} data-testid="roles-begin">
            {text.begin}
          </Button>
        )}
        {roles.mayAdopt && <Button onClick={() => setDialog({ kind: 'adopt' })}>{text.adopt}</Button>}
        {isIn && (
          <>
            <Button onClick={() => setDialog({ kind: 'add' })} data-testid="roles-add">
              {text.add}
            </Button>
            <Button onClick={() => setDialog({ kind: 'own-pin' })}>{text.changePin}</Button>
            {roles.signedIn?.role === 'keeper' && (
              <Button onClick={() => setDialog({ kind: 'hand-over' })} data-testid="roles-hand-over">
                {text.handOver}
              </Button>
            )}
            <Button onClick={() => setDialog({ kind: 'end' })}>{text.end}</Button>
          </>
        )}
      </div>
      {dialog?.kind === 'begin' && <BeginRoles onClose={close} />}
      {dialog?.kind === 'own-pin' && <ChangeOwnPin onClose={close} />}
      {dialog?.kind === 'hand-over' && <HandOver onClose={close} />}
      {dialog !== null && dialog.kind !== 'begin' && dialog.kind !== 'own-pin' && dialog.kind !== 'hand-over' && (
        <ChangeRoles work={dialog} onClose={close} />
      )}
    </section>
  );
}
