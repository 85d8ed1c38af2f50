import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { annotationPage, pageParts } from '../pages/page-places.ts';
import { pageCount } from '../pages/pages.ts';
import { strictnessOf } from '../strictness/index.ts';
import { isAnnotation, judgeAnnotation, judgeAnnotations } from './annotation-changes.ts';
import { isMetadata, judgeCatalog, judgeExtensions } from './catalog-changes.ts';
import { Comparison, type LoadedObject, nameText } from './comparison.ts';
import { judgeField, judgeFields, judgeForm } from './form-changes.ts';
import { judgeDefaults } from './form-defaults.ts';
import { appearanceStreams, formFields } from './form-fields.ts';
import { asCatalog, asField, asPage, asTreeNode, byHolder, byTrailer } from './guards.ts';
import { reportHidden } from './hidden-objects.ts';
import { judgePage, judgePageOrder, judgePageTreeNode } from './page-changes.ts';
import { judgeSecurityStore, securityStoreObjects } from './security-store-changes.ts';
import { judgeStructure } from './structure-tree-changes.ts';

const name = (text: string) => PDFName.of(text);
const maxTouched = 100_000;
/** Updates that are longer are not searched for ends: a file attached by somebody may hold any number. */
const searchedBytes = 16 << 20;
/** More changes than a person would read: the document is another one. */
const maxFound = 20_000;

const resourceTypes = new Set(['Font', 'FontDescriptor', 'ExtGState', 'Pattern', 'XObject', 'Encoding', 'CMap']);

/**
 * Compares the current revision with the signed one, object by object over what later cross-reference sections touch, and says what
 * each change is. Whatever no rule knows is found as such; the caller judges what is permitted.
 */
export function compareRevisions(signed: PdfDocument, current: PdfDocument, signedUntil: number): Comparison {
  const comparison = new Comparison(signed, current, signedUntil);
  const { ambiguity, irregularity } = strictnessOf(current, signed, signedUntil);
  if (irregularity) comparison.report('irregular-update', null, { evidence: irregularity.message });
  if (ambiguity) comparison.report('ambiguous-structure', null, { evidence: ambiguity.message });
  try {
    compareObjects(comparison, signedUntil);
  } catch {
    comparison.report('unreadable', null);
  }
  return comparison;
}

/** Throws PDF_DAMAGED. */
function compareObjects(comparison: Comparison, signedUntil: number): void {
  if (!reportTrailers(comparison, signedUntil)) return;
  const touched = new Set<number>();
  for (const section of comparison.current.xref.sections) {
    if (section.offset < signedUntil) continue;
    if (section.isAmbiguous()) comparison.report('hidden-object', null);
    if (section.size + touched.size > maxTouched) {
      comparison.report('structure-changed', null);
      return;
    }
    for (const objectNumber of section.objectNumbers()) touched.add(objectNumber);
    // Some readers take it for the object of its number, whether it lists itself or not.
    if (section.objectNumber !== null) touched.add(section.objectNumber);
  }
  judgeTouched(comparison, touched);
}

/** What the file's end, its cross-reference chain and its trailer say. Gives false where objects cannot be compared any more. */
function reportTrailers(comparison: Comparison, signedUntil: number): boolean {
  const { signed, current } = comparison;
  const { sections } = current.xref;
  if (hasTail(current)) comparison.report('unreadable', null);
  if (hasAbandonedRevision(current, signedUntil)) comparison.report('hidden-object', null);
  const earlier = sections.filter(({ offset }) => offset < signedUntil);
  const isAppended =
    earlier.length === signed.xref.sections.length &&
    earlier.every(({ offset }, index) => offset === signed.xref.sections[index]?.offset) &&
    sections.slice(0, sections.length - earlier.length).every(({ offset }) => offset >= signedUntil);
  // The signed revision's own sections must still be the end of the chain: a later one that skips them is a rewrite.
  if (!isAppended) comparison.report('hidden-object', null);
  else if (earlier.length === sections.length) comparison.report('unreadable', null);
  const isSame = (key: string) =>
    String(signed.xref.trailer.get(name(key))) === String(current.xref.trailer.get(name(key)));
  if (!isSame('Encrypt')) comparison.report('structure-changed', null);
  if (!isSame('Info')) comparison.report('metadata-changed', null);
  if (!isSame('Root')) judgeMovedCatalog(comparison);
  return isAppended && earlier.length < sections.length && isSame('Encrypt');
}

/** A catalog under another number says what the old one said, and what a catalog may say in addition. */
function judgeMovedCatalog(comparison: Comparison): void {
  const { signed, current } = comparison;
  if (comparison.isNew(current.catalogRef.objectNumber)) judgeCatalog(comparison, signed.catalog, current.catalog);
  else comparison.report('structure-changed', null);
}

const startxref = Buffer.from('startxref');

/** Whether the file was ended more often after the signed revision than its chain has sections there: one of them was left out. */
function hasAbandonedRevision({ source, xref }: PdfDocument, signedUntil: number): boolean {
  const length = source.sizeBytes - signedUntil;
  if (length > searchedBytes) return false;
  const { buffer, byteOffset } = source.read(signedUntil, length);
  const added = Buffer.from(buffer, byteOffset, length);
  let ends = 0;
  for (let at = added.indexOf(startxref); at >= 0; at = added.indexOf(startxref, at + 1)) ends += 1;
  return ends > xref.sections.filter(({ offset }) => offset >= signedUntil).length;
}

/** Whether something other than blanks follows the last end-of-file marker, where some readers look for more. */
function hasTail({ source }: PdfDocument): boolean {
  const tail = Buffer.from(source.read(Math.max(0, source.sizeBytes - 2048), 2048)).toString('latin1');
  const [, after = ''] = /startxref\s+\d+\s*%%EOF([\s\S]*)$/.exec(tail.slice(tail.lastIndexOf('startxref'))) ?? [];
  return /[^\s\0]/.test(after);
}

/** Roles that are cheap to know; the others are looked up when something touched has none of these. */
function rolesOf(document: PdfDocument) {
  const refNumber = (object: PDFObject | undefined) => (object instanceof PDFRef ? object.objectNumber : null);
  const form = document.catalog.get(name('AcroForm'));
  return {
    catalog: document.catalogRef.objectNumber,
    form: refNumber(form),
    defaultResources: refNumber(document.dict(form)?.get(name('DR'))),
    fields: refNumber(document.dict(form)?.get(name('Fields'))),
    info: refNumber(document.xref.trailer.get(name('Info'))),
    metadata: refNumber(document.catalog.get(name('Metadata'))),
    extensions: refNumber(document.catalog.get(name('Extensions'))),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function judgeTouched(comparison: Comparison, touched: ReadonlySet<number>): void {
  const { signed, current } = comparison;
  const added = new Set<number>();
  const roles = rolesOf(signed);
  const fields = lazily(() => formFields(signed));
  const appearances = lazily(() => appearanceStreams(signed, fields().keys()));
  const parts = lazily(() => pageParts(signed));
  const securityStore = lazily(() => securityStoreObjects(signed));
  let isTreeTouched = pageCount(signed) !== pageCount(current);
  const rewrittenAppearances = new Map<number, number>();

  function judge(objectNumber: number, before: LoadedObject, after: LoadedObject): void {
    const [old, now] = [before.value, after.value];
    const ref = PDFRef.of(objectNumber, before.generation);
    const isStream = before.dataOffset !== null || after.dataOffset !== null;
    const field = fields().get(objectNumber);
    const page = old instanceof PDFArray ? parts().annotationArrays.get(objectNumber) : undefined;
    const isPage = nameText(signed.resolve(dictEntry(old, 'Type'))) === 'Page';
    const form = roles.form ?? roles.catalog;
    if (objectNumber === roles.catalog) {
      comparison.guard(objectNumber, asCatalog);
      judgeCatalog(comparison, old, now);
    } else if (isPage && !isStream) {
      comparison.guard(objectNumber, asPage);
      judgePage(comparison, ref, old, now);
    } else if (objectNumber === roles.form) {
      comparison.guard(objectNumber, byHolder('AcroForm', roles.catalog));
      judgeForm(comparison, objectNumber, old, now);
    } else if (objectNumber === roles.fields) {
      comparison.guard(objectNumber, byHolder('Fields', form));
      judgeFields(comparison, objectNumber, old, now);
    } else if (objectNumber === roles.defaultResources && !isStream) {
      comparison.guard(objectNumber, byHolder('DR', form));
      judgeDefaults(comparison, objectNumber, { resources: [old, now] });
    } else if (objectNumber === roles.extensions && !isStream) {
      comparison.guard(objectNumber, byHolder('Extensions', roles.catalog));
      judgeExtensions(comparison, objectNumber, old, now);
    } else if (objectNumber === roles.info && !isStream) {
      comparison.guard(objectNumber, byTrailer('Info'));
      comparison.report('metadata-changed', objectNumber);
    } else if (objectNumber === roles.metadata && isMetadata(comparison, ref)) {
      comparison.guard(objectNumber, byHolder('Metadata', roles.catalog));
      comparison.report('metadata-changed', objectNumber);
    } else if (securityStore().has(objectNumber) && !isStream) {
      judgeSecurityStore(comparison, objectNumber, old, now);
    } else if (isStream) judgeStream(objectNumber, before);
    else if (field && old instanceof PDFDict && now instanceof PDFDict) {
      comparison.guard(objectNumber, asField);
      judgeField(comparison, ref, field, old, now);
    } else if (isAnnotation(old)) {
      comparison.guard(objectNumber, asField);
      judgeAnnotation(comparison, ref, old, now);
    } else if (page && now instanceof PDFArray) {
      comparison.guard(objectNumber, byHolder('Annots', page.ref.objectNumber));
      judgeAnnotations(comparison, { number: page.number, objectNumber }, old, now);
    } else if (!judgeStructure(comparison, objectNumber, old, now)) judgeOther(ref, old, now);
  }

  function judgeStream(objectNumber: number, { value }: LoadedObject): void {
    const type = nameText(signed.resolve(dictEntry(value, 'Type')));
    const owner = appearances().get(objectNumber);
    const page = parts().contents.get(objectNumber) ?? null;
    if (type === 'ObjStm' || type === 'XRef') comparison.report('hidden-object', objectNumber);
    else if (page !== null) comparison.report('page-content-changed', objectNumber, { page });
    else if (owner !== undefined) rewrittenAppearances.set(objectNumber, owner);
    else {
      comparison.report('resources-changed', objectNumber, { page: parts().resources.get(objectNumber) ?? null });
    }
  }

  function judgeOther(ref: PDFRef, before: PDFObject, after: PDFObject): void {
    const { objectNumber } = ref;
    const type = nameText(signed.resolve(dictEntry(before, 'Type')));
    const usedBy = parts().resources.get(objectNumber) ?? null;
    const content = parts().contents.get(objectNumber) ?? null;
    if (type === 'Pages') {
      comparison.guard(objectNumber, asTreeNode(signed, ref));
      isTreeTouched = judgePageTreeNode(comparison, ref, before, after) || isTreeTouched;
    } else if (content !== null) comparison.report('page-content-changed', objectNumber, { page: content });
    else if (usedBy !== null || resourceTypes.has(type)) {
      comparison.report('resources-changed', objectNumber, { page: usedBy });
    } else comparison.report('structure-changed', objectNumber);
  }

  for (const objectNumber of touched) {
    if (comparison.found.length > maxFound) {
      comparison.report('structure-changed', null);
      return;
    }
    const after = comparison.load(current, objectNumber);
    // One key twice: one reader shows the first, another the last.
    if (after?.hasDuplicateKeys) comparison.report('hidden-object', objectNumber);
    if (comparison.isNew(objectNumber)) {
      added.add(objectNumber);
      continue;
    }
    const before = comparison.load(signed, objectNumber);
    if (before?.hasDuplicateKeys) comparison.report('hidden-object', objectNumber);
    if (before === undefined) comparison.report('unreadable', objectNumber);
    else if (after === undefined) reportRemoval(comparison, objectNumber, before);
    else if (before.generation !== after.generation) comparison.report('hidden-object', objectNumber);
    else if (!comparison.isSame(before.value, after.value) || before.dataOffset !== after.dataOffset) {
      judge(objectNumber, before, after);
    }
  }
  for (const [objectNumber, owner] of rewrittenAppearances) {
    const isRewritten = comparison.found.some(
      ({ kind, objectNumber: about }) => (kind === 'form-filled' || kind === 'signature-added') && about === owner,
    );
    if (isRewritten) comparison.guard(objectNumber, { allows: (_, holder) => holder === owner });
    else {
      const page = annotationPage(signed, PDFRef.of(owner));
      comparison.report('appearance-changed', objectNumber, { page, fieldName: fields().get(owner)?.name ?? null });
    }
  }
  if (isTreeTouched) judgePageOrder(comparison);
  reportHidden(comparison, added);
}

function dictEntry(object: PDFObject, key: string): PDFObject | undefined {
  return object instanceof PDFDict ? object.get(name(key)) : undefined;
}

function reportRemoval(comparison: Comparison, objectNumber: number, { value, generation }: LoadedObject): void {
  const page = isAnnotation(value) ? annotationPage(comparison.signed, PDFRef.of(objectNumber, generation)) : null;
  if (page !== null && isAnnotation(value)) {
    comparison.report('annotation-removed', objectNumber, { page, annotation: value });
  } else comparison.report('hidden-object', objectNumber);
}
