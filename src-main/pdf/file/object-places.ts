import type { PdfDocument } from './document.ts';
import type { EntryVisitor } from './xref-section.ts';

/** A section may say that it has millions of entries in hardly any bytes. */
const maxExpected = 1 << 16;

/** Objects that one cross-reference section places in the file, in its order. */
class PlacedObjects {
  private places: Float64Array;
  private numbers: Uint32Array;
  private count = 0;

  constructor(expected: number) {
    const room = Math.max(1, Math.min(expected, maxExpected));
    this.places = new Float64Array(room);
    this.numbers = new Uint32Array(room);
  }

  add(objectNumber: number, offset: number): void {
    if (this.count === this.places.length) this.grow();
    this.places[this.count] = offset;
    this.numbers[this.count] = objectNumber;
    this.count += 1;
  }

  private grow(): void {
    const { places, numbers } = this;
    this.places = new Float64Array(places.length * 2);
    this.numbers = new Uint32Array(numbers.length * 2);
    this.places.set(places);
    this.numbers.set(numbers);
  }

  get offsets(): Float64Array {
    return this.places.subarray(0, this.count);
  }

  get objectNumbers(): Uint32Array {
    return this.numbers.subarray(0, this.count);
  }
}

const maxRuns = 1_000;

interface StreamMember {
  readonly index: number;
  readonly objectNumber: number;
}

/** Every object of the document where it stands: as the newest section that speaks of it says, within one the first entry. */
export class ObjectPlaces implements EntryVisitor {
  readonly sections: PlacedObjects[] = [];
  readonly objectStreams = new Map<number, StreamMember[]>();
  /** Generations other than 0, which hardly any object has. */
  private readonly generations = new Map<number, number>();
  private readonly seen: Uint8Array;
  private current = new PlacedObjects(0);

  constructor({ xref }: PdfDocument) {
    this.seen = new Uint8Array(xref.nextObjectNumber);
    for (const section of xref.sections) {
      this.current = new PlacedObjects(section.size);
      this.sections.push(this.current);
      section.visitEntries(this);
    }
  }

  free(objectNumber: number): void {
    this.seen[objectNumber] = 1;
  }

  atOffset(objectNumber: number, offset: number, generation: number): void {
    if (this.seen[objectNumber]) return;
    this.seen[objectNumber] = 1;
    if (generation !== 0) this.generations.set(objectNumber, generation);
    this.current.add(objectNumber, offset);
  }

  compressed(objectNumber: number, streamNumber: number, index: number): void {
    if (this.seen[objectNumber]) return;
    this.seen[objectNumber] = 1;
    const members = this.objectStreams.get(streamNumber);
    if (members) members.push({ index, objectNumber });
    else this.objectStreams.set(streamNumber, [{ index, objectNumber }]);
  }

  generationOf(objectNumber: number): number {
    return this.generations.get(objectNumber) ?? 0;
  }

  /** Where each object stands, or the object stream that it is in, by its number; -1 for none. */
  offsetsByNumber(): Float64Array {
    const offsets = new Float64Array(this.seen.length).fill(-1);
    for (const { offsets: places, objectNumbers } of this.sections) {
      for (let index = 0; index < places.length; index++) offsets[objectNumbers[index] ?? 0] = places[index] ?? -1;
    }
    for (const [streamNumber, members] of this.objectStreams) {
      for (const { objectNumber } of members) offsets[objectNumber] = offsets[streamNumber] ?? -1;
    }
    return offsets;
  }

  /** All offsets, the lowest first. */
  offsetsInOrder(): Float64Array {
    const offsets = this.sections.map((section) => section.offsets);
    const ordered = new Float64Array(offsets.reduce((sum, { length }) => sum + length, 0));
    if (joinRuns(offsets, ordered)) return ordered;
    let count = 0;
    for (const some of offsets) {
      ordered.set(some, count);
      count += some.length;
    }
    return ordered.sort();
  }
}

/**
 * Joins runs of ascending numbers. Programs write objects of one kind after those of another: what they number otherwise are a few long
 * runs, sooner joined than sorted. Gives false where that is not so.
 */
function joinRuns(lists: readonly Float64Array[], joined: Float64Array): boolean {
  const runs: Float64Array[] = [];
  for (const list of lists) {
    for (let start = 0, end = 1; end <= list.length; end++) {
      if (end < list.length && (list[end] ?? 0) >= (list[end - 1] ?? 0)) continue;
      runs.push(list.subarray(start, end));
      if (runs.length > maxRuns) return false;
      start = end;
    }
  }
  runs.sort(([one = 0], [other = 0]) => one - other);
  let count = 0;
  for (const run of runs) {
    if (count > 0 && (run[0] ?? 0) < (joined[count - 1] ?? 0)) return false;
    joined.set(run, count);
    count += run.length;
  }
  return true;
}
