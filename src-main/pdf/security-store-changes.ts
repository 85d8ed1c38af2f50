import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { additions, type Comparison } from './comparison.ts';
import type { PdfDocument } from './document.ts';

const depthLimit = 4;
const objectLimit = 50_000;

/** The indirect objects of a document security store: its dictionaries, lists, certificates, CRLs and OCSP responses. */
export function securityStoreObjects(document: PdfDocument): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (object: PDFObject | undefined, depth: number) => {
    if (depth > depthLimit || found.size > objectLimit) return;
    if (object instanceof PDFRef) {
      if (found.has(object.objectNumber)) return;
      found.add(object.objectNumber);
    }
    const value = document.resolve(object);
    if (value instanceof PDFArray) for (const item of value.asArray()) visit(item, depth + 1);
    else if (value instanceof PDFDict) for (const item of value.values()) visit(item, depth + 1);
  };
  visit(document.catalog.get(PDFName.of('DSS')), 0);
  return found;
}

/** A security store may grow (ISO 32000-2, 12.8.4.3): its lists keep what they had, its dictionaries change in their lists only. */
export function judgeSecurityStore(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject,
  after: PDFObject,
): void {
  const { signed, current } = comparison;
  const grew = (old: PDFObject | undefined, now: PDFObject | undefined) => {
    const oldItems = signed.array(old)?.asArray() ?? [];
    const items = current.array(now)?.asArray();
    return items !== undefined && additions(oldItems, items) !== null;
  };
  const isSound =
    before instanceof PDFArray && after instanceof PDFArray
      ? grew(before, after)
      : before instanceof PDFDict &&
        after instanceof PDFDict &&
        comparison.changedKeys(before, after).every((key) => {
          const [old, now] = [before.get(PDFName.of(key)), after.get(PDFName.of(key))];
          if (old === undefined || ['VRI', 'Type', 'TU', 'TS'].includes(key)) return true;
          if (signed.dict(old) !== undefined) return current.dict(now) !== undefined;
          return grew(old, now);
        });
  if (!isSound) {
    comparison.report('hidden-object', objectNumber);
    return;
  }
  comparison.guard(objectNumber, [...securityStoreObjects(signed), signed.catalogRef.objectNumber]);
  comparison.report('security-store-added', objectNumber);
}
