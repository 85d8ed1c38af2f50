import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { creditCodeIn, type SealKind, type Token } from '../../src-main/contract/index.ts';
import { formatDay, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { MakeTrial } from '../frame/make-trial.tsx';
import type { PageName } from '../frame/nav.tsx';
import { leadingCertificate } from '../frame/token-state.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { CreateSeal } from '../seals/create-seal.tsx';
import { isImportable, usableCertificates, useTokenSeals } from '../seals/token-seals.tsx';
import { useSpeech } from '../words/index.ts';
import { presentSeals, usualSeals } from './usual-seals.ts';
import './first-day.css';

/** The way to the first contract, below where one is opened; it goes away by itself once one was stamped. */
export function FirstSteps({ onOpen, onGo }: { onOpen: (path: string) => void; onGo: (page: PageName) => void }) {
  const bridge = useBridge();
  const { tokens, seals, settings, updateSettings } = useApp();
  const { words } = useSpeech();
  const text = words.firstDay;
  const [uses, setUses] = useState<number | null>(null);
  const [making, setMaking] = useState<SealKind | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    let current = true;
    bridge.call('history.list', { limit: 1 }).then(
      ({ total }) => current && setUses(total),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [bridge]);

  const isShown = settings.firstSteps === 'shown' || (settings.firstSteps === 'auto' && uses === 0);
  if (!isShown) return null;

  const token = tokens.find((one) => !one.trial && usableCertificates(one).length > 0);
  const certificate = token && leadingCertificate(token);
  const binding = token && certificate && { tokenId: token.id, certificateFingerprint: certificate.fingerprint };
  const present = presentSeals(seals);
  const change = async (work: () => Promise<unknown>) => {
    setError(null);
    try {
      await work();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const openSample = () =>
    change(async () => {
      const { path } = await bridge.call('trial.sample', null);
      onOpen(path);
    });

  return (
    <section className="first-steps" aria-labelledby="first-steps-title" data-testid="first-steps">
      <header className="first-steps-head">
        <h2 id="first-steps-title">{text.title}</h2>
        <Button
          type="text"
          onClick={() => change(() => updateSettings({ firstSteps: 'hidden' }))}
          data-testid="first-steps-hide"
        >
          {text.hide}
        </Button>
      </header>
      <ol>
        <Step isDone={token !== undefined} name={text.token}>
          {token === undefined ? (
            <>
              <p>{text.noToken}</p>
              <div className="button-row">
                <Button onClick={() => onGo('settings')}>{words.token.diagnostics}</Button>
                {tokens.length === 0 && <MakeTrial algorithm="sm2" />}
              </div>
            </>
          ) : (
            <TokenRead token={token} />
          )}
        </Step>
        <Step isDone={present.size === usualSeals.length} name={text.seals}>
          {token !== undefined && <SealsOnToken token={token} />}
          <p>{text.usual}</p>
          <ul className="first-steps-seals">
            {usualSeals.map((kind) => (
              <li key={kind}>
                {present.has(kind) ? (
                  <span className="good-text" data-testid={`usual-${kind}`} data-present>
                    <span aria-hidden>✓</span> {words.sealKinds[kind]}
                  </span>
                ) : (
                  <Button
                    disabled={binding === undefined}
                    onClick={() => setMaking(kind)}
                    aria-label={text.draw(words.sealKinds[kind])}
                    data-testid={`usual-${kind}`}
                  >
                    <span aria-hidden>○</span> {words.sealKinds[kind]}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          <p className="quiet">{binding === undefined ? text.usualNeedsToken : text.usualNext}</p>
        </Step>
        <Step isDone={uses !== null && uses > 0} name={text.contract}>
          <p>{text.contractText}</p>
          <div className="button-row">
            <Button onClick={openSample} data-testid="open-sample">
              {text.openSample}
            </Button>
          </div>
        </Step>
      </ol>
      {error !== null && <ErrorPanel error={error} />}
      {making !== null && <CreateSeal kind={making} binding={binding} onClose={() => setMaking(null)} />}
    </section>
  );
}

function Step({ isDone, name, children }: { isDone: boolean; name: string; children: ReactNode }) {
  const { words } = useSpeech();
  return (
    <li className="first-step" data-done={isDone}>
      <span className={isDone ? 'first-step-mark good-text' : 'first-step-mark'} aria-hidden>
        {isDone ? '✓' : '○'}
      </span>
      <div className="first-step-body">
        <h3>
          {name}{' '}
          <span className={isDone ? 'sr-only' : 'quiet'}>{isDone ? words.firstDay.done : words.firstDay.open}</span>
        </h3>
        {children}
      </div>
    </li>
  );
}

/** What the token says of whose it is. */
function TokenRead({ token }: { token: Token }) {
  const { language, words } = useSpeech();
  const certificate = leadingCertificate(token);
  if (certificate === undefined) return null;
  const code = creditCodeIn(certificate.subject.text);
  return (
    <p data-testid="first-steps-token">
      <strong>{certificate.subject.display}</strong> · {serialTail(token.serial)} ·{' '}
      {words.common.validUntil(formatDay(certificate.notAfter, language))}
      {code !== null && (
        <span className="sub-line">
          {words.firstDay.creditCode} <span className="figures">{code}</span>
        </span>
      )}
    </p>
  );
}

/** Seals that the token brings along are read before any is drawn. */
function SealsOnToken({ token }: { token: Token }) {
  const { seals } = useApp();
  const { found, read } = useTokenSeals();
  const { words } = useSpeech();
  const text = words.firstDay;
  const onToken = found.get(token.id);
  if (onToken === undefined) return <p className="quiet">{words.common.loading}</p>;
  const importable = onToken.filter((seal) => isImportable(seal, seals)).length;
  return (
    <div className="first-steps-line">
      <span>{importable > 0 ? text.importable(importable) : text.nothingToImport}</span>
      <Button onClick={() => read(token.id)} data-testid="first-steps-read">
        {words.sealKeeping.token.read}
      </Button>
    </div>
  );
}
