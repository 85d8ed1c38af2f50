import { PDFName, PDFRef } from 'pdf-lib';
import { ambiguous } from '../file/ambiguous.ts';
import type { PdfDocument } from '../file/document.ts';
import { readPage } from '../pages/pages.ts';
import type { SignatureField } from '../signing/signature-fields.ts';
import { irregularityOfRevision } from '../strictness/signed-revision.ts';
import { ObjectCheck } from './object-check.ts';
import { checkPageTree } from './page-tree-check.ts';
import { wholeFileIrregularity } from './whole-file.ts';

const name = (text: string) => PDFName.of(text);

/** The trailers and sections by which everything else is found. */
function checkSections(document: PdfDocument): void {
  for (const section of document.xref.sections) {
    if (section.hasDuplicateKeys) throw ambiguous('a trailer has a key twice');
    if (section.isAmbiguous()) throw ambiguous('a cross-reference section has an object twice');
  }
}

/** One object cannot be the page and the form: rewritten as the one, it would be lost as the other. */
function checkRoles(document: PdfDocument, pageRefs: readonly PDFRef[]): void {
  const form = document.catalog.get(name('AcroForm'));
  const root = document.catalog.get(name('Pages'));
  const roles = [document.catalogRef, form, root, document.xref.trailer.get(name('Encrypt'))];
  const refs = [...roles, ...new Set(pageRefs)].filter((object) => object instanceof PDFRef);
  const isLonePage = root instanceof PDFRef && pageRefs.includes(root);
  if (new Set(refs).size !== refs.length && !isLonePage) throw ambiguous('one object serves two purposes');
}

/**
 * Refuses a document that readers may read in different ways, in any object that a seal on these pages rewrites or whose meaning
 * it relies on, and anywhere in a file of usual size: where a key stands twice in a page (ISO 32000-2, 7.3.7), what was previewed and what is sealed may differ, and
 * an incremental update written from one reading would settle it. Throws PDF_AMBIGUOUS, PAGE_OUT_OF_RANGE, PDF_DAMAGED.
 */
export function assertUnambiguous(
  document: PdfDocument,
  pageNumbers: Iterable<number>,
  fields: readonly SignatureField[],
): void {
  const { catalog, catalogRef, xref } = document;
  const check = new ObjectCheck(document);
  const numbers = [...pageNumbers];
  const pages = [...new Set(numbers)].map((number) => readPage(document, number));
  checkSections(document);
  checkRoles(
    document,
    pages.map(({ ref }) => ref),
  );
  const whole = wholeFileIrregularity(document);
  const isStampedAgain = numbers.length > 1 && whole?.irregularity.rule === 'hybrid/drawn';
  if (whole?.isAmbiguous || isStampedAgain) throw ambiguous(whole.irregularity.message);
  // With anything appended, an earlier signature could not be confirmed any more.
  const isSigned = fields.some(({ value }) => value !== null);
  const unclear = isSigned ? irregularityOfRevision(document) : null;
  if (unclear) throw ambiguous(unclear.message);
  check.rewritten(catalogRef);
  check.rewritten(catalog.get(name('AcroForm')));
  for (const key of ['Encrypt', 'ID']) check.closure(xref.trailer.get(name(key)));
  for (const key of ['AcroForm', 'Perms', 'OCProperties']) check.closure(catalog.get(name(key)));
  checkPageTree(document, check, pages);
  for (const { ref, dict } of pages) {
    check.rewritten(ref);
    check.closure(dict);
  }
  for (const { ref, value } of fields) {
    if (ref) check.object(ref);
    if (value?.ref) check.object(value.ref);
  }
}
