import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { Seal } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { formatMm } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { PageCrop } from '../pdf/page-crop.tsx';
import type { PageSize } from '../pdf/page-layout.ts';
import { useSpeech } from '../words/index.ts';
import type { Placed } from './placements.ts';

const pictureWidthPx = 264;

/** The part of a page around a placement, wide enough to recognise the place, never beyond the page. */
function windowAround(placed: Placed, seal: Seal, page: PageSize) {
  const widthMm = Math.min(page.widthMm, Math.max(90, seal.widthMm * 2));
  const heightMm = Math.min(page.heightMm, Math.max(60, seal.heightMm * 1.5));
  const within = (centre: number, extent: number, room: number) =>
    Math.min(Math.max(0, centre - extent / 2), Math.max(0, room - extent));
  return {
    page: placed.page,
    leftMm: within(placed.xMm, widthMm, page.widthMm),
    topMm: within(placed.yMm, heightMm, page.heightMm),
    widthMm,
    heightMm,
  };
}

/** A small picture of every place that will be stamped. */
export function PlacePictures({
  pdf,
  placements,
  sizeOf,
}: {
  pdf: PDFDocumentProxy | null;
  placements: Placed[];
  sizeOf: (page: number) => PageSize;
}) {
  const { seals } = useApp();
  const { words } = useSpeech();
  return (
    <section className="place-pictures" aria-label={words.confirm.places(placements.length)}>
      <h3>{words.confirm.places(placements.length)}</h3>
      {placements.map((placed, index) => {
        const seal = seals.find((one) => one.id === placed.sealId);
        if (seal === undefined || pdf === null) return null;
        const place = windowAround(placed, seal, sizeOf(placed.page));
        const pxPerMm = pictureWidthPx / place.widthMm;
        const caption = `${seal.name} · ${words.common.page(placed.page)} · X ${formatMm(placed.xMm)} · Y ${formatMm(placed.yMm)} mm`;
        return (
          <figure key={placed.key} data-testid={`place-picture-${index}`}>
            <PageCrop pdf={pdf} place={place} widthPx={pictureWidthPx} label={caption}>
              <Artwork
                sealId={seal.id}
                alt=""
                className="crop-artwork"
                style={{
                  left: (placed.xMm - seal.widthMm / 2 - place.leftMm) * pxPerMm,
                  top: (placed.yMm - seal.heightMm / 2 - place.topMm) * pxPerMm,
                  width: seal.widthMm * pxPerMm,
                  height: seal.heightMm * pxPerMm,
                }}
              />
            </PageCrop>
            <figcaption>{caption}</figcaption>
          </figure>
        );
      })}
    </section>
  );
}
