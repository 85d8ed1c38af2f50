import { PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { type Comparison, isDictionary } from './comparison.ts';
import { judgeForm } from './form-changes.ts';

/** Entries that say what the file is and show nothing (ISO 32000-2, Table 29). */
const descriptiveKeys = new Set(['Metadata', 'Version']);

/** What changed in the catalog: the form and the security store have rules of their own, outlines, names, actions and layers have none. */
export function judgeCatalog(comparison: Comparison, before: PDFObject, after: PDFObject): void {
  const { signed, current } = comparison;
  const { objectNumber } = signed.catalogRef;
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('structure-changed', objectNumber);
    return;
  }
  const keys = comparison.changedKeys(before, after);
  // Files before PDF 2.0 say in Extensions that they use a store (ETSI EN 319 142-1, 5.6), for which they have to be of 1.7; that shows
  // nothing.
  const announcesStore = (key: string) => key === 'Extensions' || (key === 'Version' && keys.includes('DSS'));
  for (const key of keys) {
    const [old, now] = [before.get(PDFName.of(key)), after.get(PDFName.of(key))];
    if (key === 'AcroForm') {
      const form = signed.dict(old) ?? PDFDict.withContext(before.context);
      const isMoved = old instanceof PDFRef && old !== now;
      if (isMoved) comparison.report('form-structure-changed', objectNumber);
      else judgeForm(comparison, objectNumber, form, current.resolve(now));
    } else if (key === 'DSS' || (announcesStore(key) && now !== undefined)) {
      // Where it stood already it may move to another object, which is new and holds nothing that is shown.
      comparison.report('security-store-added', objectNumber);
    } else if (descriptiveKeys.has(key) && now !== undefined) comparison.report('metadata-changed', objectNumber);
    else if (key === 'Pages') comparison.report('page-reordered', objectNumber);
    else comparison.report('structure-changed', objectNumber);
  }
}
