import { PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import type { Box, Page } from '../pages/pages.ts';
import { isDocumentTimestamp } from '../signing/document-timestamp.ts';
import { checkByteRange, readSignatureFields } from '../signing/signature-fields.ts';
import { type PlainInk, readPlainInk } from './ink/plain-ink.ts';

/**
 * What an annotation that came or changed since may do to a picture. `ink`: any reader paints its one appearance, in its rectangle.
 * `sheet`: some readers may paint something there that others do not. `anything`: where it shows, or what it is, differs between readers.
 */
export type Manner = 'nothing' | 'ink' | 'sheet' | 'permitted' | 'anything';

/** An annotation of the current page that the signed one did not have like that. */
export interface LaterAnnotation {
  readonly ref: PDFRef | null;
  readonly manner: Manner;
  /** Of `ink`: what of it readers paint in shapes of their own. */
  readonly ink: PlainInk | null;
  /** In user space; null where it has none. */
  readonly rect: Box | null;
  /** The name of the signature whose widget it is. */
  readonly signature: string | null;
}

/** The widgets of signatures that were made after `signedUntil`, with the names of their fields. Timestamps of the document show nothing, and are none of them. */
export function laterSeals(current: PdfDocument, signedUntil: number): ReadonlyMap<PDFRef, string> {
  const widgets = new Map<PDFRef, string>();
  for (const { name: fieldName, ref, dict, value } of readSignatureFields(current)) {
    if (!ref || !value || isDocumentTimestamp(value)) continue;
    const checked = checkByteRange(current, value);
    if (!checked.ok || checked.covered.coveredUntil <= signedUntil) continue;
    widgets.set(ref, fieldName);
    for (const kid of current.array(dict.get(name('Kids')))?.asArray() ?? []) {
      if (kid instanceof PDFRef && current.dict(kid)?.get(name('Parent')) === ref) widgets.set(kid, fieldName);
    }
  }
  return widgets;
}

/** Whom an annotation of a later revision belongs to. */
export interface Owners {
  readonly seals: ReadonlyMap<PDFRef, string>;
  /** Objects, fields and annotations, whose change the signer permitted. */
  readonly permitted: ReadonlySet<number>;
}

/**
 * What came to a page since it was signed, and what changed there, among its annotations.
 *
 * @param rasterScale how large a unit of the page is drawn, by how large it is at one point and 100 dpi
 */
export function laterAnnotations(
  signed: PdfDocument,
  current: PdfDocument,
  pages: { readonly before: Page; readonly now: Page },
  owners: Owners,
  rasterScale: number,
): LaterAnnotation[] {
  const earlier = new Set(signed.array(pages.before.dict.get(name('Annots')))?.asArray() ?? []);
  const items = current.array(pages.now.dict.get(name('Annots')))?.asArray() ?? [];
  return items.flatMap((item): LaterAnnotation[] => {
    if (item instanceof PDFRef && earlier.has(item) && isUntouched(signed, current, item)) return [];
    if (!(item instanceof PDFRef) && isDirectOfBefore(item, earlier)) return [];
    const dict = current.dict(item);
    if (!dict) return [];
    const ref = item instanceof PDFRef ? item : null;
    const signature = (ref && owners.seals.get(ref)) ?? null;
    const rect = annotationBox(current, dict);
    const about = { ref, rect, signature };
    if (isPermitted(dict, ref, owners.permitted)) return [{ ...about, manner: 'permitted', ink: null }];
    return [{ ...about, ...look(current, dict, { isSeal: signature !== null, rasterScale }) }];
  });
}

/** The cross-reference still leads to where it led: nobody wrote the object anew. */
function isUntouched(signed: PdfDocument, current: PdfDocument, { objectNumber }: PDFRef): boolean {
  const [before, now] = [signed.xref.lookup(objectNumber), current.xref.lookup(objectNumber)];
  return JSON.stringify(before) === JSON.stringify(now);
}

const isDirectOfBefore = (item: PDFObject, earlier: ReadonlySet<PDFObject>) =>
  item instanceof PDFDict && [...earlier].some((one) => String(one) === String(item));

function isPermitted(dict: PDFDict, ref: PDFRef | null, permitted: ReadonlySet<number>): boolean {
  const parent = dict.get(name('Parent'));
  return (
    (ref !== null && permitted.has(ref.objectNumber)) ||
    (parent instanceof PDFRef && permitted.has(parent.objectNumber))
  );
}

/** Flags of annotations (ISO 32000-2, Table 167). */
const hidden = 0x02;
const noZoom = 0x08;
const noRotate = 0x10;
const noView = 0x20;
const toggleNoView = 0x100;

type Look = Pick<LaterAnnotation, 'manner' | 'ink'>;

const looks = (manner: Manner): Look => ({ manner, ink: null });

interface Shown {
  readonly isSeal: boolean;
  readonly rasterScale: number;
}

function look(document: PdfDocument, dict: PDFDict, { isSeal, rasterScale }: Shown): Look {
  const flags = document.resolve(dict.get(name('F')));
  const bits = flags instanceof PDFNumber ? flags.asNumber() : 0;
  if ((bits & hidden) !== 0) return looks('nothing');
  const sides = document.array(dict.get(name('Rect')))?.asArray() ?? [];
  // With more numbers or fewer, readers differ on where it stands.
  if (sides.length !== 4 || !sides.every((side) => document.resolve(side) instanceof PDFNumber))
    return looks('anything');
  const isWidget = document.resolve(dict.get(name('Subtype'))) === name('Widget');
  if (isWidget && annotationBox(document, dict) === null) return looks('nothing');
  if (!isWidget || !isSeal) return looks('anything');
  // It would stand upright or keep its size beyond its rectangle.
  if ((bits & (noZoom | noRotate)) !== 0) return looks('anything');
  if ((bits & (noView | toggleNoView)) !== 0 || dict.has(name('OC'))) return looks('sheet');
  return lookOfAppearance(document, dict, rasterScale);
}

function lookOfAppearance(document: PdfDocument, dict: PDFDict, rasterScale: number): Look {
  const rect = annotationBox(document, dict);
  const appearances = document.resolve(dict.get(name('AP')));
  const characteristics = document.dict(dict.get(name('MK')));
  const isFramed = ['BG', 'BC'].some((key) => (document.array(characteristics?.get(name(key)))?.size() ?? 0) > 0);
  if (appearances === undefined) return looks(isFramed ? 'sheet' : 'nothing');
  if (!(appearances instanceof PDFDict)) return looks('sheet');
  const normal = appearances.get(name('N'));
  // One state of several may show in one reader and another in another.
  if (!(normal instanceof PDFRef) || document.load(normal)?.dataOffset == null) return looks('sheet');
  const others = ['D', 'R'].map((key) => appearances.get(name(key)));
  const isOnlyOne = others.every((other) => other === undefined || other === normal);
  const ink = isOnlyOne && rect ? readPlainInk(document, normal, rect, rasterScale) : null;
  return ink ? { manner: 'ink', ink } : looks('sheet');
}
