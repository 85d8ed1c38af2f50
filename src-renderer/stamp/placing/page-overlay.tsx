import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type CSSProperties, Fragment, useRef } from 'react';
import type { Impression, Seal } from '../../../src-main/contract/index.ts';
import type { PageSize } from '../../pdf/page-layout.ts';
import { useSpeech } from '../../words/index.ts';
import { GuideLines } from '../guide-lines.tsx';
import type { Guides } from '../use-guides.ts';
import { ImpressedSeal } from './impressed-seal.tsx';
import { useFocusHandedOn } from './keep-focus.ts';
import type { Impressed } from './placements.ts';
import { pagingAt } from './rules.ts';
import type { Placements } from './use-placements.ts';

/** All that lies over one page: impressions, places where a seal could go, guides, and what is offered. */
export function PageOverlay({
  page,
  size,
  pxPerMm,
  placements,
  guides,
  offered,
  sealById,
  onDuplicate,
}: {
  page: number;
  size: PageSize;
  pxPerMm: number;
  placements: Placements;
  guides: Guides;
  /** Where a seal would go if the offer made for the document were accepted. */
  offered: readonly Impression[];
  sealById: (id: string) => Seal | undefined;
  onDuplicate: (placed: Impressed) => void;
}) {
  const { words } = useSpeech();
  const { selectedKey, focusOn, edgeOffer, hits } = placements;
  const acceptEdge = (impression: Impression) => {
    if (edgeOffer === null) return;
    const placing = pagingAt(edgeOffer.edge, impression, edgeOffer.size, words.placing.everyPage);
    placements.change(edgeOffer.key, placing);
    placements.setFocusOn({ key: edgeOffer.key, page });
  };
  return (
    <>
      {placements.placements.map((placed, index) => {
        const seal = sealById(placed.sealId);
        if (seal === undefined) return null;
        const { key, impressions, placing } = placed;
        return impressions.map((impression, place) => {
          if (impression.page !== page) return null;
          const handle = { placed, impression, index: place };
          const isOffered = edgeOffer?.key === key;
          return (
            // One that moves is the same to its last page: its place in the list says which it is.
            // biome-ignore lint/suspicious/noArrayIndexKey: impressions have no other name
            <Fragment key={`${key} ${place}`}>
              <ImpressedSeal
                placed={placed}
                impression={impression}
                index={index}
                seal={seal}
                pxPerMm={pxPerMm}
                selected={key === selectedKey}
                focusNow={focusOn?.key === key && focusOn.page === page}
                onFocused={placements.focused}
                onSelect={() => placements.select(key)}
                onLeave={guides.hide}
                onGrab={(event) => placements.grab(handle, event)}
                onNudge={(xMm, yMm) => placements.nudge(handle, { xMm, yMm }, size)}
                onRemove={() => placements.remove(key)}
                onDuplicate={placing.rule === 'here' ? () => onDuplicate(placed) : undefined}
                onAccept={isOffered ? () => acceptEdge(impression) : undefined}
                onDecline={placements.declineEdge}
              />
              {isOffered && (
                <EdgeOffer
                  impression={impression}
                  edge={words.placing.edges[edgeOffer.edge]}
                  size={size}
                  pxPerMm={pxPerMm}
                  onAccept={() => acceptEdge(impression)}
                  onDecline={() => {
                    placements.declineEdge();
                    placements.setFocusOn({ key, page });
                  }}
                />
              )}
            </Fragment>
          );
        });
      })}
      <HitRings placements={placements} hits={hits} page={page} pxPerMm={pxPerMm} />
      {offered
        .filter((impression) => impression.page === page)
        .map((impression) => (
          <span
            key={`${impression.xMm} ${impression.yMm}`}
            className="ghost-ring"
            aria-hidden
            data-testid="offered-ring"
            style={ringStyle(impression, pxPerMm)}
          />
        ))}
      {guides.shown?.page === page && <GuideLines guides={guides.shown.guides} pxPerMm={pxPerMm} />}
    </>
  );
}

const ringStyle = ({ xMm, yMm, widthMm, heightMm }: Impression, pxPerMm: number) => ({
  left: (xMm - widthMm / 2) * pxPerMm,
  top: (yMm - heightMm / 2) * pxPerMm,
  width: widthMm * pxPerMm,
  height: heightMm * pxPerMm,
});

/** The places of a keyword at which the selected seal does not stand; a press puts it there. */
function HitRings({
  placements,
  hits,
  page,
  pxPerMm,
}: {
  placements: Placements;
  hits: readonly Impression[];
  page: number;
  pxPerMm: number;
}) {
  const { words } = useSpeech();
  const selected = placements.placements.find(({ key }) => key === placements.selectedKey);
  if (selected?.placing.rule !== 'keyword' || selected.waiting) return null;
  const { placing, key, impressions } = selected;
  const isTaken = (hit: Impression) =>
    impressions.some((one) => one.page === hit.page && one.xMm === hit.xMm && one.yMm === hit.yMm);
  return hits.map((hit, index) =>
    hit.page !== page || isTaken(hit) ? null : (
      <HitRing
        // biome-ignore lint/suspicious/noArrayIndexKey: a hit is the n-th of its keyword
        key={index}
        number={index + 1}
        label={words.placing.hitLabel(index + 1, page)}
        style={ringStyle(hit, pxPerMm)}
        onChoose={() => {
          placements.change(key, { ...placing, which: index + 1 });
          placements.setFocusOn({ key, page });
        }}
      />
    ),
  );
}

function HitRing({
  number,
  label,
  style,
  onChoose,
}: {
  number: number;
  label: string;
  style: CSSProperties;
  onChoose: () => void;
}) {
  const element = useRef<HTMLButtonElement>(null);
  useFocusHandedOn(element);
  return (
    <button
      ref={element}
      type="button"
      className="ghost-ring"
      aria-label={label}
      data-testid={`hit-${number}`}
      style={style}
      onClick={onChoose}
    >
      <span>{number}</span>
    </button>
  );
}

/** A seal put down on an edge of a page may be meant across the edges of all: one press, or Enter. */
function EdgeOffer({
  impression,
  edge,
  size,
  pxPerMm,
  onAccept,
  onDecline,
}: {
  impression: Impression;
  edge: string;
  size: PageSize;
  pxPerMm: number;
  onAccept: () => void;
  onDecline: () => void;
}) {
  const { words } = useSpeech();
  const element = useRef<HTMLDivElement>(null);
  useFocusHandedOn(element);
  const { xMm, yMm, heightMm } = impression;
  const gapMm = 3;
  const isLow = yMm > size.heightMm / 2;
  const isRight = xMm > size.widthMm / 2;
  const inward = Math.max(0, isRight ? size.widthMm - xMm - impression.widthMm / 2 : xMm - impression.widthMm / 2);
  const style = {
    [isRight ? 'right' : 'left']: inward * pxPerMm,
    ...(isLow
      ? { bottom: (size.heightMm - yMm + heightMm / 2 + gapMm) * pxPerMm }
      : { top: (yMm + heightMm / 2 + gapMm) * pxPerMm }),
  };
  return (
    <div ref={element} className="edge-offer" role="status" data-testid="edge-offer" style={style}>
      <span>{words.placing.edgeOffer(edge)}</span>
      <Button size="small" type="primary" onClick={onAccept} data-testid="make-paging">
        {words.placing.makePaging} <kbd>Enter</kbd>
      </Button>
      <Button
        size="small"
        type="text"
        icon={<CloseOutlined />}
        aria-label={words.placing.decline}
        onClick={onDecline}
        data-testid="decline-paging"
      />
    </div>
  );
}
