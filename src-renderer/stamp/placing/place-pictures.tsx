import type { Impression, PlacedSeal, SealWithState } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { formatMm } from '../../format/measures.ts';
import { PageCrop } from '../../pdf/page-crop.tsx';
import type { PageSize } from '../../pdf/page-layout.ts';
import type { PageSource } from '../../pdf/page-source.ts';
import { usePageSize } from '../../pdf/use-page-size.ts';
import { useSpeech } from '../../words/index.ts';
import { SealPart } from './seal-part.tsx';
import { impressionsInWords } from './seal-summary.ts';

const pictureWidthPx = 264;
/** Pictures of one seal: what differs is seen in the first and the last, not in five hundred. */
const mostPictures = 4;

/** The part of a page around an impression, wide enough to recognise the place, never beyond the page. */
function windowAround({ page, xMm, yMm, widthMm, heightMm }: Impression, size: PageSize) {
  const width = Math.min(size.widthMm, Math.max(90, widthMm * 2));
  const height = Math.min(size.heightMm, Math.max(60, heightMm * 1.5));
  const within = (centre: number, extent: number, room: number) =>
    Math.min(Math.max(0, centre - extent / 2), Math.max(0, room - extent));
  return {
    page,
    leftMm: within(xMm, width, size.widthMm),
    topMm: within(yMm, height, size.heightMm),
    widthMm: width,
    heightMm: height,
  };
}

/** Of all impressions the first and the last of whole seals and of slices, and then the next ones, in the order of the list. */
function telling(impressions: readonly Impression[]): Impression[] {
  const whole = impressions.filter(({ slice }) => slice === null);
  const slices = impressions.filter(({ slice }) => slice !== null);
  const ends = [...whole.slice(0, 1), ...whole.slice(-1), ...slices.slice(0, 1), ...slices.slice(-1)];
  const chosen = new Set([...ends, ...impressions].slice(0, Math.max(mostPictures, ends.length)));
  return impressions.filter((impression) => chosen.has(impression)).slice(0, mostPictures);
}

/** What will be stamped, seal by seal: how much of it, and small pictures of some places. */
export function PlacePictures({
  source,
  documentId,
  placed,
}: {
  source: PageSource | null;
  documentId: string;
  /** What the core plans; null while it is being asked. */
  placed: readonly PlacedSeal[] | null;
}) {
  const { seals } = useApp();
  const { words } = useSpeech();
  const count = placed?.reduce((sum, { impressions }) => sum + impressions.length, 0);
  const title = count === undefined ? words.confirm.planning : words.confirm.places(count);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="place-pictures" aria-label={title} tabIndex={0}>
      <h3>{title}</h3>
      {placed?.map(({ sealId, impressions }, sealIndex) => {
        const seal = seals.find(({ id }) => id === sealId);
        if (seal === undefined) return null;
        const shown = telling(impressions);
        const others = impressions.length - shown.length;
        return (
          <section key={sealId} data-testid={`placed-seal-summary-${sealIndex}`}>
            <h4>
              {seal.name} · {impressionsInWords(impressions, words)}
            </h4>
            {shown.map((impression) => (
              <PlacePicture
                key={`${impression.page} ${impression.xMm} ${impression.yMm}`}
                source={source}
                documentId={documentId}
                seal={seal}
                impression={impression}
              />
            ))}
            {others > 0 && <p className="quiet">{words.placing.otherPictures(others)}</p>}
          </section>
        );
      })}
    </section>
  );
}

function PlacePicture({
  source,
  documentId,
  seal,
  impression,
}: {
  source: PageSource | null;
  documentId: string;
  seal: SealWithState;
  impression: Impression;
}) {
  const { words } = useSpeech();
  const { page, xMm, yMm, widthMm, heightMm, slice } = impression;
  // Without its size the page has no picture; the caption says where the seal goes.
  const size = usePageSize(documentId, page);
  const place = size === null ? null : windowAround(impression, size);
  const pxPerMm = place === null ? 1 : pictureWidthPx / place.widthMm;
  const where = `${words.common.page(page)} · X ${formatMm(xMm)} · Y ${formatMm(yMm)} mm`;
  return (
    <figure data-testid="place-picture" data-page={page}>
      {source !== null && place !== null && (
        <PageCrop source={source} place={place} widthPx={pictureWidthPx} label={`${seal.name} · ${where}`}>
          <span
            className={`crop-artwork${slice === null ? '' : ' crop-slice'}`}
            style={{
              left: (xMm - widthMm / 2 - place.leftMm) * pxPerMm,
              top: (yMm - heightMm / 2 - place.topMm) * pxPerMm,
              width: widthMm * pxPerMm,
              height: heightMm * pxPerMm,
            }}
          >
            <SealPart sealId={seal.id} slice={slice} />
          </span>
        </PageCrop>
      )}
      <figcaption>{where}</figcaption>
    </figure>
  );
}
