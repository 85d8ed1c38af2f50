import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { type Comparison, nameText } from './comparison.ts';
import { damaged } from './damage.ts';
import { type PdfDocument, stringBytes } from './document.ts';
import { appearanceStreams, formFields } from './form-fields.ts';
import { type Page, pageCount, readPage } from './pages.ts';

const pageLimit = 50_000;
const contentLimitBytes = 8 << 20;
const name = (text: string) => PDFName.of(text);

/** Which of the form's defaults changed: /DA, or /DR with what it was and is. */
export type ChangedDefaults =
  | { readonly appearance: true }
  | { readonly resources: readonly [before: PDFObject | undefined, after: PDFObject | undefined] };

/**
 * The form's default appearance and resources (ISO 32000-2, 12.7.3). Readers draw fields and free text from them that have no appearance,
 * or draw them anew: so they may change only where they serve nothing that stood in the signed revision. Signers add what they draw
 * their own widgets from.
 */
export function judgeDefaults(comparison: Comparison, objectNumber: number, changed: ChangedDefaults): void {
  if ('appearance' in changed) {
    const usesDefault = [...drawnFromDefaults(comparison)].some(({ appearance }) => appearance === undefined);
    if (usesDefault) comparison.report('resources-changed', objectNumber);
    return;
  }
  const [before, after] = changed.resources;
  if (!isKept(comparison, before, after)) comparison.report('resources-changed', objectNumber);
}

interface Drawn {
  /** Its default appearance string; undefined where only the form's own counts. */
  readonly appearance: string | undefined;
  readonly hasRichText: boolean;
}

const bytesText = (object: PDFObject | undefined) => {
  const bytes = stringBytes(object);
  return bytes && Buffer.from(bytes).toString('latin1');
};

/** What readers may draw by the form's defaults: fields that are no signatures, and free text on the pages. */
function* drawnFromDefaults({ signed }: Comparison): Generator<Drawn> {
  for (const [objectNumber, field] of formFields(signed)) {
    const dict = signed.dict(refOf(signed, objectNumber));
    const isGroup = dict?.has(name('Kids')) && !dict.has(name('Rect'));
    if (field.type === 'Sig' || isGroup) continue;
    yield { appearance: bytesText(field.appearance), hasRichText: dict?.has(name('RV')) ?? true };
  }
  for (const page of pagesOf(signed)) {
    for (const item of signed.array(page.dict.get(name('Annots')))?.asArray() ?? []) {
      const dict = signed.dict(item);
      if (nameText(signed.resolve(dict?.get(name('Subtype')))) !== 'FreeText') continue;
      yield {
        appearance: bytesText(signed.resolve(dict?.get(name('DA')))),
        hasRichText: dict?.has(name('RC')) ?? false,
      };
    }
  }
}

/** Throws PDF_DAMAGED where there are more than can be searched: then nothing can be said. */
function* pagesOf(document: PdfDocument): Generator<Page> {
  const total = pageCount(document);
  if (total > pageLimit) throw damaged('there are too many pages to be searched');
  for (let number = 1; number <= total; number++) yield readPage(document, number);
}

function refOf(document: PdfDocument, objectNumber: number): PDFRef {
  const entry = document.xref.lookup(objectNumber);
  return PDFRef.of(objectNumber, entry?.kind === 'offset' ? entry.generation : 0);
}

/** The name before `Tf` in a default appearance string (ISO 32000-2, 12.7.4.3). */
const fontIn = (appearance: string) => /\/([^\s/()<>[\]{}%]+)\s+[\d.+-]+\s+Tf/.exec(appearance)?.[1];

/** What readers take where no default appearance names a font. */
const usualFont = 'Helv';

/** Whether everything that was drawn from the resources finds what it found before. */
function isKept(comparison: Comparison, before: PDFObject | undefined, after: PDFObject | undefined): boolean {
  const { signed, current } = comparison;
  const empty = PDFDict.withContext(signed.catalog.context);
  const [old, now] = [signed.dict(before) ?? empty, after === undefined ? empty : current.dict(after)];
  if (!now) return false;
  const changed = comparison.changedKeys(old, now);
  if (changed.length === 0) return true;
  // An appearance without resources of its own finds them where the reader looks for them.
  if (hasBareAppearance(signed)) return false;
  const drawn = [...drawnFromDefaults(comparison)];
  const formAppearance = bytesText(signed.resolve(signed.dict(signed.catalog.get(name('AcroForm')))?.get(name('DA'))));
  const [oldFonts, fonts] = [signed.dict(old.get(name('Font'))), current.dict(now.get(name('Font')))];
  return changed.every((kind) => {
    // Fields are not drawn from those: programs use the same name again for each signature's picture.
    if (kind === 'XObject' || kind === 'ProcSet') return true;
    if (!holdsAll(comparison, old.get(name(kind)), now.get(name(kind)))) return false;
    if (drawn.length === 0) return true;
    if (kind !== 'Font') return false;
    return drawn.every(({ appearance, hasRichText }) => {
      // Rich text names fonts by their families.
      if (hasRichText) return false;
      const font = PDFName.of(fontIn(appearance ?? formAppearance ?? '') ?? usualFont);
      return comparison.isSame(oldFonts?.get(font), fonts?.get(font));
    });
  });
}

/** Whether what stood under a name stands there still. */
function holdsAll(comparison: Comparison, before: PDFObject | undefined, after: PDFObject | undefined): boolean {
  const [old, now] = [comparison.signed.dict(before), comparison.current.dict(after)];
  return old?.keys().every((key) => comparison.isSame(old.get(key), now?.get(key))) ?? before === undefined;
}

const slash = 0x2f;

/** Whether a field's appearance names a resource that it does not have itself. */
function hasBareAppearance(document: PdfDocument): boolean {
  for (const objectNumber of appearanceStreams(document, formFields(document).keys()).keys()) {
    const ref = refOf(document, objectNumber);
    if (document.dict(ref)?.has(name('Resources'))) continue;
    if (document.streamData(ref, contentLimitBytes).includes(slash)) return true;
  }
  return false;
}
