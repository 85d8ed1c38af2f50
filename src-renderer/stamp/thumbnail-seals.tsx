import type { PageSize } from '../pdf/page-layout.ts';
import type { Impressed, Spot } from './placing/placements.ts';
import { SealPart } from './placing/seal-part.tsx';

/** The placed seals on a small picture of a page. */
export function ThumbnailSeals({
  placed,
  page,
  pxPerMm,
}: {
  placed: readonly Impressed[];
  page: number;
  pxPerMm: number;
}) {
  return placed.flatMap(({ key, sealId, impressions }) =>
    impressions.map((impression, index) => {
      if (impression.page !== page) return null;
      const { xMm, yMm, widthMm, heightMm, slice } = impression;
      return (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: impressions have no other name
          key={`${key} ${index}`}
          className="thumbnail-seal"
          aria-hidden
          data-testid="thumbnail-seal"
          style={{
            left: (xMm - widthMm / 2) * pxPerMm,
            top: (yMm - heightMm / 2) * pxPerMm,
            width: widthMm * pxPerMm,
            height: heightMm * pxPerMm,
          }}
        >
          <SealPart sealId={sealId} slice={slice} />
        </span>
      );
    }),
  );
}

/** The place of a page under a point of the window, where that is on its small picture; null elsewhere. */
export function thumbnailUnder(clientX: number, clientY: number): (Spot & { size: PageSize }) | null {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const picture = element.closest<HTMLElement>('.thumbnail-picture');
    if (picture === null) continue;
    const { page, widthMm, heightMm } = picture.dataset;
    const size = { widthMm: Number(widthMm), heightMm: Number(heightMm) };
    const box = picture.getBoundingClientRect();
    return {
      page: Number(page),
      xMm: ((clientX - box.left) / box.width) * size.widthMm,
      yMm: ((clientY - box.top) / box.height) * size.heightMm,
      size,
    };
  }
  return null;
}
