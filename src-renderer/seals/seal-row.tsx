import { MoreOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { registerStateOf, type SealRegisterState, type SealWithState } from '../../src-main/contract/index.ts';
import { endOf, formatDay } from '../../src-main/words/index.ts';
import { formatSize } from '../format/measures.ts';
import { DropMenu } from '../parts/drop-menu.tsx';
import { SealNaming } from '../parts/seal-naming.tsx';
import { SealState } from '../parts/seal-state.tsx';
import { useSpeech } from '../words/index.ts';
import { ChangeState } from './change-state.tsx';
import { RemoveSeal } from './remove-seal.tsx';
import { SealPaper } from './seal-paper.tsx';
import { useSealPlace } from './seal-place.ts';

/** One seal in the list: what it is, how it stands, where it lives, how long it lasts. */
export function SealRow({ seal, onDetails }: { seal: SealWithState; onDetails: () => void }) {
  const { language, words } = useSpeech();
  const place = useSealPlace(seal);
  const [removing, setRemoving] = useState(false);
  const [changingTo, setChangingTo] = useState<SealRegisterState | null>(null);

  const text = words.sealKeeping;
  const registered = registerStateOf(seal);
  const item = (testId: string, label: string, onClick: () => void, danger = false) => ({
    key: testId,
    label: <span data-testid={`${testId}-${seal.id}`}>{label}</span>,
    onClick,
    danger,
  });
  const changes = [
    registered === 'active' && item('suspend-seal', text.register.suspend, () => setChangingTo('suspended')),
    registered === 'suspended' && item('resume-seal', text.register.resume, () => setChangingTo('active')),
    registered !== 'revoked' && item('revoke-seal', text.register.revoke, () => setChangingTo('revoked')),
  ].filter((change) => change !== false);
  // What others stopped is not to vanish: it is revoked first.
  const removal =
    registered === 'suspended' ? [] : [item('remove-seal', `${words.seals.remove}…`, () => setRemoving(true), true)];
  return (
    <article className="seal-row" data-testid={`seal-card-${seal.id}`} data-register={registered}>
      <SealPaper seal={seal} size="small" />
      <div className="seal-row-name">
        <h3>
          <button type="button" className="seal-open" onClick={onDetails}>
            {seal.name}
          </button>{' '}
          {seal.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
        </h3>
        <span className="sub-line">
          {words.sealKinds[seal.kind]} · {formatSize(seal.widthMm, seal.heightMm)} ·{' '}
          {seal.standard === null ? text.notMade : <span className="figures">{seal.standard.sealNumber}</span>}
        </span>
        <SealNaming seal={seal} />
      </div>
      <div className="seal-row-state">
        <SealState seal={seal} />
        {seal.state === 'expiring' && <span className="sub-line">{text.expiryNext}</span>}
      </div>
      <div className="seal-row-place">
        <span>{place}</span>
        <span className="sub-line figures">
          {words.common.validUntil(formatDay(endOf(seal).at, language))} · {words.common.daysLeft(seal.daysLeft)}
        </span>
      </div>
      <div className="seal-row-actions">
        <Button onClick={onDetails} data-testid={`seal-details-${seal.id}`}>
          {text.details}
        </Button>
        <DropMenu
          placement="bottomRight"
          items={[
            ...changes,
            ...(changes.length > 0 && removal.length > 0 ? [{ type: 'divider' as const }] : []),
            ...removal,
          ]}
        >
          <Button
            type="text"
            icon={<MoreOutlined aria-hidden />}
            aria-label={text.list.more(seal.name)}
            data-testid={`seal-menu-${seal.id}`}
          />
        </DropMenu>
      </div>
      {removing && <RemoveSeal seal={seal} onClose={() => setRemoving(false)} />}
      {changingTo !== null && <ChangeState seal={seal} state={changingTo} onClose={() => setChangingTo(null)} />}
    </article>
  );
}
