import { Alert, Button, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Token, TokenSeal } from '../../src-main/contract/index.ts';
import { formatDay, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { formatSize } from '../format/measures.ts';
import { SidePanel } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { Picture } from '../parts/picture.tsx';
import { TokenLogin, useTokenLogin } from '../parts/token-login.tsx';
import { useSpeech } from '../words/index.ts';
import { CreateSeal } from './create-seal.tsx';
import { ImportSeal } from './import-seal.tsx';
import { isImportable, isInLibrary, sealsOf, usableCertificates, useTokenSeals } from './token-seals.tsx';

/** Reads one token: its owner, its certificates, the seals on it; brings all of them in. */
export function ReadToken({ onShowSeals }: { onShowSeals: () => void }) {
  const { tokens } = useApp();
  const { readingId, read } = useTokenSeals();
  const { words } = useSpeech();
  const token = tokens.find(({ id }) => id === readingId);
  return (
    <SidePanel open={readingId !== null} onClose={() => read(null)} size={600} title={words.sealKeeping.token.title}>
      {readingId !== null &&
        (token === undefined ? (
          <Alert type="warning" showIcon title={words.sealKeeping.token.removed} />
        ) : (
          <TokenContents
            key={token.id}
            token={token}
            onShowSeals={() => {
              read(null);
              onShowSeals();
            }}
          />
        ))}
    </SidePanel>
  );
}

function TokenContents({ token, onShowSeals }: { token: Token; onShowSeals: () => void }) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { found } = useTokenSeals();
  const { words } = useSpeech();
  const text = words.sealKeeping.token;
  const [afterLogin, setAfterLogin] = useState<TokenSeal[] | null>(null);
  const [importing, setImporting] = useState(false);
  const [errors, setErrors] = useState<ReadonlyMap<string, unknown>>(new Map());
  const [form, setForm] = useState<'create' | 'import' | null>(null);
  // A seal that shows after a login only is read once more when it is brought in.
  const pin = useRef<string | undefined>(undefined);
  useEffect(
    () => () => {
      pin.current = undefined;
    },
    [],
  );

  const shown = afterLogin ?? found.get(token.id);
  const importable = (shown ?? []).filter((seal) => isImportable(seal, seals));
  const someHere = (shown ?? []).some((seal) => isInLibrary(seal, seals));

  const importAll = async () => {
    setImporting(true);
    const failed = new Map<string, unknown>();
    for (const { facts } of importable) {
      try {
        await bridge.call('seals.importFromToken', { tokenId: token.id, sha256: facts.sha256, pin: pin.current });
      } catch (thrown) {
        failed.set(facts.sha256, thrown);
      }
    }
    setErrors(failed);
    setImporting(false);
  };

  const [certificate] = usableCertificates(token);
  const binding = certificate && { tokenId: token.id, certificateFingerprint: certificate.fingerprint };
  return (
    <div className="stack" data-testid="read-token-drawer">
      <TokenOwner token={token} />
      <section className="stack">
        <h3>{text.found}</h3>
        {shown === undefined && <p className="quiet">{words.common.loading}</p>}
        {shown?.length === 0 && (
          <p data-testid="no-token-seals">
            {text.none} {binding !== undefined && <span className="quiet">{text.noneNext}</span>}
          </p>
        )}
        <ul className="token-seals">
          {shown?.map((seal) => (
            <li key={seal.facts.sha256}>
              <TokenSealRow seal={seal} error={errors.get(seal.facts.sha256)} />
            </li>
          ))}
        </ul>
        <div className="button-row">
          {importable.length > 0 && (
            <Button type="primary" loading={importing} onClick={importAll} data-testid="import-all">
              {importing ? text.importing : text.importAll(importable.length)}
            </Button>
          )}
          {importable.length === 0 && someHere && (
            <Button type="primary" onClick={onShowSeals} data-testid="show-seals">
              {text.showSeals}
            </Button>
          )}
          {shown?.length === 0 && binding !== undefined && (
            <>
              <Button type="primary" onClick={() => setForm('create')} data-testid="draw-seal">
                {text.draw}
              </Button>
              <Button onClick={() => setForm('import')}>{text.importFile}</Button>
            </>
          )}
        </div>
      </section>
      {afterLogin === null && shown !== undefined && !token.pinPad && (
        <ReadAfterLogin
          token={token}
          onRead={(read, usedPin) => {
            pin.current = usedPin;
            setAfterLogin(read);
          }}
        />
      )}
      {form === 'create' && <CreateSeal binding={binding} onClose={() => setForm(null)} />}
      {form === 'import' && <ImportSeal onClose={() => setForm(null)} />}
    </div>
  );
}

function TokenOwner({ token }: { token: Token }) {
  const { seals } = useApp();
  const { language, words } = useSpeech();
  const text = words.sealKeeping.token;
  const usable = usableCertificates(token);
  return (
    <>
      <Facts
        facts={[
          { label: text.owner, value: usable[0]?.subject.display ?? token.label },
          { label: words.token.heading, value: `${token.label} ${serialTail(token.serial)}` },
        ]}
      />
      <section className="stack">
        <h3>{text.certificates}</h3>
        {usable.length === 0 && <p>{text.noCertificates}</p>}
        <ul className="token-certificates">
          {usable.map(({ fingerprint, subject, issuer, notAfter, keyAlgorithm, trial }) => {
            const names = sealsOf(fingerprint, seals).map(({ name }) => name);
            return (
              <li key={fingerprint}>
                <strong>{subject.display}</strong> {trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
                <span className="sub-line">
                  {keyAlgorithm} · {issuer.display} · {words.common.validUntil(formatDay(notAfter, language))}
                </span>
                <span className="sub-line">
                  {names.length > 0
                    ? text.sealsOfCertificate(names.join(words.common.separator))
                    : text.noSealOfCertificate}
                </span>
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

function TokenSealRow({ seal, error }: { seal: TokenSeal; error: unknown }) {
  const { seals } = useApp();
  const { language, words } = useSpeech();
  const text = words.sealKeeping.token;
  const { facts, certificateFingerprint, picture } = seal;
  const here = isInLibrary(seal, seals);
  return (
    <article className="token-seal" data-testid="token-seal" data-imported={here}>
      <div className="seal-paper token-seal-paper">
        <Picture picture={picture} alt={facts.name} className="token-seal-picture" />
      </div>
      <div>
        <strong>{facts.name}</strong>
        <span className="sub-line">
          {words.sealKeeping.number} <span className="figures">{facts.sealNumber}</span> ·{' '}
          {formatSize(facts.widthMm, facts.heightMm)}
        </span>
        <span className="sub-line">
          {words.sealKeeping.maker} {facts.makerName} · {words.common.validUntil(formatDay(facts.validUntil, language))}
        </span>
        <span className={certificateFingerprint === null ? 'sub-line danger-text' : 'sub-line'}>
          {certificateFingerprint === null ? `▲ ${text.notListed}` : `✓ ${text.listed}`}
        </span>
        {here && <span className="good-text">✓ {text.imported}</span>}
        {!here && certificateFingerprint !== null && <span>○ {text.importable}</span>}
        {error !== undefined && <ErrorPanel error={error} />}
      </div>
    </article>
  );
}

/** For tokens that show their seals after a login only. */
function ReadAfterLogin({ token, onRead }: { token: Token; onRead: (seals: TokenSeal[], pin?: string) => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.sealKeeping.token;
  const [asked, setAsked] = useState(false);
  const login = useTokenLogin(token);
  const submit = () =>
    login.attempt(async ({ pin }) => {
      onRead(await bridge.call('seals.onToken', { tokenId: token.id, pin, picture: true }), pin);
    });
  if (!asked) {
    return (
      <p className="quiet">
        {text.hidden}{' '}
        <Button type="link" size="small" onClick={() => setAsked(true)} data-testid="read-after-login">
          {text.login}
        </Button>
      </p>
    );
  }
  // Reading is not worth the last try.
  if (token.pinState === 'final-try') return <Alert type="warning" showIcon title={text.loginNotNow} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="quiet">{text.hidden}</p>
      <TokenLogin login={login} testId="read-pin" autoFocus />
      <div>
        <Button htmlType="submit" disabled={!login.ready} loading={login.working} data-testid="read-confirm">
          {text.loginConfirm}
        </Button>
      </div>
    </form>
  );
}
