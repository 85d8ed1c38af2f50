import { createHash } from 'node:crypto';
import type { CheckedCheckpoint, HistoryCheck, HistoryFault } from '../../contract/index.ts';
import { noHash } from '../events/event.ts';
import { type CheckedEvent, readCheckedEvent } from './checked-event.ts';
import { type CheckpointProof, proveCheckpoint } from './checkpoint-proof.ts';
import { createFaultList, type FaultList } from './fault-list.ts';

/** An event as it is kept. */
export interface KeptEvent {
  /** The number that it is kept under; null where it has none but its own. */
  readonly place: number | null;
  readonly content: Uint8Array;
  /** The hash that is kept beside it, in hexadecimal; null where none is. */
  readonly hash: string | null;
}

/** What somebody knows of the chain: an event by its number and hash, and of which ledger where that is known. */
export interface Anchor {
  readonly ledger: string | null;
  readonly number: number;
  readonly hash: string;
}

/** What a package says of itself. */
export interface Extent {
  readonly ledger: string;
  readonly first: number;
  readonly head: { readonly number: number; readonly hash: string };
}

export interface ChainCheckOptions {
  readonly anchors?: readonly Anchor[];
  /** Absent: the chain begins with event 1 and ends where it ends. */
  readonly extent?: Extent | undefined;
  /** Is told each event that stands in its place and is of this ledger. */
  onEvent?(event: CheckedEvent, hash: string): void;
  /** Is told each checkpoint whose signature holds. */
  onCheckpoint?(proof: CheckpointProof): void | Promise<void>;
  onProgress?(events: number): void;
}

/** A checkpoint signs what was the head a moment ago; so many hashes are kept to hold it against. */
const checkpointReach = 65_536;

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

interface Read extends KeptEvent {
  readonly event: CheckedEvent | null;
  readonly actualHash: string;
  /** The number under which it stands or says to stand; null where that cannot be told. */
  readonly number: number | null;
}

function read(kept: KeptEvent): Read {
  const event = readCheckedEvent(kept.content);
  return { ...kept, event, actualHash: hashOf(kept.content), number: kept.place ?? event?.number ?? null };
}

/** An event that stands in its place; `event` null: it is not what was chained. */
interface Stood {
  readonly number: number;
  readonly hash: string;
  readonly event: CheckedEvent | null;
}

/**
 * Checks a chain of events, some at a time, with bounded memory: numbers without gaps in order, canonical content, the hashes that chain
 * them, signed checkpoints, and what anchors know. FORMAT describes the same in words, and check.py in Python; what one finds, all find.
 */
export class ChainCheck {
  readonly faults: FaultList = createFaultList();
  readonly #options: ChainCheckOptions;
  readonly #first: number;
  readonly #anchors = new Map<number, Anchor[]>();
  readonly #checkpoints: CheckedCheckpoint[] = [];
  readonly #recent = new Map<number, string>();
  /** What is read and not judged: where an event belongs is told by the two after it. */
  readonly #ahead: Read[] = [];
  #expected: number;
  #events = 0;
  #ledger: string | null;
  #previous: Stood | null = null;
  /** An event that the next one names differently, when it is not sure yet which of them is not what was chained. */
  #suspect: Stood | null = null;
  #vouchedUntil = 0;
  #end: Stood | null = null;

  constructor(options: ChainCheckOptions = {}) {
    this.#options = options;
    this.#first = options.extent?.first ?? 1;
    this.#expected = this.#first;
    this.#ledger = options.extent?.ledger ?? null;
    for (const anchor of options.anchors ?? [])
      this.#anchors.set(anchor.number, [...(this.#anchors.get(anchor.number) ?? []), anchor]);
  }

  get ledger(): string | null {
    return this.#ledger;
  }

  async take(some: Iterable<KeptEvent>): Promise<void> {
    for (const kept of some) {
      this.#ahead.push(read(kept));
      this.#events += 1;
      if (this.#ahead.length > 2) await this.#judgeFirst();
    }
    this.#options.onProgress?.(this.#events);
  }

  /** The events cannot be read from here on. */
  async breakOff(): Promise<void> {
    while (this.#ahead.length > 0) await this.#judgeFirst();
    this.#fault('unreadable', this.#expected);
  }

  /** Judges what is left, and the end, when nothing more comes. */
  async settle(): Promise<void> {
    while (this.#ahead.length > 0) await this.#judgeFirst();
    await this.#judgeEnd();
  }

  /** What was found; `settle` comes before. */
  result(): HistoryCheck {
    const faultCount = this.faults.count();
    return {
      ledger: this.#ledger,
      whole: faultCount === 0,
      chainWhole: this.faults.chainCount() === 0,
      events: this.#events,
      first: this.#first,
      head:
        this.#end && this.#ledger !== null
          ? { ledger: this.#ledger, number: this.#end.number, hash: this.#end.hash }
          : null,
      faults: this.faults.told(),
      faultCount,
      checkpoints: this.#checkpoints,
      vouchedUntil: this.#vouchedUntil,
    };
  }

  #fault(kind: HistoryFault['kind'], number: number, until = number): void {
    this.faults.add({ kind, number, ...(until > number ? { until } : {}) });
  }

  async #judgeFirst(): Promise<void> {
    const [one, next, afterNext] = this.#ahead;
    this.#ahead.shift();
    if (one === undefined) return;
    const due = this.#expected;
    const { number } = one;
    if (number === due) return this.#stand(one, due);
    if (number === null) {
      if (next?.number !== due) return this.#stand(one, due);
      return this.#astray('changed', due);
    }
    const isExtra = next?.number === due && (afterNext ? afterNext.number === due + 1 : number < due);
    if (isExtra) return this.#astray('reordered', due);
    const nextNumber = next?.number ?? null;
    if (number > due && (nextNumber === null || nextNumber > number)) {
      this.#fault('gap', due, number - 1);
      await this.#unlink();
      return this.#stand(one, number);
    }
    if (number < due && number >= this.#first && nextNumber === number + 1) {
      await this.#astray('reordered', due);
      return this.#stand(one, number);
    }
    await this.#astray('reordered', due);
    this.#expected = due + 1;
  }

  /** Something is where nothing of this chain should be. */
  async #astray(kind: 'changed' | 'reordered', due: number): Promise<void> {
    this.#fault(kind, due);
    await this.#unlink();
  }

  /** What comes next does not follow what was before. */
  async #unlink(): Promise<void> {
    if (this.#suspect) this.#fault('changed', this.#suspect.number);
    this.#suspect = null;
    const previous = this.#previous;
    this.#previous = null;
    if (previous) await this.#confirm(previous);
  }

  async #stand(one: Read, number: number): Promise<void> {
    this.#expected = number + 1;
    const event = this.#eventIn(one, number);
    const stood: Stood = { number, hash: one.actualHash, event };
    if (event) this.#options.onEvent?.(event, one.actualHash);
    const previous = this.#previous;
    if (!previous?.event || !event) {
      await this.#unlink();
    } else if (event.previous === previous.hash) {
      if (this.#suspect) this.#fault('changed', this.#suspect.number);
      this.#suspect = null;
      await this.#confirm(previous);
    } else {
      // Where the next one does not fit either, it is the one that was changed.
      if (this.#suspect) await this.#confirm(this.#suspect);
      this.#suspect = previous;
    }
    this.#previous = stood;
  }

  /** The event that is kept under a number; null, and a fault, where it is not what belongs there. */
  #eventIn({ event, hash, actualHash }: Read, number: number): CheckedEvent | null {
    const isItself = event !== null && (hash === null || hash === actualHash);
    const isBeginning = number !== 1 || (event?.previous === noHash && event.kind === 'ledger-begun');
    if (!isItself || !isBeginning) {
      this.#fault('changed', number);
      return null;
    }
    if (event.number !== number) {
      this.#fault('reordered', number);
      return null;
    }
    this.#ledger ??= event.ledger;
    if (event.ledger === this.#ledger) return event;
    this.#fault('foreign', number);
    return null;
  }

  /** Nothing speaks against this event any more: what anchors know of it, and what it says itself, is held against the chain. */
  async #confirm({ number, hash, event }: Stood): Promise<void> {
    if (!event) return;
    if (number === this.#first && number > 1) this.#remember(number - 1, event.previous);
    this.#remember(number, hash);
    if (event.kind !== 'checkpoint') return;
    const proof = await proveCheckpoint(event);
    const head = proof && this.#recent.get(proof.head);
    // What lies before the package cannot be held against it.
    const isOutside = proof !== null && proof.head < this.#first - 1;
    if (!proof || (!isOutside && number - proof.head > checkpointReach)) return this.#fault('checkpoint', number);
    await this.#options.onCheckpoint?.(proof);
    if (head !== undefined && head !== proof.hash) return this.#fault('forked', proof.head);
    const { head: vouched, time, signer, fingerprint } = proof;
    this.#checkpoints.push({ number, head: vouched, time, signer, fingerprint });
    if (head !== undefined) this.#vouchedUntil = Math.max(this.#vouchedUntil, vouched);
  }

  #remember(number: number, hash: string): void {
    this.#recent.set(number, hash);
    this.#recent.delete(number - checkpointReach - 1);
    if (this.#isContradicted(number, hash)) this.#fault('forked', number);
  }

  #isContradicted(number: number, hash: string): boolean {
    return this.#anchors.get(number)?.some((known) => this.#isOurs(known) && known.hash !== hash) ?? false;
  }

  #isOurs({ ledger }: Anchor): boolean {
    return ledger === null || this.#ledger === null || ledger === this.#ledger;
  }

  async #judgeEnd(): Promise<void> {
    const { extent, anchors = [] } = this.#options;
    const last = this.#expected - 1;
    const end = this.#previous;
    const isEndOfPackage = extent !== undefined && extent.head.number === last;
    const isOtherEnd = end?.event != null && isEndOfPackage && extent.head.hash !== end.hash;
    if (this.#suspect && end && (isOtherEnd || this.#isContradicted(end.number, end.hash))) {
      await this.#confirm(this.#suspect);
      this.#suspect = null;
    }
    if (isOtherEnd) {
      this.#fault('changed', last);
      this.#previous = null;
    }
    await this.#unlink();
    this.#end = end?.event && !isOtherEnd && end.number === last ? end : null;
    const ours = anchors.filter((anchor) => this.#isOurs(anchor)).map(({ number }) => number);
    for (const anchor of anchors) if (!this.#isOurs(anchor)) this.#fault('foreign', anchor.number);
    const before = Math.min(this.#first, ...ours);
    if (before < this.#first - 1) this.#fault('gap', before, this.#first - 1);
    const furthest = Math.max(extent?.head.number ?? 0, ...ours);
    if (furthest > last) this.#fault('cut', last + 1, furthest);
    if (extent && extent.head.number < last) this.#fault('forked', extent.head.number + 1);
    if (this.#events === 0) this.#fault('unreadable', 0);
  }
}
