import { Modal } from 'antd';
import { useState } from 'react';
import type { PlacedSeal, WarningPlace } from '../../../src-main/contract/index.ts';
import { PageCrop, type PageWindow } from '../../pdf/page-crop.tsx';
import type { PageSize } from '../../pdf/page-layout.ts';
import type { PageSource } from '../../pdf/page-source.ts';
import { usePageSize } from '../../pdf/use-page-size.ts';
import { useSpeech } from '../../words/index.ts';
import { SealPart } from '../placing/seal-part.tsx';

const smallPx = 96;
const largePx = 640;
/** Of the part that is shown: small ones are to be read, the large one to be found on the page. */
const smallMm = { widthMm: 48, heightMm: 24 };
const largeMm = { widthMm: 120, heightMm: 80 };

/** What is drawn of a page, and what will stand there. */
export interface ShownDocument {
  readonly source: PageSource;
  readonly documentId: string;
  readonly seals: readonly PlacedSeal[];
}

/** The part of a page with a place in its middle, never beyond the page. */
function windowAround(place: WarningPlace, least: typeof smallMm, page: PageSize): PageWindow {
  const scale = Math.max(1, place.widthMm / least.widthMm, place.heightMm / least.heightMm);
  const widthMm = Math.min(page.widthMm, least.widthMm * scale);
  const heightMm = Math.min(page.heightMm, least.heightMm * scale);
  const within = (middle: number, extent: number, room: number) =>
    Math.min(Math.max(0, middle - extent / 2), Math.max(0, room - extent));
  return {
    page: place.page,
    leftMm: within(place.leftMm + place.widthMm / 2, widthMm, page.widthMm),
    topMm: within(place.topMm + place.heightMm / 2, heightMm, page.heightMm),
    widthMm,
    heightMm,
  };
}

function Crop({
  place,
  shown,
  least,
  widthPx,
  label,
}: {
  place: WarningPlace;
  shown: ShownDocument;
  least: typeof smallMm;
  widthPx: number;
  label: string;
}) {
  const size = usePageSize(shown.documentId, place.page);
  if (size === null) return null;
  const around = windowAround(place, least, size);
  const pxPerMm = widthPx / around.widthMm;
  const boxOf = (leftMm: number, topMm: number, widthMm: number, heightMm: number) => ({
    left: (leftMm - around.leftMm) * pxPerMm,
    top: (topMm - around.topMm) * pxPerMm,
    width: widthMm * pxPerMm,
    height: heightMm * pxPerMm,
  });
  const standing = shown.seals.flatMap(({ sealId, impressions }) =>
    impressions.filter(({ page }) => page === place.page).map((impression) => ({ sealId, ...impression })),
  );
  return (
    <PageCrop source={shown.source} place={around} widthPx={widthPx} label={label}>
      {standing.map(({ sealId, xMm, yMm, widthMm, heightMm, slice }) => (
        <span
          key={`${sealId} ${xMm} ${yMm}`}
          className={`crop-artwork${slice === null ? '' : ' crop-slice'}`}
          style={boxOf(xMm - widthMm / 2, yMm - heightMm / 2, widthMm, heightMm)}
        >
          <SealPart sealId={sealId} slice={slice} />
        </span>
      ))}
      <div className="preflight-ring" style={boxOf(place.leftMm, place.topMm, place.widthMm, place.heightMm)} />
    </PageCrop>
  );
}

/** Where something was found: a small picture that can be enlarged. */
export function FindingPlace({ place, shown, what }: { place: WarningPlace; shown: ShownDocument; what: string }) {
  const { words } = useSpeech();
  const [isLarge, setLarge] = useState(false);
  const label = `${words.common.page(place.page)} · ${what}`;
  return (
    <>
      <button
        type="button"
        className="preflight-place"
        aria-label={words.preflight.enlarge(label)}
        data-testid="finding-place"
        onClick={() => setLarge(true)}
      >
        <Crop place={place} shown={shown} least={smallMm} widthPx={smallPx} label="" />
      </button>
      <Modal
        open={isLarge}
        width={largePx + 48}
        title={label}
        footer={null}
        centered
        destroyOnHidden
        onCancel={() => setLarge(false)}
      >
        <div data-testid="finding-enlarged">
          <Crop place={place} shown={shown} least={largeMm} widthPx={largePx} label={label} />
        </div>
      </Modal>
    </>
  );
}
