import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { NotSearchedReason } from '../../contract/index.ts';
import { followContent } from '../content/content-painting.ts';
import { type JpegDecoder, openImage } from '../content/image-samples.ts';
import { redClusters } from '../content/ink-clusters.ts';
import { InkPainter, inkOfColour, type PaintSource, paintSources, red, showsRed } from '../content/ink-map.ts';
import { loadJpegDecoder } from '../content/jpeg.ts';
import type { Painting } from '../content/painting.ts';
import type { PdfDocument } from '../file/document.ts';
import { appearanceMatrix, normalAppearance } from '../pages/annotation-appearance.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { type Matrix, multiply, transformBox } from '../pages/matrix.ts';
import { contentData, inheritedResources } from '../pages/page-content.ts';
import { displayedRect, displayedSize, toDisplayed } from '../pages/page-geometry.ts';
import { type Box, type Page, pageCount, readPage } from '../pages/pages.ts';
import type { SignatureField } from '../signing/signature-fields.ts';
import { sealShapes } from './seal-shape.ts';

/** Something on a page that looks like a seal: where, on the page as displayed, and what it is painted by. */
export interface SealPicture {
  readonly page: number;
  readonly leftMm: number;
  readonly topMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** `scan`: a part of a picture of the whole page. */
  readonly kind: PaintSource | 'broken-signature';
}

export interface SealPictureSearch {
  /** The signatures that stand: what their widgets show, or what is painted under them, is no picture alone. */
  readonly standing: readonly SignatureField[];
  /**
   * Those among them whose seal registers its picture, with which only what their widgets show is compared: what is painted under these
   * is a picture like any other.
   */
  readonly compared?: readonly SignatureField[];
  /** Those that do not hold: what stands in their place is told as that. */
  readonly broken?: readonly SignatureField[];
  /** Pages and pictures beyond this are left out. */
  readonly timeLimitMs: number;
}

export interface FoundSealPictures {
  readonly pictures: readonly SealPicture[];
  /** Pages that were not looked at, or not wholly: too large, damaged, or no time was left. */
  readonly pagesNotSearched: number;
  readonly notSearchedBecause: readonly NotSearchedReason[];
}

const name = (text: string) => PDFName.of(text);
const usualPxPerMm = 3;
const leastPxPerMm = 1.2;
const mapLimitPx = 4_000_000;
const maxPictures = 100;
const maxAnnotations = 2_000;
/** Of the page: a picture as large as that is a scan. */
const scanShare = 0.5;
/** Of the seal: what a signature's widget has to hold of it. */
const coveredShare = 0.6;
/** A widget as large as this, of the page, is none that was made for a seal. */
const largestWidgetShare = 0.25;
const hiddenFlags = 0x02 | 0x20;

interface Search {
  readonly brokenWidgets: ReadonlySet<PDFRef>;
  readonly document: PdfDocument;
  readonly jpeg: JpegDecoder;
  readonly standingWidgets: ReadonlySet<PDFRef>;
  /** Under which nothing is excused. */
  readonly comparedWidgets: ReadonlySet<PDFRef>;
  /** Images that were seen to have nothing red. */
  readonly withoutRed: Set<PDFRef>;
  readonly isTimeUp: () => boolean;
}

interface Painted {
  readonly painting: Painting;
  readonly source: PaintSource;
}

/** The widgets of fields, kids included. */
function widgetsOf(document: PdfDocument, fields: readonly SignatureField[]): Set<PDFRef> {
  const widgets = new Set<PDFRef>();
  for (const { ref, dict } of fields) {
    if (ref) widgets.add(ref);
    for (const kid of document.array(dict.get(name('Kids')))?.asArray() ?? []) {
      if (kid instanceof PDFRef && document.dict(kid)?.get(name('Parent')) === ref) widgets.add(kid);
    }
  }
  return widgets;
}

/** From user space to points of the map, whose first row is the upper one of the page as displayed. */
function mapMatrix(page: Page, pxPerMm: number): Matrix {
  const at = (x: number, y: number) => {
    const { xMm, yMm } = toDisplayed(page, x, y);
    return [xMm * pxPerMm, yMm * pxPerMm] as const;
  };
  const [originX, originY] = at(0, 0);
  const [acrossX, acrossY] = at(1, 0);
  const [upX, upY] = at(0, 1);
  return [acrossX - originX, acrossY - originY, upX - originX, upY - originY, originX, originY];
}

/** What the annotations of a page paint, but for the widgets of signatures that stand; of those, where they excuse what is under them. */
function annotationsOf(
  { document, standingWidgets, comparedWidgets }: Search,
  page: Page,
  matrix: Matrix,
  onPainting: (painting: Painting) => void,
): { isWhole: boolean; widgets: Box[] } {
  const annotations = document.array(page.dict.get(name('Annots')))?.asArray() ?? [];
  const widgets: Box[] = [];
  let isWhole = annotations.length <= maxAnnotations;
  for (const item of annotations.slice(0, maxAnnotations)) {
    const annotation = document.dict(item);
    const rect = annotation && annotationBox(document, annotation);
    if (!annotation || !rect) continue;
    if (item instanceof PDFRef && standingWidgets.has(item)) {
      if (!comparedWidgets.has(item)) widgets.push(rect);
      continue;
    }
    if (isHidden(document, annotation)) continue;
    const appearance = normalAppearance(document, annotation);
    const form = document.dict(appearance ?? undefined);
    if (!appearance || !form) continue;
    const placed = multiply(appearanceMatrix(document, form, rect), matrix);
    const bounds = transformBox(rect, matrix);
    const resources = document.dict(form.get(name('Resources')));
    const cutOff = (painting: Painting) => onPainting({ ...painting, clip: clipTo(painting.clip, bounds) });
    isWhole = followContent(document, contentData(document, appearance), resources, placed, cutOff) && isWhole;
  }
  return { isWhole, widgets };
}

function clipTo(clip: Box | null, bounds: Box): Box {
  if (!clip) return bounds;
  return [
    Math.max(clip[0], bounds[0]),
    Math.max(clip[1], bounds[1]),
    Math.min(clip[2], bounds[2]),
    Math.min(clip[3], bounds[3]),
  ];
}

function isHidden(document: PdfDocument, annotation: PDFDict): boolean {
  const flags: PDFObject | undefined = document.resolve(annotation.get(name('F')));
  return flags instanceof PDFNumber && (flags.asNumber() & hiddenFlags) !== 0;
}

const areaOf = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);

/** Paints the map; false where something had to be left out. */
function paintAll(search: Search, painter: InkPainter, painted: readonly Painted[]): boolean {
  const pageArea = painter.widthPx * painter.heightPx;
  let isWhole = true;
  for (const { painting, source } of painted) {
    const { kind, imageRef, matrix } = painting;
    if (kind !== 'image') {
      painter.paint(painting, source);
      continue;
    }
    if (!imageRef || search.withoutRed.has(imageRef)) continue;
    if (search.isTimeUp()) return false;
    const [left, top, right, bottom] = transformBox([0, 0, 1, 1], matrix);
    // Twice as many points as the map has tell what each of its points looks like.
    const [across, down] = [Math.hypot(matrix[0], matrix[1]), Math.hypot(matrix[2], matrix[3])];
    const widthPx = Math.ceil(Math.min(Math.max(across, 1) * 2, 20_000));
    try {
      const options = { jpeg: search.jpeg, widthPx, stencilColour: painting.colour };
      const samples = openImage(search.document, imageRef, options);
      if (!samples) continue;
      const isScan = source === 'drawing' && areaOf([left, top, right, bottom]) > pageArea * scanShare;
      const imageSource = source === 'drawing' ? (isScan ? 'scan' : 'image') : source;
      const isRed = showsRed(samples, across, down);
      // The colour of a stencil is that of each painting.
      if (!isRed && !isStencil(search.document, imageRef)) search.withoutRed.add(imageRef);
      if (isRed || painter.hasRed) painter.paintImage(painting, samples, imageSource);
    } catch {
      isWhole = false;
    }
  }
  return isWhole && painter.isComplete;
}

function isStencil(document: PdfDocument, image: PDFRef): boolean {
  return String(document.dict(image)?.get(name('ImageMask'))) === 'true';
}

/** Whether anything of it could be a seal: an image, or the outline of something in red. */
function mayShowSeal({ withoutRed }: Search, { painting: { kind, colour, imageRef } }: Painted): boolean {
  if (kind === 'image') return imageRef !== null && !withoutRed.has(imageRef);
  return (kind === 'fill' || kind === 'stroke') && inkOfColour(colour) === red;
}

/** What most of a seal's red is painted by. */
function sourceOf({ ink, source, widthPx }: InkPainter, [left, top, right, bottom]: Box): PaintSource {
  const counts = paintSources.map(() => 0);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * widthPx + x;
      if (ink[at] === red) counts[source[at] ?? 0] = (counts[source[at] ?? 0] ?? 0) + 1;
    }
  }
  return paintSources[counts.indexOf(Math.max(...counts))] ?? 'drawing';
}

function searchPage(
  search: Search,
  page: Page,
): { pictures: SealPicture[]; isWhole: boolean; because?: NotSearchedReason } {
  const { document } = search;
  const { widthMm, heightMm } = displayedSize(page);
  const pxPerMm = Math.min(usualPxPerMm, Math.sqrt(mapLimitPx / (widthMm * heightMm)));
  if (pxPerMm < leastPxPerMm) return { pictures: [], isWhole: false, because: 'large' };
  const matrix = mapMatrix(page, pxPerMm);
  const painted: Painted[] = [];
  const content = contentData(document, page.dict.get(name('Contents')));
  const resources = inheritedResources(document, page.dict);
  const isFollowed = followContent(document, content, resources, matrix, (painting) =>
    painted.push({ painting, source: 'drawing' }),
  );
  const annotations = annotationsOf(search, page, matrix, (painting) =>
    painted.push({ painting, source: 'annotation' }),
  );
  const isRead = isFollowed && annotations.isWhole;
  if (!painted.some((one) => mayShowSeal(search, one))) return { pictures: [], isWhole: isRead };
  const painter = new InkPainter(Math.ceil(widthMm * pxPerMm), Math.ceil(heightMm * pxPerMm), pxPerMm);
  const isPainted = paintAll(search, painter, painted);
  const pageArea = widthMm * heightMm;
  const covering = annotations.widgets
    .map((rect) => displayedRect(page, rect))
    .filter((rect) => rect.widthMm * rect.heightMm <= pageArea * largestWidgetShare);
  const pictures = sealShapes(painter, redClusters(painter)).map((box): SealPicture => {
    const [left, top, right, bottom] = box;
    return {
      page: page.number,
      leftMm: left / pxPerMm,
      topMm: top / pxPerMm,
      widthMm: (right - left) / pxPerMm,
      heightMm: (bottom - top) / pxPerMm,
      kind: sourceOf(painter, box),
    };
  });
  const isCovered = (picture: SealPicture) => covering.some((rect) => sharedArea(picture, rect) > coveredShare);
  const broken = brokenPlaces(search, page);
  const told = pictures
    .filter((picture) => !isCovered(picture))
    .map((picture): SealPicture => {
      const isBroken = broken.some((rect) => sharedArea(picture, rect) > coveredShare);
      return isBroken ? { ...picture, kind: 'broken-signature' } : picture;
    });
  const because = isRead && !isPainted && search.isTimeUp() ? 'time' : 'unreadable';
  return { pictures: told, isWhole: isRead && isPainted, because };
}

/** Where signatures stand on a page that do not hold. */
function brokenPlaces({ document, brokenWidgets }: Search, page: Page): Rect[] {
  const annotations =
    document
      .array(page.dict.get(name('Annots')))
      ?.asArray()
      .slice(0, maxAnnotations) ?? [];
  return annotations.flatMap((item) => {
    const annotation = item instanceof PDFRef && brokenWidgets.has(item) ? document.dict(item) : undefined;
    const rect = annotation && annotationBox(document, annotation);
    return rect ? [displayedRect(page, rect)] : [];
  });
}

type Rect = Pick<SealPicture, 'leftMm' | 'topMm' | 'widthMm' | 'heightMm'>;

/** How much of the first lies within the second, from 0 to 1. */
function sharedArea(first: Rect, second: Rect): number {
  const across =
    Math.min(first.leftMm + first.widthMm, second.leftMm + second.widthMm) - Math.max(first.leftMm, second.leftMm);
  const down =
    Math.min(first.topMm + first.heightMm, second.topMm + second.heightMm) - Math.max(first.topMm, second.topMm);
  return (Math.max(0, across) * Math.max(0, down)) / (first.widthMm * first.heightMm);
}

/** Page numbers from both ends: seals stand on the first pages and the last ones. */
function* fromBothEnds(count: number): Generator<number> {
  for (let first = 1, last = count; first <= last; first++, last--) {
    yield first;
    if (last > first) yield last;
  }
}

/**
 * Looks on the pages of a document for what looks like a seal and belongs to no signature that stands. Only what can be told apart is
 * named: red ink in the size and shape of a seal. Throws PDF_NO_PAGES, PDF_DAMAGED where the pages cannot be counted.
 */
export async function findSealPictures(
  document: PdfDocument,
  { standing, compared = [], broken = [], timeLimitMs }: SealPictureSearch,
): Promise<FoundSealPictures> {
  const jpeg = await loadJpegDecoder();
  const started = performance.now();
  const search: Search = {
    document,
    jpeg,
    standingWidgets: widgetsOf(document, standing),
    comparedWidgets: widgetsOf(document, compared),
    brokenWidgets: widgetsOf(document, broken),
    withoutRed: new Set(),
    isTimeUp: () => performance.now() - started > timeLimitMs,
  };
  const count = pageCount(document);
  const pictures: SealPicture[] = [];
  const reasons = new Set<NotSearchedReason>();
  let searched = 0;
  for (const number of fromBothEnds(count)) {
    if ((number > 1 && search.isTimeUp()) || pictures.length >= maxPictures) {
      reasons.add(pictures.length >= maxPictures ? 'enough' : 'time');
      break;
    }
    try {
      const found = searchPage(search, readPage(document, number));
      pictures.push(...found.pictures);
      if (found.isWhole) searched += 1;
      else reasons.add(found.because ?? 'unreadable');
    } catch {
      // A page that cannot be read shows nothing that could be judged.
      reasons.add('unreadable');
    }
  }
  pictures.sort((first, second) => first.page - second.page || first.topMm - second.topMm);
  return {
    pictures: pictures.slice(0, maxPictures),
    pagesNotSearched: count - searched,
    notSearchedBecause: [...reasons],
  };
}
