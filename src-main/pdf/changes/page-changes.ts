import { type PDFDict, PDFName, PDFNumber, type PDFObject, type PDFRef } from 'pdf-lib';
import { stringBytes } from '../file/document.ts';
import { firstPages, pageNumber } from '../pages/page-places.ts';
import { nodeAbove, pageCount } from '../pages/pages.ts';
import { numbers } from '../signing/revision.ts';
import { judgeAnnotations } from './annotation-changes.ts';
import { isMetadata } from './catalog-changes.ts';
import { type Comparison, isDictionary } from './comparison.ts';

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
    if (old === undefined && inheritsAlready(comparison, before, key, now)) continue;
    if (key === 'Annots') judgeAnnotations(comparison, { number: page, objectNumber }, old, now);
    else if (key === 'Resources') comparison.report('resources-changed', objectNumber, { page });
    else if (isDescription(comparison, key, old, now)) comparison.report('metadata-changed', objectNumber, { page });
    else if (key === 'Parent') comparison.report('page-reordered', objectNumber, { page });
    else if (key === 'AA' || key === 'Type') comparison.report('structure-changed', objectNumber, { page });
    else comparison.report('page-content-changed', objectNumber, { page });
  }
}

/** The order in which fields are reached by keyboard (ISO 32000-2, Table 31) shows nothing. */
const isTabOrder = (object: PDFObject | undefined) =>
  object instanceof PDFName && /^[RCSAW]$/.test(object.decodeText());

function isDescription(
  comparison: Comparison,
  key: string,
  old: PDFObject | undefined,
  now: PDFObject | undefined,
): boolean {
  if (key === 'LastModified') return stringBytes(now) !== undefined;
  if (key === 'Metadata') return isMetadata(comparison, now);
  return key === 'Tabs' && old === undefined && isTabOrder(now);
}

const maxTreeDepth = 64;
const inheritable = new Set(['Resources', 'MediaBox', 'CropBox', 'Rotate']);

/** Whether a page was given what it had by inheritance or by default (ISO 32000-2, 7.7.3.4), as some programs write every page anew. */
function inheritsAlready(comparison: Comparison, page: PDFDict, key: string, now: PDFObject | undefined): boolean {
  if (!inheritable.has(key) || !isOnOnePath(comparison, page)) return false;
  const inherited = inheritedValue(comparison, page, key);
  if (inherited !== undefined) return comparison.isSameEntry(key, inherited, now);
  if (key === 'Rotate') return now instanceof PDFNumber && now.asNumber() === 0;
  // Required as it is, some files lack it; every reader then shows this size.
  if (key === 'MediaBox') return comparison.isSameEntry(key, numbers([0, 0, 612, 792]), now);
  // The visible region is the whole page unless it is said otherwise (ISO 32000-2, 14.11.2).
  return key === 'CropBox' && comparison.isSameEntry(key, inheritedValue(comparison, page, 'MediaBox'), now);
}

/** Some readers inherit by the way down the tree, others by the way up: both have to be the same. */
function isOnOnePath({ signed }: Comparison, page: PDFDict): boolean {
  let child = page;
  for (let depth = 0; depth < maxTreeDepth; depth++) {
    const parentRef = child.get(PDFName.of('Parent'));
    const parent = signed.dict(parentRef);
    const kids = signed.array(parent?.get(PDFName.of('Kids')))?.asArray() ?? [];
    if (!parent || kids.filter((kid) => signed.dict(kid) === child).length !== 1) return false;
    if (parentRef === signed.catalog.get(PDFName.of('Pages'))) return !parent.has(PDFName.of('Parent'));
    child = parent;
  }
  return false;
}

function inheritedValue({ signed }: Comparison, page: PDFDict, key: string): PDFObject | undefined {
  let node: PDFDict | undefined = page;
  for (let depth = 0; node && depth < maxTreeDepth; depth++) {
    const value = node.get(PDFName.of(key));
    if (value !== undefined) return value;
    node = nodeAbove(signed, node);
  }
  return undefined;
}

/**
 * A node of the page tree: what pages inherit from it must stay. Gives whether its place in the tree changed; which pages there are is judged
 * once for the whole tree.
 */
export function judgePageTreeNode(
  comparison: Comparison,
  ref: PDFRef,
  before: PDFObject,
  after: PDFObject | undefined,
): boolean {
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('structure-changed', ref.objectNumber);
    return true;
  }
  const keys = comparison.changedKeys(before, after);
  const placing = ['Kids', 'Count', 'Parent', 'Type'];
  for (const key of keys) {
    if (placing.includes(key) || isRemark(key, before.get(PDFName.of(key)), after.get(PDFName.of(key)))) continue;
    comparison.report(key === 'Resources' ? 'resources-changed' : 'page-content-changed', ref.objectNumber);
  }
  return keys.some((key) => placing.includes(key));
}

/** Every key that a reader could look for in the page tree (ISO 32000-2, Tables 30 and 31, what earlier versions had, and what fields inherit). */
const pageTreeKeys = new Set(
  'Type Parent Kids Count Resources MediaBox CropBox BleedBox TrimBox ArtBox Rotate BoxColorInfo Contents Group Thumb B Dur Trans'
    .concat(
      ' Annots AA Metadata PieceInfo StructParents ID PZ SeparationInfo Tabs TemplateInstantiated PresSteps UserUnit VP',
    )
    .concat(' AF OutputIntents DPart LastModified Hid Names Dests Actions OC')
    .concat(' FT T TU TM Ff V DV DA DS RV Q MaxLen Opt TI I Lock SV MK AP AS F BS Border C')
    .split(' '),
);

/** What some programs note of themselves in the page tree: text under a key of their own, which no reader asks for. */
const isRemark = (key: string, old: PDFObject | undefined, now: PDFObject | undefined) =>
  !pageTreeKeys.has(key) && stringBytes(now) !== undefined && (old === undefined || stringBytes(old) !== undefined);

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
