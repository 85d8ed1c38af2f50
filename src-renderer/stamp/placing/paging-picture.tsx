import type { CSSProperties } from 'react';
import type { Impression, PageEdge, Seal } from '../../../src-main/contract/index.ts';
import { formatMm } from '../../format/measures.ts';
import { useSpeech } from '../../words/index.ts';
import { isUpright, pagesInWords } from './rules.ts';
import { SealPart } from './seal-part.tsx';

/** The longer side of the seal in the picture, and of a page, in pixels. */
const sealPx = 62;
const pagePx = 82;

/** The first seal as it is shared out: joined to the whole, and on its pages, each pushed out beyond the one before. */
export function PagingPicture({ groups, edge, seal }: { groups: Impression[][]; edge: PageEdge; seal: Seal }) {
  const { words } = useSpeech();
  const [group] = groups;
  if (group === undefined || group.length === 0) return null;
  const scale = sealPx / Math.max(seal.widthMm, seal.heightMm);
  const [width, height] = [seal.widthMm * scale, seal.heightMm * scale];
  const upright = isUpright(edge);
  const widths = groups.flat().map(({ widthMm, heightMm }) => (upright ? widthMm : heightMm));
  const pages = words.placing.paging(pagesInWords(groups.flat().map(({ page }) => page)), groups.length);
  const said = `${pages}, ${words.placing.slices(formatMm(Math.min(...widths)), formatMm(Math.max(...widths)))}`;
  return (
    <figure className="paging-picture" data-testid="paging-picture">
      <div role="img" aria-label={said} className="paging-pictures">
        <span className="paging-whole" style={{ width, height }}>
          {group.map(({ page, slice }) =>
            slice === null ? null : (
              <span
                key={page}
                className={`paging-slice paging-cut-${upright ? 'upright' : 'level'}`}
                style={{
                  left: slice.left * width,
                  top: slice.top * height,
                  width: (slice.right - slice.left) * width,
                  height: (slice.bottom - slice.top) * height,
                }}
              >
                <SealPart sealId={seal.id} slice={slice} />
              </span>
            ),
          )}
        </span>
        <Fan group={group} edge={edge} sealId={seal.id} width={width} height={height} />
      </div>
      <figcaption>
        {pages}
        <br />
        {words.placing.slices(formatMm(Math.min(...widths)), formatMm(Math.max(...widths)))}
      </figcaption>
    </figure>
  );
}

function Fan({
  group,
  edge,
  sealId,
  width,
  height,
}: {
  group: Impression[];
  edge: PageEdge;
  sealId: string;
  width: number;
  height: number;
}) {
  const upright = isUpright(edge);
  /** How much of the page before each page leaves free, and where the fan begins. */
  const base = pagePx * 0.45;
  const [boxWidth, boxHeight] = upright ? [base + width, pagePx] : [pagePx, base + height];
  const toStart = edge === 'left' || edge === 'top';
  return (
    <span className="paging-fan" style={{ width: boxWidth, height: boxHeight }}>
      {group.map(({ page, slice }, index) => {
        if (slice === null) return null;
        const end = upright ? (toStart ? 1 - slice.left : slice.right) : toStart ? 1 - slice.top : slice.bottom;
        const reach = base + end * (upright ? width : height);
        const [sliceWidth, sliceHeight] = [(slice.right - slice.left) * width, (slice.bottom - slice.top) * height];
        const side = toStart ? (upright ? 'right' : 'bottom') : upright ? 'left' : 'top';
        const sheet: CSSProperties = {
          zIndex: group.length - index,
          width: upright ? reach : pagePx,
          height: upright ? pagePx : reach,
          [side]: 0,
        };
        const outer = { right: 'right', left: 'left', top: 'top', bottom: 'bottom' }[edge];
        const middle = (pagePx - (upright ? height : width)) / 2;
        return (
          <span key={page} className="paging-sheet" style={sheet}>
            <span
              className="paging-slice"
              style={{
                width: sliceWidth,
                height: sliceHeight,
                [outer]: 0,
                [upright ? 'top' : 'left']: middle,
              }}
            >
              <SealPart sealId={sealId} slice={slice} />
            </span>
          </span>
        );
      })}
    </span>
  );
}
