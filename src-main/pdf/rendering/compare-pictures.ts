import { PDFName, type PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import { prefixSource } from '../../files/index.ts';
import type { DocumentChange } from '../changes/changes.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { displayedSize } from '../pages/page-geometry.ts';
import { type Page, pageCount, readPage } from '../pages/pages.ts';
import { type DrawnSource, withFewPages } from './few-pages.ts';
import { type LaterAnnotation, laterAnnotations, laterSeals, type Owners } from './later-annotations.ts';
import { isFramedAlike, isOfSize, toMillimetres, toPixels } from './page-frame.ts';
import { isDrawable } from './page-limits.ts';
import { type ComparedPages, pagesToCompare, somePages } from './pages-to-compare.ts';
import { type Allowance, comparePictures as compareRasters, type PictureComparison } from './picture-policy.ts';
import { openForPictures, type PictureDocument, PicturesStopped } from './picture-thread.ts';
import { around } from './pixel-clusters.ts';
import { giveBackMemory, type PixelBox, type Raster, resolutionOf, usualDpi } from './raster.ts';
import { drawsText, isFrame } from './seal-text.ts';

/** A revision that somebody signed, with what its structure says of what came after. */
export interface SignedRevision {
  readonly signedUntil: number;
  readonly changes: readonly DocumentChange[];
  /** Where its own seal stands. */
  readonly sealPage: number | null;
}

type Rect = NonNullable<DocumentChange['rect']>;

/** What the pictures of a page tell. `signature` is the name of the field whose seal did it. */
export type PictureFinding =
  | {
      readonly kind: 'covered';
      readonly page: number;
      readonly rect: Rect;
      readonly signature: string;
      readonly objectNumber: number | null;
    }
  | {
      readonly kind: 'text-added';
      readonly page: number;
      readonly rect: Rect;
      readonly signature: string;
      readonly objectNumber: number | null;
    }
  | { readonly kind: 'changed'; readonly page: number; readonly rect: Rect | null }
  | {
      readonly kind: 'not-compared';
      readonly page: number | null;
      /** Whether the page could be drawn as it was, so that what came later is to blame. */
      readonly wasDrawable: boolean;
    };

/** Soft edges of what a seal paints in its rectangle, and of what a reader draws for an annotation without an appearance. */
const sealMarginPx = 1;
const permittedMarginPx = 3;
/** As many revisions are kept open for the next page. */
const maxOpen = 6;
/** For what was asked, over all pages: for one that is given up, and for those that are drawn. */
const baseMs = 20_000;
const perPageMs = 700;
const longestMs = 90_000;

/** The longest that the comparison of so many pages takes before the rest is given up. */
export const pictureTimeMs = (pages: number): number => Math.min(longestMs, baseMs + pages * perPageMs);

/** A signed revision while its pages are compared. */
interface Revision {
  readonly asked: SignedRevision;
  readonly signed: PdfDocument;
  readonly owners: Owners;
  readonly pages: ComparedPages;
  readonly findings: PictureFinding[];
}

export interface PictureOptions {
  readonly password?: string;
  /** Told beforehand how many pages are to be compared. */
  readonly onPages?: (pages: number) => void;
  /** When nobody wants to know any more: nothing is read after that. */
  readonly signal?: AbortSignal;
  /** Only pages that the later revisions speak of. */
  readonly touchedOnly?: boolean;
  /** Of these only so many, see `somePages`. */
  readonly mostPages?: number | undefined;
}

/**
 * Compares what pages look like now with what they looked like when each of the revisions was signed, annotations included, page by page, each
 * page of each revision drawn once. Whatever cannot be compared is found as such. The findings come in the order of the revisions.
 */
export async function comparePictures(
  current: PdfDocument,
  asked: readonly SignedRevision[],
  { password, onPages, signal, touchedOnly = false, mostPages }: PictureOptions = {},
): Promise<PictureFinding[][]> {
  if (asked.length === 0) return [];
  const work = new Work(current, password, { touchedOnly, mostPages });
  signal?.addEventListener('abort', () => work.close(), { once: true });
  try {
    const revisions = asked.map((one) => work.open(one));
    const pictures = revisions.reduce(
      (sum, one) => sum + (one ? one.pages.touched.length + one.pages.others.length : 0),
      0,
    );
    onPages?.(pictures);
    await work.compareAll(
      revisions.filter((one) => one !== null),
      pictureTimeMs(pictures),
    );
    return revisions.map((one) => one?.findings ?? [{ kind: 'not-compared', page: null, wasDrawable: false }]);
  } finally {
    work.close();
  }
}

/** A page that could be drawn when it was signed, and cannot be now. */
class NoLongerDrawable extends Error {}

/** A page while it is drawn, for each of the revisions that it is compared with. */
interface BegunPage {
  readonly number: number;
  readonly revisions: readonly {
    readonly revision: Revision;
    readonly isTouched: boolean;
    readonly drawn: Promise<() => readonly PictureFinding[]>;
  }[];
  /** The page as it is now, where anybody asked for that. */
  now(): Promise<Raster> | null;
}

/** A page as it was and as it is now. */
interface DrawnPage {
  readonly before: Raster;
  readonly now: Raster;
  readonly page: Page;
  readonly dpi: number;
  readonly annotations: readonly LaterAnnotation[];
  readonly places: ReturnType<typeof placesOn>;
}

class Work {
  readonly #current: PdfDocument;
  readonly #password: string | undefined;
  readonly #choice: Pick<PictureOptions, 'touchedOnly' | 'mostPages'>;
  readonly #drawn = new Map<PdfDocument, { pictures: PictureDocument; numberOf: DrawnSource['numberOf'] }>();
  /** All pages that are compared. */
  #pages: readonly number[] = [];
  #isClosed = false;

  constructor(
    current: PdfDocument,
    password: string | undefined,
    choice: Pick<PictureOptions, 'touchedOnly' | 'mostPages'>,
  ) {
    this.#current = current;
    this.#password = password;
    this.#choice = choice;
  }

  /** Null for a revision that cannot be read. */
  open(asked: SignedRevision): Revision | null {
    const { signedUntil, changes } = asked;
    try {
      const signed = openPdf(prefixSource(this.#current.source, signedUntil), { password: this.#password });
      const permitted = changes.flatMap(({ allowedBy, objectNumber }) =>
        allowedBy === 'certification' && objectNumber !== null ? [objectNumber] : [],
      );
      const owners = { seals: laterSeals(this.#current, signedUntil), permitted: new Set(permitted) };
      const found = pagesToCompare(this.#current, asked);
      const { touchedOnly, mostPages = found.touched.length } = this.#choice;
      const touched = somePages(this.#current, found.touched, mostPages);
      const pages = touchedOnly ? { ...found, touched, others: [] } : { ...found, touched };
      const findings: PictureFinding[] = pages.areTooMany
        ? [{ kind: 'not-compared', page: null, wasDrawable: false }]
        : [];
      return { asked, signed, owners, pages, findings };
    } catch {
      return null;
    }
  }

  async compareAll(revisions: readonly Revision[], limitMs: number): Promise<void> {
    const until = performance.now() + limitMs;
    const numbers = new Set(revisions.flatMap(({ pages }) => [...pages.touched, ...pages.others]));
    this.#pages = [...numbers].sort((one, other) => one - other);
    let isStopped = false;
    const assertTime = () => {
      if (isStopped || performance.now() > until) throw new PicturesStopped('no time is left');
    };
    const finish = async (begun: BegunPage) => {
      for (const { revision, isTouched, drawn } of begun.revisions) {
        try {
          const judge = await drawn;
          revision.findings.push(...judge());
        } catch (thrown) {
          // Not the page's doing, and no page could be seen.
          if (thrown instanceof AppError && thrown.code === 'PROGRAM_ALTERED') throw thrown;
          isStopped ||= [thrown, thrown instanceof Error && thrown.cause].some((one) => one instanceof PicturesStopped);
          if (isTouched || thrown instanceof NoLongerDrawable) {
            const wasDrawable = thrown instanceof NoLongerDrawable;
            revision.findings.push({ kind: 'not-compared', page: begun.number, wasDrawable });
          }
        }
      }
      await begun.now()?.then(
        ({ rgb }) => giveBackMemory(rgb),
        () => undefined,
      );
    };
    let begun: BegunPage | null = null;
    for (const number of this.#pages) {
      // While this one is drawn, the one before is compared.
      const next = this.#begin(revisions, number, assertTime);
      if (begun) await finish(begun);
      begun = next;
    }
    if (begun) await finish(begun);
  }

  #begin(revisions: readonly Revision[], number: number, assertTime: () => void): BegunPage {
    let now: Promise<Raster> | null = null;
    const drawNow = (dpi: number) => {
      now ??= this.#drawCurrent(number, dpi);
      now.catch(() => undefined);
      return now;
    };
    const begin = async (revision: Revision) => {
      assertTime();
      return this.#drawPage(revision, number, drawNow);
    };
    const concerned = revisions.flatMap((revision) => {
      const isTouched = revision.pages.touched.includes(number);
      if (!isTouched && !revision.pages.others.includes(number)) return [];
      const drawn = begin(revision);
      drawn.catch(() => undefined);
      return [{ revision, isTouched, drawn }];
    });
    return { number, revisions: concerned, now: () => now };
  }

  /** Gives what compares the page as it was with what it is now, once both are drawn. Throws where it cannot be compared. */
  async #drawPage(
    { signed, owners }: Revision,
    number: number,
    drawNow: (dpi: number) => Promise<Raster>,
  ): Promise<() => readonly PictureFinding[]> {
    if (number > pageCount(signed)) return () => [];
    const pages = { before: readPage(signed, number), now: readPage(this.#current, number) };
    if (!isFramedAlike(signed, pages.before, this.#current, pages.now)) {
      return () => [{ kind: 'changed', page: number, rect: null }];
    }
    const dpi = resolutionOf(displayedSize(pages.before));
    if (dpi === null || !isDrawable(signed, pages.before.dict)) throw new Error('the page is too much to be drawn');
    const annotations = laterAnnotations(
      signed,
      this.#current,
      pages,
      owners,
      (dpi / usualDpi) * pages.before.userUnit,
    );
    const before = await this.#draw(signed, number, dpi, emptyFrames(signed, annotations));
    try {
      const now = await drawNow(dpi);
      const places = placesOn({ signed, page: pages.before, dpi }, annotations);
      return () => this.#compare({ before, now, page: pages.before, dpi, annotations, places });
    } catch (thrown) {
      giveBackMemory(before.rgb);
      throw new NoLongerDrawable('the page could be drawn before', { cause: thrown });
    }
  }

  #compare({ before, now, page, dpi, annotations, places }: DrawnPage): readonly PictureFinding[] {
    try {
      if (!isOfSize(before, page, dpi)) throw new Error('the page is drawn in another size');
      const compared = compareRasters(before, now, places.allowance);
      if (!compared) throw new Error('the page has become another size');
      // Where readers differ on an annotation, what one of them shows is not all.
      const isNotAll = annotations.some(({ manner }) => manner === 'anything');
      const untold: PictureFinding[] = isNotAll ? [{ kind: 'not-compared', page: page.number, wasDrawable: true }] : [];
      return [...untold, ...findingsOf(compared, places.seals, { number: page.number, dpi, document: this.#current })];
    } catch (thrown) {
      throw new NoLongerDrawable('the page could be drawn before', { cause: thrown });
    } finally {
      giveBackMemory(before.rgb);
    }
  }

  async #drawCurrent(number: number, dpi: number): Promise<Raster> {
    const { dict } = readPage(this.#current, number);
    if (!isDrawable(this.#current, dict)) throw new Error('the page has become too much to be drawn');
    return this.#draw(this.#current, number, dpi, []);
  }

  async #draw(document: PdfDocument, page: number, dpi: number, without: readonly number[]): Promise<Raster> {
    if (this.#isClosed) throw new PicturesStopped('nobody waits for it');
    let drawn = this.#drawn.get(document);
    if (!drawn) {
      const [oldest] = [...this.#drawn.keys()].filter((one) => one !== this.#current);
      if (oldest && this.#drawn.size > maxOpen) {
        this.#drawn.get(oldest)?.pictures.close();
        this.#drawn.delete(oldest);
      }
      const { source, numberOf } = withFewPages(document, this.#pages);
      drawn = { pictures: openForPictures(source, this.#password), numberOf };
      this.#drawn.set(document, drawn);
    }
    return drawn.pictures.draw(drawn.numberOf(page), dpi, without);
  }

  close(): void {
    this.#isClosed = true;
    for (const { pictures } of this.#drawn.values()) pictures.close();
  }
}

/** A later seal on a page, by its place in the raster. */
interface SealPlace {
  readonly ref: PDFRef | null;
  readonly signature: string;
  readonly box: PixelBox;
  /** Whether some reader may show marks there that are not in the raster. */
  readonly mayWrite: boolean;
}

interface PageAtHand {
  readonly signed: PdfDocument;
  readonly page: Page;
  readonly dpi: number;
}

/** Where on a page later annotations may show something. */
function placesOn(
  { signed, page, dpi }: PageAtHand,
  annotations: readonly LaterAnnotation[],
): { seals: SealPlace[]; allowance: Allowance } {
  const seals = annotations.flatMap(({ ref, manner, ink, rect, signature }): SealPlace[] => {
    if (!rect || signature === null || (manner !== 'ink' && manner !== 'sheet')) return [];
    return [{ ref, signature, box: toPixels(page, rect, dpi, sealMarginPx), mayWrite: ink?.mayWrite ?? false }];
  });
  const sheets = annotations.flatMap(({ manner, ink, rect }) => {
    const places = rect && manner === 'sheet' ? [rect] : (ink?.overlaid ?? []);
    return places.map((place) => toPixels(page, place, dpi, 0));
  });
  const loose = annotations.flatMap(({ rect, ink }) =>
    rect && ink ? ink.loose.map((colour) => ({ box: toPixels(page, rect, dpi, 0), colour })) : [],
  );
  const free = annotations.flatMap(({ manner, ref, rect }) => {
    if (manner !== 'permitted') return [];
    // What was moved is gone from where it stood.
    const earlier = ref && signed.dict(ref);
    const places = [rect, earlier ? annotationBox(signed, earlier) : null];
    return places.flatMap((place) => (place ? [toPixels(page, place, dpi, permittedMarginPx)] : []));
  });
  return { seals, allowance: { ink: seals.map(({ box }) => box), free, sheets, loose } };
}

const overlap = (one: PixelBox, other: PixelBox) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** More places of one page than these nobody looks at one by one. */
const maxPlaces = 8;

function findingsOf(
  { lost, outside, written }: PictureComparison,
  seals: readonly SealPlace[],
  { number: page, dpi, document }: { number: number; dpi: number; document: PdfDocument },
): PictureFinding[] {
  const few = (boxes: readonly PixelBox[]) => (boxes.length > maxPlaces ? [around(boxes)] : boxes);
  const covered = few(lost).map((box): PictureFinding => {
    const rect = toMillimetres(box, dpi);
    const seal = seals.find((one) => overlap(one.box, box));
    if (!seal) return { kind: 'changed', page, rect };
    return { kind: 'covered', page, rect, signature: seal.signature, objectNumber: seal.ref?.objectNumber ?? null };
  });
  const changed = few(outside).map((box): PictureFinding => ({ kind: 'changed', page, rect: toMillimetres(box, dpi) }));
  const texts = seals.flatMap(({ ref, signature, box, mayWrite }, index): PictureFinding[] => {
    const place = written[index] ?? (mayWrite || (ref && drawsText(document, ref)) ? box : null);
    if (!place) return [];
    const about = { page, signature, objectNumber: ref?.objectNumber ?? null };
    return [{ kind: 'text-added', rect: toMillimetres(place, dpi), ...about }];
  });
  return [...covered, ...changed, ...texts];
}

/**
 * The object numbers of the places that stood empty for the later seals of a page, as far as they show nothing but that they are such
 * places: what they are painted with goes when somebody signs there.
 */
function emptyFrames(signed: PdfDocument, annotations: readonly LaterAnnotation[]): number[] {
  return annotations.flatMap(({ ref, signature }) => {
    const widget = ref && signature !== null ? signed.dict(ref) : undefined;
    if (!ref || !widget) return [];
    const field = signed.dict(widget.get(PDFName.of('Parent'))) ?? widget;
    const isEmpty = [widget, field].every((dict) => signed.resolve(dict.get(PDFName.of('V'))) === undefined);
    return isEmpty && isFrame(signed, widget) ? [ref.objectNumber] : [];
  });
}
