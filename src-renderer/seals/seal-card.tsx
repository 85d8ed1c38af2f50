import { Button, Tag } from 'antd';
import { useState } from 'react';
import { registerStateOf, type SealRegisterState, type SealWithState } from '../../src-main/contract/index.ts';
import { endOf, formatDay, serialTail } from '../../src-main/words/index.ts';
import { formatSize } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { Facts } from '../parts/facts.tsx';
import { SealNaming } from '../parts/seal-naming.tsx';
import { SealState } from '../parts/seal-state.tsx';
import { useSpeech } from '../words/index.ts';
import { ChangeState } from './change-state.tsx';
import { RemoveSeal } from './remove-seal.tsx';
import { useSealPlace } from './seal-place.ts';

/** A seal with its impression at true size. */
export function SealCard({ seal, onDetails }: { seal: SealWithState; onDetails: () => void }) {
  const { language, words } = useSpeech();
  const place = useSealPlace(seal);
  const [removing, setRemoving] = useState(false);
  const [changingTo, setChangingTo] = useState<SealRegisterState | null>(null);

  const text = words.sealKeeping;
  const registered = registerStateOf(seal);
  return (
    <article className="seal-card" data-testid={`seal-card-${seal.id}`}>
      <div className="seal-paper">
        <Artwork
          sealId={seal.id}
          alt={seal.name}
          style={{ width: `${seal.widthMm}mm`, height: `${seal.heightMm}mm` }}
        />
      </div>
      <div className="seal-words">
        <h2>
          {seal.name} {seal.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
        </h2>
        <SealState seal={seal} />
        <SealNaming seal={seal} />
        {seal.state === 'expiring' && <p className="warning-text">{text.expiryNext}</p>}
        <Facts
          facts={[
            {
              label: words.seals.kind,
              value: `${words.sealKinds[seal.kind]} · ${formatSize(seal.widthMm, seal.heightMm)}`,
            },
            {
              label: text.number,
              value:
                seal.standard === null ? (
                  <span className="quiet">{text.notMade}</span>
                ) : (
                  <span className="figures">{seal.standard.sealNumber}</span>
                ),
            },
            {
              label: words.seals.validUntil,
              value: `${formatDay(endOf(seal).at, language)} · ${words.common.daysLeft(seal.daysLeft)}`,
            },
            seal.standard === null ? null : { label: text.maker, value: seal.standard.makerName },
            { label: text.where, value: place },
            {
              label: text.certificate,
              value: (
                <>
                  {seal.binding.ownerName}{' '}
                  <span className="quiet">
                    {words.token.heading} {serialTail(seal.binding.tokenSerial)}
                  </span>
                </>
              ),
            },
          ]}
        />
        <div className="button-row">
          <Button size="small" onClick={onDetails} data-testid={`seal-details-${seal.id}`}>
            {text.details}
          </Button>
          {registered === 'active' && (
            <Button size="small" onClick={() => setChangingTo('suspended')} data-testid={`suspend-seal-${seal.id}`}>
              {text.register.suspend}
            </Button>
          )}
          {registered === 'suspended' && (
            <Button size="small" onClick={() => setChangingTo('active')} data-testid={`resume-seal-${seal.id}`}>
              {text.register.resume}
            </Button>
          )}
          {registered !== 'suspended' && (
            <Button
              size="small"
              danger
              type="text"
              onClick={() => setRemoving(true)}
              data-testid={`remove-seal-${seal.id}`}
            >
              {words.seals.remove}
            </Button>
          )}
        </div>
      </div>
      {removing && <RemoveSeal seal={seal} onClose={() => setRemoving(false)} />}
      {changingTo !== null && <ChangeState seal={seal} state={changingTo} onClose={() => setChangingTo(null)} />}
    </article>
  );
}
