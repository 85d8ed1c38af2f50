import { App as AntApp, Button } from 'antd';
import { useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { serialTail } from '../format/measures.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { absentTokens, conditionOf, conditionShapes, leadingCertificate, type TokenCondition } from './token-state.ts';

/** The corner that always says which tokens are there and how they stand. */
export function TokenCards({ onOpen }: { onOpen: (tokenId: string) => void }) {
  const { tokens, seals } = useApp();
  const { words } = useSpeech();
  const absent = absentTokens(seals, tokens);
  return (
    <section className="token-cards" aria-label={words.token.heading} data-testid="token-cards">
      {tokens.map((token) => (
        <TokenCard key={token.id} token={token} onOpen={() => onOpen(token.id)} />
      ))}
      {absent.map(({ serial, ownerName }) => (
        <div key={serial} className="token-card" data-testid="token-absent">
          <Condition condition="absent" />
          <strong className="token-owner">{ownerName}</strong>
          <span className="token-line">{serialTail(serial)}</span>
        </div>
      ))}
      {tokens.length === 0 && absent.length === 0 && <NoToken />}
    </section>
  );
}

function Condition({ condition }: { condition: TokenCondition }) {
  const { words } = useSpeech();
  return (
    <span className={`condition condition-${condition}`}>
      <span aria-hidden>{conditionShapes[condition]}</span> {words.token[condition]}
    </span>
  );
}

function TokenCard({ token, onOpen }: { token: Token; onOpen: () => void }) {
  const { words } = useSpeech();
  const certificate = leadingCertificate(token);
  const kind = token.trial ? words.token.trialCertificate : words.token.signingCertificate;
  return (
    <button
      type="button"
      className="token-card"
      onClick={onOpen}
      data-testid="token-card"
      data-condition={conditionOf(token)}
    >
      <Condition condition={conditionOf(token)} />
      <strong className="token-owner">{certificate?.subject.display ?? token.label}</strong>
      {certificate !== undefined && (
        <span className="token-line">
          {kind} · {words.common.daysLeft(certificate.daysLeft)}
        </span>
      )}
      <span className="token-line">{serialTail(token.serial)}</span>
      {token.pinState === 'low' && <span className="token-line warning-text">▲ {words.token.pinLow}</span>}
      {token.pinState === 'final-try' && <span className="token-line danger-text">▲ {words.token.pinFinal}</span>}
    </button>
  );
}

/** With no token at all, the card says what to do. */
function NoToken() {
  const { createTrial } = useApp();
  const { words } = useSpeech();
  const { modal } = AntApp.useApp();
  const [working, setWorking] = useState(false);
  const make = async () => {
    setWorking(true);
    try {
      await createTrial();
    } catch (error) {
      modal.error({ title: words.token.createTrial, content: <ErrorPanel error={error} />, icon: null, width: 520 });
    } finally {
      setWorking(false);
    }
  };
  return (
    <div className="token-card" data-testid="token-none">
      <Condition condition="absent" />
      <span className="token-line">{words.token.insert}</span>
      <Button size="small" loading={working} onClick={make} data-testid="create-trial">
        {working ? words.token.creatingTrial : words.token.createTrial}
      </Button>
    </div>
  );
}
