import type {
  Bridge,
  DrawnPicture,
  OpenedDocument,
  PageDrawing,
  UndrawnReason,
} from '../../src-main/contract/index.ts';
import { toAppError } from '../parts/app-error.ts';
import { drawPage } from '../pdf/draw-page.ts';
import { openOwnPdf } from '../pdf/open-pdf.ts';
import { UnsafePage } from '../pdf/page-guard.ts';
import type { PageNote, PagePreview, Painting, PaintingTask } from '../pdf/page-source.ts';
import { layDrawingText, linesOfDrawing, textOfDrawing } from './drawing-text.ts';
import { type PaintedPicture, paintDrawing } from './paint-drawing.ts';

/** Pages that are kept, to be painted in another size. */
const keptDrawings = 16;
/** Of the pictures, as they are in the file. */
const keptPictureBytes = 64 << 20;
const pointsPerMm = 72 / 25.4;

/** The pages of an OFD: the core says what they draw, the window paints it. */
export function packageSource(bridge: Bridge, { documentId, pageCount }: OpenedDocument): PagePreview {
  const drawings = new Map<number, Promise<PageDrawing>>();
  const pictures = new Map<string, DrawnPicture>();
  const faults = new Map<number, Map<string, UndrawnReason>>();
  let isClosed = false;

  function drawing(page: number): Promise<PageDrawing> {
    const known = drawings.get(page);
    drawings.delete(page);
    const asked = known ?? bridge.call('documents.drawing', { documentId, page }).catch(asUnsafe);
    drawings.set(page, asked);
    asked.catch(() => drawings.delete(page));
    for (const oldest of drawings.keys()) {
      if (drawings.size <= keptDrawings) break;
      drawings.delete(oldest);
    }
    return asked;
  }

  function keep(key: string, picture: DrawnPicture): void {
    pictures.set(key, picture);
    let total = [...pictures.values()].reduce((sum, { content }) => sum + content.length, 0);
    for (const [oldest, { content }] of pictures) {
      if (total <= keptPictureBytes) break;
      pictures.delete(oldest);
      total -= content.length;
    }
  }

  async function pictureOf(page: number, key: string): Promise<DrawnPicture | null> {
    const known = pictures.get(key);
    if (known) return known;
    const { picture, fault } = await bridge
      .call('documents.picture', { documentId, page, key })
      .catch(() => ({ picture: null, fault: 'part-unreadable' as const }));
    if (picture) keep(key, picture);
    else blame(page, key, fault ?? 'part-unreadable');
    return picture;
  }

  function blame(page: number, key: string, fault: UndrawnReason): void {
    faults.set(page, (faults.get(page) ?? new Map<string, UndrawnReason>()).set(key, fault));
  }

  async function painted(page: number, key: string, widthPx: number): Promise<PaintedPicture | null> {
    const picture = await pictureOf(page, key);
    if (picture === null) return null;
    try {
      return await decode(picture, widthPx);
    } catch {
      blame(page, key, 'part-unreadable');
      return null;
    }
  }

  function paint(page: number, { canvas, pxPerMm, leftMm = 0, topMm = 0 }: Painting): PaintingTask {
    let isCancelled = false;
    const begun = Promise.withResolvers<void>();
    const draw = async (): Promise<void> => {
      const drawn = await drawing(page);
      faults.delete(page);
      if (drawn.images.length > 0) begun.resolve();
      await paintDrawing(drawn, {
        canvas,
        pxPerMm,
        leftMm,
        topMm,
        picture: (image, widthPx) => painted(page, drawn.images[image]?.key ?? '', widthPx),
        isCancelled: () => isCancelled || isClosed,
      });
    };
    return {
      done: draw(),
      begun: begun.promise,
      cancel() {
        isCancelled = true;
      },
    };
  }

  async function notes(page: number): Promise<PageNote[]> {
    const counts = new Map<UndrawnReason, number>();
    for (const { reason, count } of (await drawing(page)).notes) counts.set(reason, count);
    for (const reason of faults.get(page)?.values() ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return [...counts].map(([reason, count]) => ({ reason, count }));
  }

  return {
    source: {
      pageCount,
      async size(page) {
        const { widthMm, heightMm } = await drawing(page);
        return { widthMm, heightMm };
      },
      paint,
      text: async (page) => textOfDrawing(await drawing(page)),
      layText: async (page) => layDrawingText(await drawing(page)),
      async marks(page) {
        const drawn = await drawing(page);
        const signatures = drawn.seals.map(({ leftMm, topMm, widthMm, heightMm }) => ({
          xMm: leftMm + widthMm / 2,
          yMm: topMm + heightMm / 2,
          widthMm,
          heightMm,
        }));
        return { text: linesOfDrawing(drawn), signatures };
      },
      notes,
    },
    close() {
      isClosed = true;
      drawings.clear();
      pictures.clear();
    },
  };
}

function asUnsafe(thrown: unknown): never {
  if (toAppError(thrown).code === 'OFD_LIMIT') throw new UnsafePage();
  throw thrown;
}

/** No larger than it is shown: a scan of a page has fifty times the pixels of a screen. */
async function decode({ mediaType, content, widthPx }: DrawnPicture, shownPx: number): Promise<PaintedPicture> {
  if (mediaType === 'application/pdf') return decodePdf(content, widthPx);
  const blob = new Blob([new Uint8Array(content)], { type: mediaType });
  const isFiner = shownPx >= 1 && widthPx > shownPx * 2;
  const bitmap = await createImageBitmap(
    blob,
    isFiner ? { resizeWidth: Math.ceil(shownPx * 1.5), resizeQuality: 'high' } : {},
  );
  return { image: bitmap, widthPx: bitmap.width, release: () => bitmap.close() };
}

/** Pictures of kinds that browsers do not know are PDFs of one page, a point of it a pixel. */
async function decodePdf(content: Uint8Array, widthPx: number): Promise<PaintedPicture> {
  const { source, close } = await openOwnPdf(content);
  try {
    const { canvas } = await drawPage(source, 1, pointsPerMm);
    return {
      image: canvas,
      widthPx,
      release() {
        canvas.width = 0;
      },
    };
  } finally {
    close();
  }
}
