import { type PDFDict, PDFName, type PDFObject, type PDFRef } from 'pdf-lib';
import { judgeAnnotations } from './annotation-changes.ts';
import { type Comparison, isDictionary } from './comparison.ts';
import { firstPages, pageNumber } from './page-places.ts';
import { pageCount, readPage } from './pages.ts';
import { isSameObject } from './same-object.ts';

/** A page: its annotations have rules of their own, anything else that it shows must stay. */
export function judgePage(comparison: Comparison, ref: PDFRef, before: PDFObject, after: PDFObject | undefined): void {
  const page = pageNumber(comparison.signed, ref);
  const { objectNumber } = ref;
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('page-content-changed', objectNumber, { page });
    return;
  }
  for (const key of comparison.changedKeys(before, after)) {
    const [old, now] = [before.get(PDFName.of(key)), after.get(PDFName.of(key))];
    if (old === undefined && inheritsAlready(comparison, ref, before, key, now)) continue;
    if (key === 'Annots') judgeAnnotations(comparison, { number: page, objectNumber }, old, now);
    else if (key === 'Resources') comparison.report('resources-changed', objectNumber, { page });
    else if (key === 'LastModified' || key === 'Metadata')
      comparison.report('metadata-changed', objectNumber, { page });
    else if (key === 'Parent') comparison.report('page-reordered', objectNumber, { page });
    else if (key === 'AA' || key === 'Type') comparison.report('structure-changed', objectNumber, { page });
    else comparison.report('page-content-changed', objectNumber, { page });
  }
}

const treeDepthLimit = 64;

/** Whether a page was given what it had by inheritance or by default (ISO 32000-2, 7.7.3.4), as some programs write every page anew. */
function inheritsAlready(
  { signed, current }: Comparison,
  ref: PDFRef,
  page: PDFDict,
  key: string,
  now: PDFObject | undefined,
): boolean {
  if (key === 'Resources') {
    let parent = signed.dict(page.get(PDFName.of('Parent')));
    for (let depth = 0; parent && depth < treeDepthLimit; depth++) {
      const inherited = parent.get(PDFName.of(key));
      if (inherited !== undefined) return isSameObject(inherited, now) || isSameObject(signed.resolve(inherited), now);
      parent = signed.dict(parent.get(PDFName.of('Parent')));
    }
    return false;
  }
  if (key !== 'MediaBox' && key !== 'CropBox' && key !== 'Rotate') return false;
  const [oldNumber, number] = [pageNumber(signed, ref), pageNumber(current, ref)];
  if (oldNumber === null || number === null) return false;
  const [oldPage, newPage] = [readPage(signed, oldNumber), readPage(current, number)];
  return (
    oldPage.rotate === newPage.rotate &&
    (['mediaBox', 'cropBox'] as const).every((box) => oldPage[box].every((side, index) => side === newPage[box][index]))
  );
}

/** A node of the page tree: what pages inherit from it must stay. Which pages there are is judged once for the whole tree. */
export function judgePageTreeNode(
  comparison: Comparison,
  ref: PDFRef,
  before: PDFObject,
  after: PDFObject | undefined,
): void {
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('structure-changed', ref.objectNumber);
    return;
  }
  for (const key of comparison.changedKeys(before, after)) {
    if (key === 'Kids' || key === 'Count' || key === 'Parent') continue;
    comparison.report(key === 'Resources' ? 'resources-changed' : 'page-content-changed', ref.objectNumber);
  }
}

/** Which pages came, went or moved. The tree itself was touched, so that even the same pages in the same order are told. */
export function judgePageOrder(comparison: Comparison): void {
  const { signed, current } = comparison;
  const before = [...firstPages(signed)];
  const now = [...firstPages(current)];
  const count = (pages: typeof before) => {
    const counts = new Map<PDFRef, number>();
    for (const { ref } of pages) counts.set(ref, (counts.get(ref) ?? 0) + 1);
    return counts;
  };
  const [oldCounts, counts] = [count(before), count(now)];
  const added = now.filter(({ ref }) => (counts.get(ref) ?? 0) > (oldCounts.get(ref) ?? 0));
  const removed = before.filter(({ ref }) => (oldCounts.get(ref) ?? 0) > (counts.get(ref) ?? 0));
  for (const { ref, number } of added) comparison.report('page-added', ref.objectNumber, { page: number });
  for (const { ref, number } of removed) comparison.report('page-removed', ref.objectNumber, { page: number });
  if (added.length + removed.length > 0) return;
  const [oldTotal, total] = [pageCount(signed), pageCount(current)];
  if (total !== oldTotal) comparison.report(total > oldTotal ? 'page-added' : 'page-removed', null);
  else {
    const moved = now.find(({ ref }, index) => ref !== before[index]?.ref);
    comparison.report('page-reordered', moved?.ref.objectNumber ?? null, { page: moved?.number ?? null });
  }
}
