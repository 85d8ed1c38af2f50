import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { damaged } from '../file/damage.ts';
import { type PdfDocument, stringBytes } from '../file/document.ts';
import { type Page, pageCount, readPage } from '../pages/pages.ts';
import { type Comparison, nameText } from './comparison.ts';
import { appearanceStreams, formFields, inheritedByField } from './form-fields.ts';

const maxPages = 50_000;
const maxFields = 200_000;
const maxDepth = 64;
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
    const usesDefault = ({ appearance, dependsOnAll }: Drawn) => appearance === undefined || dependsOnAll;
    if ([...drawnFromDefaults(comparison)].some(usesDefault)) comparison.report('resources-changed', objectNumber);
    return;
  }
  const [before, after] = changed.resources;
  if (!isKept(comparison, before, after)) comparison.report('resources-changed', objectNumber);
}

interface Drawn {
  /** Its default appearance string; undefined where only the form's own counts. */
  readonly appearance: string | undefined;
  /** Whether readers draw it from the defaults in any case: it has no appearance, or text whose fonts are found otherwise. */
  readonly dependsOnAll: boolean;
}

const bytesText = (object: PDFObject | undefined) => {
  const bytes = stringBytes(object);
  return bytes && Buffer.from(bytes).toString('latin1');
};

/** What readers may draw by the form's defaults: fields that are no signatures, as the form and as the pages list them, and free text. */
function* drawnFromDefaults({ signed }: Comparison): Generator<Drawn> {
  const form = signed.dict(signed.catalog.get(name('AcroForm')));
  const visited = new Set<PDFDict>();
  function* fields(object: PDFObject, depth: number): Generator<Drawn> {
    const dict = signed.dict(object);
    if (!dict || visited.has(dict)) return;
    if (depth > maxDepth || visited.size > maxFields) throw damaged('the form has too many fields');
    visited.add(dict);
    const kids = signed.array(dict.get(name('Kids')))?.asArray() ?? [];
    for (const kid of kids) yield* fields(kid, depth + 1);
    if (dict.has(name('Rect')) || kids.length === 0) yield* drawn(signed, dict);
  }
  for (const root of signed.array(form?.get(name('Fields')))?.asArray() ?? []) yield* fields(root, 0);
  for (const page of pagesOf(signed)) {
    for (const item of signed.array(page.dict.get(name('Annots')))?.asArray() ?? []) {
      const dict = signed.dict(item);
      if (dict && !visited.has(dict)) yield* drawn(signed, dict);
    }
  }
}

/** A widget or free text as readers that follow /Parent find it; nothing for what is drawn from its own appearance alone. */
function* drawn(document: PdfDocument, dict: PDFDict): Generator<Drawn> {
  const word = (key: string) => nameText(document.resolve(inheritedByField(document, dict, key)));
  const isFreeText = word('Subtype') === 'FreeText';
  if (!isFreeText && ['', 'Widget'].indexOf(word('Subtype')) < 0) return;
  if (!isFreeText && word('FT') === 'Sig') return;
  const hasAppearance = hasDrawable(document, dict);
  const hasRichText = ['RV', 'RC'].some((key) => inheritedByField(document, dict, key) !== undefined);
  yield {
    appearance: bytesText(document.resolve(inheritedByField(document, dict, 'DA'))),
    dependsOnAll: !hasAppearance || hasRichText,
  };
}

/** Whether a normal appearance is there to be drawn. */
function hasDrawable(document: PdfDocument, dict: PDFDict): boolean {
  const normal = document.dict(dict.get(name('AP')))?.get(name('N'));
  const isStream = (object: PDFObject | undefined) =>
    object instanceof PDFRef && document.load(object)?.dataOffset != null;
  if (isStream(normal)) return true;
  const states = document.dict(normal)?.values() ?? [];
  return states.length > 0 && states.every(isStream);
}

/** Throws PDF_DAMAGED where there are more than can be searched: then nothing can be said. */
function* pagesOf(document: PdfDocument): Generator<Page> {
  const total = pageCount(document);
  if (total > maxPages) throw damaged('there are too many pages to be searched');
  for (let number = 1; number <= total; number++) yield readPage(document, number);
}

function refOf(document: PdfDocument, objectNumber: number): PDFRef {
  const entry = document.xref.lookup(objectNumber);
  return PDFRef.of(objectNumber, entry?.kind === 'offset' ? entry.generation : 0);
}

/** A default appearance string as programs write it (ISO 32000-2, 12.7.4.3): one font, perhaps a colour, and nothing that readers differ on. */
const appearanceSyntax =
  /^\s*(?:[\d.+-]+\s+){0,4}(?:g|rg|k|G|RG|K)?\s*\/([^\s/()<>[\]{}%#]+)\s+[\d.+-]+\s+Tf(?:\s+(?:[\d.+-]+\s+){1,4}(?:g|rg|k|G|RG|K))*\s*$/;

/** The font of a default appearance; null where it cannot be told. */
const fontIn = (appearance: string): string | null => appearanceSyntax.exec(appearance)?.[1] ?? null;

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
    return drawn.every(({ appearance = formAppearance, dependsOnAll }) => {
      const font = appearance === undefined ? usualFont : fontIn(appearance);
      if (dependsOnAll || font === null) return false;
      return comparison.isSame(oldFonts?.get(PDFName.of(font)), fonts?.get(PDFName.of(font)));
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
