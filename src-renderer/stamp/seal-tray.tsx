import { Button, Input, Tag } from 'antd';
import { type PointerEvent, useState } from 'react';
import type { SealWithState } from '../../src-main/contract/index.ts';
import { formatSize } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { isUsable } from '../parts/seal-shapes.ts';
import { SealState } from '../parts/seal-state.tsx';
import { useSpeech } from '../words/index.ts';
import { inOrderOfUse, isMeant } from './queue/seal-order.ts';

/** Seals among which one looks for a name. */
const manySeals = 5;

/** The seals at hand, the last used first. Press and drag one onto a page, click it to carry it, or Enter to put it in the middle of the view. */
export function SealTray({
  seals,
  lastUsed,
  carriedId,
  onPress,
  onPlaceInView,
  onMakeSeal,
}: {
  seals: SealWithState[];
  lastUsed: readonly string[];
  carriedId: string | undefined;
  onPress: (seal: SealWithState, event: PointerEvent) => void;
  onPlaceInView: (seal: SealWithState) => void;
  onMakeSeal: () => void;
}) {
  const { words } = useSpeech();
  const [typed, setTyped] = useState('');
  if (seals.length === 0) {
    return (
      <div className="tray-empty">
        <strong>{words.stamp.noSeals}</strong>
        <p>{words.stamp.noSealsNext}</p>
        <Button onClick={onMakeSeal}>{words.stamp.makeSeal}</Button>
      </div>
    );
  }
  const ordered = inOrderOfUse(seals, lastUsed);
  const shown = ordered.filter((seal) => isMeant(seal, typed.trim()));
  return (
    <>
      {seals.length >= manySeals && (
        <Input
          className="tray-search"
          allowClear
          value={typed}
          placeholder={words.queue.searchSeals}
          aria-label={words.queue.searchSeals}
          data-testid="tray-search"
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={() => {
            const [first] = shown;
            if (first !== undefined && isUsable(first)) onPlaceInView(first);
          }}
        />
      )}
      {shown.length === 0 && <p className="quiet">{words.queue.noSuchSeal}</p>}
      <ul className="tray">
        {shown.map((seal) => {
          const usable = isUsable(seal);
          return (
            <li key={seal.id}>
              <button
                type="button"
                className={`tray-card${seal.id === carriedId ? ' tray-card-carried' : ''}`}
                disabled={!usable}
                data-testid={`seal-${seal.id}`}
                onPointerDown={(event) => usable && onPress(seal, event)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  onPlaceInView(seal);
                }}
              >
                <Artwork sealId={seal.id} alt="" className="tray-artwork" />
                <span className="tray-words">
                  <strong>{seal.name}</strong>
                  <span>
                    {formatSize(seal.widthMm, seal.heightMm)}{' '}
                    {seal.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
                  </span>
                  <SealState seal={seal} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
