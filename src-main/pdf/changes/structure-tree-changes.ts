import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { type Comparison, nameText } from './comparison.ts';
import { asStructure } from './guards.ts';

const name = (text: string) => PDFName.of(text);
/** What an element for a widget says (ISO 32000-2, Table 355): no text that would be read in place of another. */
const elementKeys = new Set(['Type', 'S', 'P', 'Pg', 'K', 'T', 'Lang', 'Alt', 'ID']);
const referenceKeys = new Set(['Type', 'Obj', 'Pg']);
const maxNodes = 10_000;

/**
 * A part of the structure tree (ISO 32000-2, 14.7) that a signer wrote anew: in a tagged file the widget of a signature has an element,
 * which hangs in the tree and is found by the parent tree. Both may grow by that and by nothing else. False where the object is no such
 * part, or changed otherwise.
 */
export function judgeStructure(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject,
  after: PDFObject,
): boolean {
  const { signed } = comparison;
  const root = signed.catalog.get(name('StructTreeRoot'));
  const rootDict = signed.dict(root);
  if (!rootDict || !(before instanceof PDFDict || before instanceof PDFArray)) return false;
  const parts = structureParts(signed, rootDict);
  if (root instanceof PDFRef) parts.add(root.objectNumber);
  const parentTree = parentTreeObjects(signed, rootDict);
  if (!parts.has(objectNumber) && !parentTree.has(objectNumber)) return false;
  let isSound: boolean;
  if (root instanceof PDFRef && root.objectNumber === objectNumber) isSound = isGrownRoot(comparison, before, after);
  else if (parentTreeObjects(signed, rootDict).has(objectNumber))
    isSound = isGrownParentTree(comparison, before, after);
  else if (before instanceof PDFDict) isSound = isGrownElement(comparison, before, after);
  else isSound = isGrownKids(comparison, before, after);
  if (isSound) {
    comparison.guard(objectNumber, asStructure);
    comparison.report('signature-tagged', objectNumber);
  }
  return isSound;
}

/** The elements of the tree, as a walk down from its root finds them, and the lists of their kids. */
function structureParts(document: PdfDocument, root: PDFDict): Set<number> {
  const found = new Set<number>();
  const waiting: (PDFObject | undefined)[] = [root.get(name('K'))];
  while (waiting.length > 0 && found.size < maxParts) {
    const object = waiting.pop();
    if (object instanceof PDFRef) {
      if (found.has(object.objectNumber)) continue;
      found.add(object.objectNumber);
    }
    const value = document.resolve(object);
    if (value instanceof PDFArray) waiting.push(...value.asArray());
    else if (value instanceof PDFDict && isElement(document, value)) waiting.push(value.get(name('K')));
    else if (object instanceof PDFRef) found.delete(object.objectNumber);
  }
  return found;
}

const maxParts = 200_000;

function isElement(document: PdfDocument, dict: PDFDict): boolean {
  const type = document.resolve(dict.get(name('Type')));
  return dict.has(name('S')) && dict.has(name('P')) && (type === undefined || nameText(type) === 'StructElem');
}

function isGrownRoot(comparison: Comparison, before: PDFObject, after: PDFObject): boolean {
  if (!(before instanceof PDFDict) || !(after instanceof PDFDict)) return false;
  return comparison.changedKeys(before, after).every((key) => {
    const [old, now] = [before.get(name(key)), after.get(name(key))];
    if (key === 'K') return isGrownKids(comparison, old, now);
    if (key === 'ParentTree') return comparison.isInPlace(old, now) && isGrownParentTree(comparison, old, now);
    return key === 'ParentTreeNextKey' && now instanceof PDFNumber;
  });
}

function isGrownElement(comparison: Comparison, before: PDFDict, after: PDFObject): boolean {
  const { signed } = comparison;
  const isElement = before.has(name('S')) && before.has(name('P'));
  const type = signed.resolve(before.get(name('Type')));
  if (!isElement || (type !== undefined && nameText(type) !== 'StructElem') || !(after instanceof PDFDict))
    return false;
  return comparison
    .changedKeys(before, after)
    .every((key) => key === 'K' && isGrownKids(comparison, before.get(name(key)), after.get(name(key))));
}

const listOf = (document: PdfDocument, object: PDFObject | undefined): readonly PDFObject[] =>
  document.array(object)?.asArray() ?? (object === undefined ? [] : [object]);

/** Kids that were there, in their order, and new ones that are elements of signatures' widgets. */
function isGrownKids(comparison: Comparison, before: PDFObject | undefined, after: PDFObject | undefined): boolean {
  const { signed, current } = comparison;
  if (!comparison.isInPlace(before, after)) return false;
  return isGrownSequence(comparison, listOf(signed, before), listOf(current, after), (item) =>
    isWidgetElement(comparison, item),
  );
}

function isGrownSequence(
  comparison: Comparison,
  before: readonly PDFObject[],
  after: readonly PDFObject[],
  isSound: (item: PDFObject) => boolean,
): boolean {
  let kept = 0;
  for (const item of after) {
    if (kept < before.length && comparison.isSame(before[kept], item)) kept += 1;
    else if (!isSound(item)) return false;
  }
  return kept === before.length;
}

/** A new element that names the widget of a signature made since, and nothing else. */
function isWidgetElement(comparison: Comparison, object: PDFObject | undefined): boolean {
  const { current, laterSignatures } = comparison;
  if (!(object instanceof PDFRef) || !comparison.isNew(object.objectNumber)) return false;
  const loaded = current.load(object);
  const element = current.dict(object);
  if (!element || loaded?.dataOffset !== null || loaded.hasDuplicateKeys) return false;
  if (!element.keys().every((key) => elementKeys.has(key.decodeText()))) return false;
  if (!isElement(current, element) || nameText(current.resolve(element.get(name('S')))) !== 'Form') return false;
  const kids = listOf(current, element.get(name('K')));
  return (
    kids.length > 0 &&
    kids.every((kid) => {
      const reference = current.dict(kid);
      const widget = reference?.get(name('Obj'));
      const isReference = reference?.keys().every((key) => referenceKeys.has(key.decodeText())) ?? false;
      const signature = widget instanceof PDFRef ? laterSignatures.get(widget) : undefined;
      // A timestamp is not seen, and needs no words.
      return isReference && signature !== undefined && !signature.isTimestamp;
    })
  );
}

/** The nodes of the parent tree (ISO 32000-2, 14.7.5.4, a number tree), and the lists in them. */
function parentTreeObjects(document: PdfDocument, root: PDFDict): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (object: PDFObject | undefined) => {
    if (found.size > maxNodes) return;
    if (object instanceof PDFRef) {
      if (found.has(object.objectNumber)) return;
      found.add(object.objectNumber);
    }
    const node = document.dict(object);
    const numbers = node?.get(name('Nums'));
    if (numbers instanceof PDFRef) found.add(numbers.objectNumber);
    for (const kid of document.array(node?.get(name('Kids')))?.asArray() ?? []) visit(kid);
  };
  visit(root.get(name('ParentTree')));
  return found;
}

function isGrownParentTree(
  comparison: Comparison,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): boolean {
  const { signed, current } = comparison;
  const [oldList, list] = [signed.array(before), current.array(after)];
  if (oldList || list) return oldList !== undefined && list !== undefined && areGrownNumbers(comparison, oldList, list);
  const [old, now] = [signed.dict(before), current.dict(after)];
  if (!old || !now) return false;
  return comparison.changedKeys(old, now).every((key) => {
    const [first, second] = [old.get(name(key)), now.get(name(key))];
    if (key === 'Nums') {
      const [numbers, grown] = [signed.array(first), current.array(second)];
      return comparison.isInPlace(first, second) && grown !== undefined && areGrownNumbers(comparison, numbers, grown);
    }
    // Of the keys below a node (ISO 32000-2, Table 37); it says nothing of its own.
    return (
      key === 'Limits' &&
      current
        .array(second)
        ?.asArray()
        .every((limit) => limit instanceof PDFNumber) === true
    );
  });
}

/** Pairs that were there stay; new ones lead from a number to the element of a widget. */
function areGrownNumbers(comparison: Comparison, before: PDFArray | undefined, after: PDFArray): boolean {
  const pairsOf = (items: readonly PDFObject[]) =>
    Array.from(
      { length: Math.ceil(items.length / 2) },
      (_, index) => [items[index * 2], items[index * 2 + 1]] as const,
    );
  const old = pairsOf(before?.asArray() ?? []);
  // Of two pairs with one key, some readers take the first.
  const keys = new Set(old.flatMap(([key]) => (key instanceof PDFNumber ? [key.asNumber()] : [])));
  const isNewKey = (key: PDFNumber) => !keys.has(key.asNumber()) && keys.add(key.asNumber()) !== undefined;
  let kept = 0;
  for (const [key, value] of pairsOf(after.asArray())) {
    const [oldKey, oldValue] = old[kept] ?? [];
    if (oldKey !== undefined && comparison.isSame(oldKey, key) && comparison.isSame(oldValue, value)) kept += 1;
    else if (!(key instanceof PDFNumber) || !isNewKey(key) || !isWidgetElement(comparison, value)) return false;
  }
  return kept === old.length;
}
