import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { annotationPage } from '../pages/page-places.ts';
import { additions, type Comparison, isDictionary } from './comparison.ts';

const subtype = PDFName.of('Subtype');
const rect = PDFName.of('Rect');

/** Whether a dictionary looks like an annotation (ISO 32000-2, Table 166). */
export function isAnnotation(dict: PDFObject | undefined): dict is PDFDict {
  return isDictionary(dict) && dict.has(subtype) && dict.has(rect);
}

/**
 * The annotations of a page: new ones that are the widgets of signatures made since are reported with those; any other that came, went
 * or changed its place in the order is told.
 */
export function judgeAnnotations(
  comparison: Comparison,
  page: { readonly number: number | null; readonly objectNumber: number },
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const { number } = page;
  const old = signed.array(before)?.asArray() ?? [];
  const now = current.array(after)?.asArray() ?? [];
  const isInPlace = comparison.isInPlace(before, after) && (after === undefined || current.array(after) !== undefined);
  const added = isInPlace ? additions(old, now) : null;
  const report = (kind: 'annotation-added' | 'annotation-removed' | 'annotation-changed', item?: PDFObject) => {
    const document = kind === 'annotation-removed' ? signed : current;
    const objectNumber = item instanceof PDFRef ? item.objectNumber : page.objectNumber;
    comparison.report(kind, objectNumber, { page: number, annotation: document.dict(item) ?? null });
  };
  const judgeAdded = (item: PDFObject) => {
    const isSignature =
      item instanceof PDFRef && comparison.isNew(item.objectNumber) && comparison.laterSignatures.has(item);
    if (isSignature) comparison.showOn(item, number);
    else report('annotation-added', item);
  };
  if (added) {
    for (const item of added) judgeAdded(item);
    return;
  }
  const oldTexts = new Set(old.map(String));
  const texts = new Set(now.map(String));
  const removed = old.filter((item) => !texts.has(String(item)));
  for (const item of removed) report('annotation-removed', item);
  for (const item of now) if (!oldTexts.has(String(item))) judgeAdded(item);
  if (removed.length === 0) report('annotation-changed');
}

/** An annotation that stood on a page of the signed revision, and is no form field. */
export function judgeAnnotation(
  comparison: Comparison,
  ref: PDFRef,
  before: PDFDict,
  after: PDFObject | undefined,
): void {
  const page = annotationPage(comparison.signed, ref);
  // What no page shows may be anything: that it looks like an annotation says nothing.
  if (page === null) comparison.report('structure-changed', ref.objectNumber);
  else if (!isAnnotation(after))
    comparison.report('annotation-removed', ref.objectNumber, { page, annotation: before });
  else comparison.report('annotation-changed', ref.objectNumber, { page, annotation: after });
}
