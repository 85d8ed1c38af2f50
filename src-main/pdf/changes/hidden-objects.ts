import { PDFDict, PDFName, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { findReferences } from '../file/reference-scan.ts';
import type { PlainKey } from '../file/reference-tokens.ts';
import { pageNumber } from '../pages/page-places.ts';
import { type Comparison, nameText } from './comparison.ts';
import { type Guard, undrawn } from './guards.ts';
import { type Slot, slotsOf } from './object-slots.ts';

/** Which objects name an object, and under which keys each of them does. */
type Holders = ReadonlyMap<number, ReadonlyMap<number, readonly PlainKey[]>>;

/** Lists within lists, as those of a name tree. */
const listDepth = 3;

/**
 * An object that the signed revision lacked and yet referred to fills a hole that was left for it, on a page perhaps; one that may change
 * as what it is in one place must be named nowhere else. Holders that nothing leads to show nothing.
 */
export function reportHidden(comparison: Comparison, added: ReadonlySet<number>): void {
  const { signed, guarded } = comparison;
  if (added.size === 0 && guarded.size === 0) return;
  const parents = parentsOf(comparison);
  const searched = new Set([...added, ...guarded.keys(), ...parents]);
  const holders = holdersOf(signed, [...searched]);
  const suspected = new Map<number, readonly number[]>();
  for (const objectNumber of added) suspected.set(objectNumber, [...(holders.get(objectNumber)?.keys() ?? [])]);
  for (const [objectNumber, guard] of guarded) {
    if (!added.has(objectNumber)) suspected.set(objectNumber, misplacing(comparison, objectNumber, guard, holders));
  }
  const above = holdersToCheck(guarded, holders);
  const others = above.filter((objectNumber) => !searched.has(objectNumber));
  const theirs = new Map([...holders, ...(others.length > 0 ? holdersOf(signed, others) : [])]);
  for (const objectNumber of above) suspected.set(objectNumber, misplacing(comparison, objectNumber, undrawn, theirs));
  const live = liveHolders(signed, [...suspected.values()].flat());
  for (const [objectNumber, places] of suspected) {
    const holder = places.find((one) => live.has(one));
    if (holder === undefined) continue;
    comparison.report('hidden-object', objectNumber, { page: pageNumber(signed, PDFRef.of(holder)) });
  }
  for (const objectNumber of misplacedByTrailer(comparison)) comparison.report('hidden-object', objectNumber);
}

function holdersOf(document: PdfDocument, objectNumbers: readonly number[]): Holders {
  const found = new Map<number, Map<number, PlainKey[]>>();
  findReferences(document, objectNumbers, (objectNumber, holder, key) => {
    const holders = found.get(objectNumber) ?? new Map<number, PlainKey[]>();
    if (holders.size === 0) found.set(objectNumber, holders);
    const keys = holders.get(holder);
    if (keys) keys.push(key);
    else holders.set(holder, [key]);
  });
  return found;
}

/**
 * The parents of those whose holders count as well: who names those is found in the same search, since a long document is not searched twice
 * for what nearly always holds a page.
 */
function parentsOf(comparison: Comparison): number[] {
  const { signed, guarded } = comparison;
  return [...guarded].flatMap(([objectNumber, { reachesHolders }]) => {
    const value = reachesHolders ? comparison.load(signed, objectNumber)?.value : undefined;
    const parent = value instanceof PDFDict ? value.get(PDFName.of('Parent')) : undefined;
    const isThere = parent instanceof PDFRef && signed.xref.lookup(parent.objectNumber) !== undefined;
    return isThere ? [parent.objectNumber] : [];
  });
}

/** Those that name an object, where it matters where they are named themselves. */
function holdersToCheck(guarded: ReadonlyMap<number, Guard>, holders: Holders): number[] {
  const found = new Set<number>();
  for (const [objectNumber, { reachesHolders }] of guarded) {
    for (const holder of reachesHolders ? (holders.get(objectNumber)?.keys() ?? []) : [])
      if (!guarded.has(holder)) found.add(holder);
  }
  return [...found];
}

/** The holders that name an object in another place than it was let pass for. */
function misplacing(comparison: Comparison, objectNumber: number, guard: Guard, all: Holders): number[] {
  const { signed } = comparison;
  const holders = all.get(objectNumber) ?? new Map<number, readonly PlainKey[]>();
  let once = 0;

  function slotsIn(named: number, holder: number, keys: readonly PlainKey[]): readonly Slot[] {
    // Thousands of pages name their parent, which need not be parsed for that.
    if (!keys.includes('')) return keys.map((key) => ({ key, within: null, path: [key] }));
    return slotsOf(comparison.load(signed, holder)?.value, named);
  }

  function isInPlace(named: number, holder: number, keys: readonly PlainKey[], depth: number): boolean {
    return slotsIn(named, holder, keys).every((slot) => {
      if (slot.key === '' && slot.within === null) {
        // A list of its own: where that is named counts.
        const lists = holdersOf(signed, [holder]).get(holder) ?? new Map<number, readonly PlainKey[]>();
        return depth < listDepth && [...lists].every(([list, under]) => isInPlace(holder, list, under, depth + 1));
      }
      if (slot.key === guard.onceUnder) once += 1;
      return guard.allows(slot, holder);
    });
  }

  const wrong = [...holders].filter(([holder, keys]) => !isInPlace(objectNumber, holder, keys, 0));
  const isTwice = wrong.length === 0 && once > 1;
  return (isTwice ? [...holders] : wrong).map(([holder]) => holder);
}

/** The trailer names the catalog, the information and what the file is decrypted with, each by its key. */
function misplacedByTrailer({ signed, guarded }: Comparison): number[] {
  return signed.xref.trailer.entries().flatMap(([key, value]) => {
    const guard = value instanceof PDFRef ? guarded.get(value.objectNumber) : undefined;
    return guard && value instanceof PDFRef && guard.trailerKey !== key.decodeText() ? [value.objectNumber] : [];
  });
}

/**
 * Those of the holders that something leads to: the trailer, another object, or the cross-reference itself, by which object streams are
 * found.
 */
function liveHolders(document: PdfDocument, holders: readonly number[]): ReadonlySet<number> {
  const wanted = new Set(holders);
  const live = new Set<number>();
  for (const entry of document.xref.trailer.values()) {
    if (entry instanceof PDFRef && wanted.has(entry.objectNumber)) live.add(entry.objectNumber);
  }
  for (const holder of wanted) {
    const entry = document.xref.lookup(holder);
    const ref = PDFRef.of(holder, entry?.kind === 'offset' ? entry.generation : 0);
    if (nameText(document.resolve(document.dict(ref)?.get(PDFName.of('Type')))) === 'ObjStm') live.add(holder);
  }
  if (wanted.size > 0) findReferences(document, [...wanted], (objectNumber) => live.add(objectNumber));
  return live;
}
