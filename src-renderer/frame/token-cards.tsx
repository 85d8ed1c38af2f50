import { isInTrouble, isSameSerial, type Token, type TokenCertificate } from '../../src-main/contract/index.ts';
import { endOf, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { TokenOffer } from '../seals/token-offer.tsx';
import { useSpeech } from '../words/index.ts';
import { MakeTrial } from './make-trial.tsx';
import { absentTokens, conditionOf, conditionShapes, leadingCertificate, type TokenCondition } from './token-state.ts';

/** The corner that always says which tokens are there and how they stand. */
export function TokenCards({ onOpen }: { onOpen: (tokenId: string) => void }) {
  const { tokens, seals, connected, roles } = useApp();
  /** Whoever may not look after seals is offered none. */
  const mayKeep = roles.status === 'off' || roles.signedIn?.role === 'keeper';
  const { words } = useSpeech();
  const absent = absentTokens(seals, tokens);
  return (
    <section
      className="token-cards"
      aria-label={words.token.heading}
      data-testid="token-cards"
      data-connected={connected}
    >
      {!connected && (
        <span className="condition condition-locked" data-testid="token-cards-lost">
          <span aria-hidden>✕</span> {words.connection.lost}
        </span>
      )}
      {tokens.map((token) => (
        <div key={token.id} className="token-place">
          <TokenCard token={token} onOpen={() => onOpen(token.id)} />
          {connected && mayKeep && <TokenOffer token={token} />}
        </div>
      ))}
      {absent.map(({ serial, ownerName }) => (
        <div key={serial} className="token-card" data-testid="token-absent">
          <Condition condition="absent" />
          <strong className="token-owner">{ownerName}</strong>
          <span className="token-line">{serialTail(serial)}</span>
        </div>
      ))}
      {tokens.length === 0 && absent.length === 0 && <NoToken />}
      {(tokens.length === 0 || absent.length > 0) && <DriverTrouble />}
      {mayKeep && lacksRsaTrial(tokens) && <MakeTrial algorithm="rsa" plain />}
    </section>
  );
}

/** Names the drivers that may hide the token that is missed. */
function DriverTrouble() {
  const { drivers } = useApp();
  const { words } = useSpeech();
  const troubled = drivers.filter(isInTrouble);
  if (troubled.length === 0) return null;
  return (
    <p className="token-line warning-text" role="status" data-testid="driver-trouble">
      ▲ {words.token.driverTrouble(troubled.map(({ name }) => name).join(', '))}
    </p>
  );
}

/** Trying things out, with an SM2 token only. */
const lacksRsaTrial = (tokens: readonly Token[]) => {
  const trialKeys = tokens.filter(({ trial }) => trial).flatMap(({ certificates }) => certificates);
  const isRsa = ({ keyAlgorithm }: TokenCertificate) => keyAlgorithm.startsWith('RSA');
  return trialKeys.length > 0 && !trialKeys.some(isRsa);
};

function Condition({ condition }: { condition: TokenCondition }) {
  const { words } = useSpeech();
  return (
    <span className={`condition condition-${condition}`}>
      <span aria-hidden>{conditionShapes[condition]}</span> {words.token[condition]}
    </span>
  );
}

function TokenCard({ token, onOpen }: { token: Token; onOpen: () => void }) {
  const { seals } = useApp();
  const { words } = useSpeech();
  const ending = seals.filter(
    (seal) =>
      seal.state === 'expiring' && isSameSerial(seal.binding.tokenSerial, token.serial) && endOf(seal).what === 'seal',
  );
  const certificate = leadingCertificate(token);
  const kind = token.trial ? words.token.trialCertificate : words.token.signingCertificate;
  return (
    <button
      type="button"
      className="token-card"
      onClick={onOpen}
      title={certificate?.subject.display ?? token.label}
      data-testid="token-card"
      data-condition={conditionOf(token)}
    >
      <Condition condition={conditionOf(token)} />
      <strong className="token-owner">{certificate?.subject.display ?? token.label}</strong>
      {certificate !== undefined && (
        <span className="token-line token-kind">
          {kind} · {words.common.daysLeft(certificate.daysLeft)}
        </span>
      )}
      <span className="token-line">{serialTail(token.serial)}</span>
      {ending.map(({ id, name, daysLeft }) => (
        <span key={id} className="token-line warning-text">
          ◐ {words.token.sealExpires(name, daysLeft)}
        </span>
      ))}
      {token.pinState === 'low' && <span className="token-line warning-text">▲ {words.pinStates.low}</span>}
      {token.pinState === 'final-try' && (
        <span className="token-line danger-text">▲ {words.pinStates['final-try']}</span>
      )}
    </button>
  );
}

/** With no token at all, the card says what to do. */
function NoToken() {
  const { words } = useSpeech();
  return (
    <div className="token-card" data-testid="token-none">
      <Condition condition="absent" />
      <span className="token-line">{words.token.insert}</span>
      <MakeTrial algorithm="sm2" />
    </div>
  );
}
