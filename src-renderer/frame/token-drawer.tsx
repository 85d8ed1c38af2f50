import { Alert, Button, Collapse, Tag } from 'antd';
import { useState } from 'react';
import type { Token, TokenCertificate } from '../../src-main/contract/index.ts';
import { algorithmNames, formatDay } from '../../src-main/words/index.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { SidePanel } from '../parts/dialog.tsx';
import { Digest } from '../parts/digest.tsx';
import { Facts } from '../parts/facts.tsx';
import { useTokenSeals } from '../seals/token-seals.tsx';
import { useSpeech } from '../words/index.ts';
import { ChangePin } from './change-pin.tsx';
import { UnblockPin } from './unblock-pin.tsx';

/** What a token is, what it holds, and its PIN. */
export function TokenDrawer({
  token,
  onClose,
  onDiagnostics,
}: {
  token: Token | undefined;
  onClose: () => void;
  onDiagnostics: () => void;
}) {
  const { words } = useSpeech();
  const { read } = useTokenSeals();
  const [form, setForm] = useState<'change' | 'unblock' | null>(null);
  const locked = token?.pinState === 'locked';
  return (
    <SidePanel open={token !== undefined} onClose={onClose} size={520} title={words.token.details}>
      {token !== undefined && (
        <div data-testid="token-drawer">
          <TokenFacts token={token} />
          {locked && (
            <Alert
              type="error"
              showIcon
              title={words.pinStates.locked}
              description={words.sealKeeping.unblock.askIssuer}
            />
          )}
          <div className="button-row">
            {locked && (
              <Button type="primary" onClick={() => setForm('unblock')} data-testid="unblock">
                {words.sealKeeping.unblock.action}
              </Button>
            )}
            {!locked && !token.trial && (
              <Button onClick={() => setForm('change')} data-testid="change-pin-open">
                {words.token.changePin}
              </Button>
            )}
            <Button
              onClick={() => {
                onClose();
                read(token.id);
              }}
              data-testid="read-seals"
            >
              {words.sealKeeping.token.readSeals}
            </Button>
            <Button onClick={onDiagnostics}>{words.token.diagnostics}</Button>
          </div>
          {token.trial && !locked && <p className="quiet">{words.token.trialPinChange}</p>}
          <h3>{words.token.certificates}</h3>
          {token.certificates.length === 0 && <p>{words.token.noCertificates}</p>}
          <Collapse
            items={token.certificates.map((certificate) => ({
              key: certificate.fingerprint,
              label: <CertificateHeading certificate={certificate} />,
              children: <CertificateFacts certificate={certificate} />,
            }))}
          />
          {form === 'change' && <ChangePin token={token} onClose={() => setForm(null)} />}
          {form === 'unblock' && <UnblockPin token={token} onClose={() => setForm(null)} />}
        </div>
      )}
    </SidePanel>
  );
}

function TokenFacts({ token }: { token: Token }) {
  const { words } = useSpeech();
  return (
    <Facts
      facts={[
        { label: words.token.serial, value: <Digest value={token.serial} /> },
        { label: words.token.label, value: token.label },
        { label: words.token.pinState, value: words.pinStates[token.pinState] },
        token.pinPad ? { label: words.confirm.pin, value: words.token.pinPad } : null,
        { label: words.token.maker, value: [token.manufacturer, token.model].filter(Boolean).join(' · ') },
        { label: words.token.driver, value: token.ways.map(({ driverName }) => driverName).join(', ') },
        { label: words.token.algorithms, value: algorithmNames(token.mechanisms).join(words.common.separator) },
      ]}
    />
  );
}

function CertificateHeading({ certificate }: { certificate: TokenCertificate }) {
  const { language, words } = useSpeech();
  return (
    <span className={certificate.problem === null ? undefined : 'unusable'}>
      {certificate.subject.display} {certificate.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
      <span className="sub-line">
        {certificate.problem === null
          ? words.common.validUntil(formatDay(certificate.notAfter, language))
          : `▲ ${words.certificateProblems[certificate.problem]}`}
      </span>
    </span>
  );
}
