import { Alert, Button, Collapse, Tag } from 'antd';
import { useState } from 'react';
import {
  findBoundCertificate,
  registerStateOf,
  type SealRegisterState,
  type SealWithState,
} from '../../src-main/contract/index.ts';
import { endOf, formatDay, formatTime, serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { formatSize } from '../format/measures.ts';
import { CertificateFacts } from '../parts/certificate-facts.tsx';
import { SidePanel } from '../parts/dialog.tsx';
import { Facts } from '../parts/facts.tsx';
import { SealNaming } from '../parts/seal-naming.tsx';
import { SealState } from '../parts/seal-state.tsx';
import { useSpeech } from '../words/index.ts';
import { ChangeState } from './change-state.tsx';
import { CompanionSection } from './companion-section.tsx';
import { RenewalSection } from './renewal-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { SealLife } from './seal-life.tsx';
import { SealPaper } from './seal-paper.tsx';
import { useSealPlace } from './seal-place.ts';
import { StandardSection } from './standard-section.tsx';

/** Everything about one seal, each fact beside what can be done about it. */
export function SealDrawer({
  seal,
  onShowUses,
  onClose,
}: {
  seal: SealWithState | undefined;
  /** To the record of what this seal stamped. */
  onShowUses: (sealId: string) => void;
  onClose: () => void;
}) {
  const { words } = useSpeech();
  return (
    <SidePanel open={seal !== undefined} onClose={onClose} size={600} title={seal?.name ?? words.seals.name}>
      {seal !== undefined && (
        <div className="stack-wide" data-testid="seal-drawer">
          <SealSection seal={seal} />
          <RegisterSection seal={seal} onShowUses={() => onShowUses(seal.id)} />
          <RenewalSection seal={seal} />
          <StandardSection seal={seal} />
          <RulesSection seal={seal} />
          <CompanionSection seal={seal} />
        </div>
      )}
    </SidePanel>
  );
}

function SealSection({ seal }: { seal: SealWithState }) {
  const { tokens } = useApp();
  const { language, words } = useSpeech();
  const place = useSealPlace(seal);
  const { binding } = seal;
  const found = findBoundCertificate(tokens, binding);
  const certificate = found.missing === null ? found.certificate : undefined;
  return (
    <section className="stack">
      <SealPaper seal={seal} size="true" />
      <div>
        <SealState seal={seal} /> {seal.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
      </div>
      <SealNaming seal={seal} />
      {seal.state === 'expiring' && <Alert type="warning" showIcon title={words.sealKeeping.expiryNext} />}
      <Facts
        facts={[
          { label: words.seals.kind, value: words.sealKinds[seal.kind] },
          {
            label: words.seals.size,
            value: `${formatSize(seal.widthMm, seal.heightMm)} · ${words.seals[seal.artworkKind]} · ${words.seals.trueSize}`,
          },
          {
            label: words.seals.validUntil,
            value: `${formatDay(endOf(seal).at, language)} · ${words.common.daysLeft(seal.daysLeft)}`,
          },
          { label: words.sealKeeping.certificate, value: binding.ownerName },
          { label: words.seals.token, value: `${binding.tokenLabel} ${serialTail(binding.tokenSerial)}` },
          { label: words.sealKeeping.where, value: place },
          { label: words.seals.createdAt, value: formatTime(seal.createdAt, language) },
        ]}
      />
      {certificate !== undefined && (
        <Collapse
          size="small"
          items={[
            {
              key: 'certificate',
              label: words.sealKeeping.certificate,
              children: <CertificateFacts certificate={certificate} />,
            },
          ]}
        />
      )}
    </section>
  );
}

function RegisterSection({ seal, onShowUses }: { seal: SealWithState; onShowUses: () => void }) {
  const { words } = useSpeech();
  const text = words.sealKeeping.register;
  const [changingTo, setChangingTo] = useState<SealRegisterState | null>(null);
  const registered = registerStateOf(seal);
  return (
    <section className="stack" data-testid="seal-register">
      <h3>{text.heading}</h3>
      {registered !== 'revoked' && (
        <div className="button-row">
          {registered === 'active' ? (
            <Button onClick={() => setChangingTo('suspended')} data-testid="suspend">
              {text.suspend}
            </Button>
          ) : (
            <Button onClick={() => setChangingTo('active')} data-testid="resume">
              {text.resume}
            </Button>
          )}
          <Button danger onClick={() => setChangingTo('revoked')} data-testid="revoke">
            {text.revoke}
          </Button>
        </div>
      )}
      <SealLife seal={seal} onShowUses={onShowUses} />
      {changingTo !== null && <ChangeState seal={seal} state={changingTo} onClose={() => setChangingTo(null)} />}
    </section>
  );
}
