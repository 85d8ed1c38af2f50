import { closeSync, constants, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '../contract/index.ts';
import { systemPath } from './system-path.ts';

const readAsync = promisify(readCallback);

/**
 * A file in the system's cache is there sooner than a thread that waits for it. One that takes this long for a piece lies on a slow
 * disk or across a network.
 */
const slowReadMs = 20;

/** Random access to the bytes of a file, of which only a small part is ever in memory. Offsets and lengths in bytes. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Exactly `length` bytes at `offset`, or fewer where the source ends. They may be put into `scratch`, where it is large enough, and
   * then stand until it is used again: memory that is new each time costs more than the reading.
   */
  read(offset: number, length: number, scratch?: Uint8Array): Uint8Array;
  /**
   * For passes over the whole file: fills `target`, resolves to the count of bytes read. What is slow to answer is waited for off the
   * event loop.
   */
  readInto(target: Uint8Array, offset: number): Promise<number>;
  readonly handle: SourceHandle;
}

/**
 * What a source reads from, as it crosses into a thread: a descriptor is the same in all threads of a process, so what
 * was opened is what is read there. It must stay open meanwhile.
 */
export type SourceHandle =
  | {
      readonly kind: 'file';
      /** Of this opening: descriptors are given again when a file was closed. */
      readonly id: number;
      readonly descriptor: number;
      readonly path: string;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'joined'; readonly first: SourceHandle; readonly second: Uint8Array }
  | { readonly kind: 'slice'; readonly of: SourceHandle; readonly start: number; readonly length: number };

/** In a thread: the source that another one has opened. */
export function sourceOf(handle: SourceHandle): ByteSource {
  switch (handle.kind) {
    case 'file':
      return descriptorSource(handle);
    case 'bytes':
      return bytesSource(handle.bytes);
    case 'joined':
      return joinedSource(sourceOf(handle.first), handle.second);
    case 'slice':
      return sliceSource(sourceOf(handle.of), handle.start, handle.length);
  }
}

/** A file opened for reading. The holder closes it. */
export interface FileSource extends ByteSource {
  readonly path: string;
  /**
   * Which file it is and when it was last written to, as of its opening. The time of the last change of any kind
   * (ctime) is in it, which no program can put back.
   */
  readonly identity: string;
  /** The same, as of now. */
  identityNow(): string;
  /** Whether the identity stands; else another program wrote to the file, moved or labelled it. */
  isUnchanged(): boolean;
  close(): void;
}

let lastFileId = 0;

function identityOf(descriptor: number): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(descriptor, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Opens a regular file. Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export function openFileSource(path: string): FileSource {
  let descriptor: number;
  try {
    // Opening a named pipe would wait for somebody who writes to it. (Windows has neither.)
    descriptor = openSync(systemPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new AppError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { detail: code, cause });
  }
  const opened = fstatSync(descriptor);
  if (!opened.isFile()) {
    closeSync(descriptor);
    throw new AppError('FILE_UNREADABLE', { path }, { detail: 'not a regular file' });
  }
  const identity = identityOf(descriptor);
  let isOpen = true;
  return {
    ...descriptorSource({ kind: 'file', id: ++lastFileId, descriptor, path, sizeBytes: opened.size }),
    path,
    identity,
    identityNow: () => identityOf(descriptor),
    isUnchanged: () => identityOf(descriptor) === identity,
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

const smallRead = 8 << 10;
const leastBlock = 4 << 10;
const usualBlock = 64 << 10;
const keptBlocks = 8;

interface Block {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Objects and entries of the cross-reference are small, near one another, and read again and again. What was given stays as it is. */
class Blocks {
  readonly #load: (offset: number, length: number) => Uint8Array;
  /** The one used last comes first. */
  readonly #kept: Block[] = [];

  constructor(load: (offset: number, length: number) => Uint8Array) {
    this.#load = load;
  }

  /** What is kept already. */
  find(offset: number, length: number): Uint8Array | undefined {
    const at = this.#kept.findIndex(({ start, bytes }) => offset >= start && offset + length <= start + bytes.length);
    const block = this.#kept[at];
    if (!block) return undefined;
    if (at > 0) {
      this.#kept.splice(at, 1);
      this.#kept.unshift(block);
    }
    return block.bytes.subarray(offset - block.start, offset - block.start + length);
  }

  read(offset: number, length: number): Uint8Array {
    const block = this.#make(offset, length);
    this.#kept.unshift(block);
    return block.bytes.subarray(0, length);
  }

  /** Where others were read just before it, more is read that follows; of what lies between long streams no more than is asked for. */
  #make(offset: number, length: number): Block {
    const isNear = this.#kept.some(({ start, bytes }) => offset >= start && offset < start + bytes.length + smallRead);
    if (this.#kept.length >= keptBlocks) this.#kept.pop();
    return { start: offset, bytes: this.#load(offset, isNear ? usualBlock : Math.max(length, leastBlock)) };
  }
}

function descriptorSource(handle: Extract<SourceHandle, { kind: 'file' }>): ByteSource {
  const { descriptor, path, sizeBytes } = handle;
  const unreadable = (cause: unknown) =>
    new AppError(
      'FILE_UNREADABLE',
      { path },
      { detail: (cause as NodeJS.ErrnoException).code ?? String(cause), cause },
    );
  let isSlow = false;
  const fill = (target: Uint8Array, offset: number): Uint8Array => {
    let filled = 0;
    try {
      while (filled < target.length) {
        const count = readSync(descriptor, target, filled, target.length - filled, offset + filled);
        if (count === 0) break;
        filled += count;
      }
    } catch (cause) {
      throw unreadable(cause);
    }
    return filled === target.length ? target : target.subarray(0, filled);
  };
  const blocks = new Blocks((offset, length) => fill(new Uint8Array(Math.min(length, sizeBytes - offset)), offset));
  return {
    sizeBytes,
    handle,
    read(offset, length, scratch) {
      const wanted = Math.max(0, Math.min(length, sizeBytes - offset));
      const isSmall = wanted > 0 && wanted <= smallRead;
      const kept = isSmall ? blocks.find(offset, wanted) : undefined;
      if (kept) return kept;
      // Who brings memory along knows where it reads next.
      if (isSmall && !scratch) return blocks.read(offset, wanted);
      return fill(scratch && scratch.length >= wanted ? scratch.subarray(0, wanted) : new Uint8Array(wanted), offset);
    },
    async readInto(target, offset) {
      const wanted = Math.max(0, Math.min(target.length, sizeBytes - offset));
      let filled = 0;
      try {
        while (filled < wanted) {
          const rest = [filled, wanted - filled, offset + filled] as const;
          const started = performance.now();
          const count = isSlow
            ? (await readAsync(descriptor, target, ...rest)).bytesRead
            : readSync(descriptor, target, ...rest);
          isSlow ||= performance.now() - started > slowReadMs;
          if (count === 0) break;
          filled += count;
        }
      } catch (cause) {
        throw unreadable(cause);
      }
      return filled;
    },
  };
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    handle: { kind: 'bytes', bytes },
    read: (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
    async readInto(target, offset) {
      const part = bytes.subarray(offset, Math.min(bytes.length, offset + target.length));
      target.set(part);
      return part.length;
    },
  };
}

/** `first` followed by `second`: a file and a revision that is not yet written. */
export function joinedSource(first: ByteSource, second: Uint8Array): ByteSource {
  const tail = bytesSource(second);
  return {
    sizeBytes: first.sizeBytes + second.length,
    handle: { kind: 'joined', first: first.handle, second },
    read(offset, length, scratch) {
      if (offset >= first.sizeBytes) return tail.read(offset - first.sizeBytes, length);
      const head = first.read(offset, length, scratch);
      if (head.length === length || offset + head.length < first.sizeBytes) return head;
      const rest = tail.read(0, length - head.length);
      const both = new Uint8Array(head.length + rest.length);
      both.set(head);
      both.set(rest, head.length);
      return both;
    },
    async readInto(target, offset) {
      if (offset >= first.sizeBytes) return tail.readInto(target, offset - first.sizeBytes);
      const count = await first.readInto(target, offset);
      if (count === target.length || offset + count < first.sizeBytes) return count;
      return count + (await tail.readInto(target.subarray(count), 0));
    },
  };
}

/** At most `length` bytes of `source` from `start` on. */
export function sliceSource(source: ByteSource, start: number, length: number): ByteSource {
  const size = Math.max(0, Math.min(length, source.sizeBytes - start));
  return {
    sizeBytes: size,
    handle: { kind: 'slice', of: source.handle, start, length: size },
    read: (offset, length, scratch) =>
      source.read(start + offset, Math.max(0, Math.min(length, size - offset)), scratch),
    readInto: (target, offset) =>
      source.readInto(target.subarray(0, Math.max(0, Math.min(target.length, size - offset))), start + offset),
  };
}

/** The first `sizeBytes` of `source`: the file as it was when an earlier revision ended. */
export const prefixSource = (source: ByteSource, sizeBytes: number): ByteSource => sliceSource(source, 0, sizeBytes);

const chunkBytes = 1 << 20;
const buffersPerPass = 3;

/** Buffers of passes that are over, for the next one: they lie outside the heap, where garbage is noticed late. */
const spareBuffers: Buffer[] = [];

function takeBuffers(lengthBytes: number): Buffer[] {
  // What is read at once takes one.
  if (lengthBytes <= chunkBytes) return [Buffer.allocUnsafeSlow(Math.max(1, lengthBytes))];
  return Array.from({ length: buffersPerPass }, () => spareBuffers.pop() ?? Buffer.allocUnsafeSlow(chunkBytes));
}

/**
 * The bytes from `start` to `end`, a mebibyte at a time, reading ahead while the caller works on a chunk. The caller must be done with
 * a chunk when it asks for the next. Throws FILE_CHANGED when the source ends early.
 */
export async function* readChunks(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  const buffers = takeBuffers(end - start);
  const request = (offset: number, turn: number) => {
    const buffer = buffers[turn % buffers.length] as Buffer;
    const length = Math.min(buffer.length, end - offset);
    const target = buffer.subarray(0, length);
    return { target, count: source.readInto(target, offset) };
  };
  let offset = start;
  let turn = 0;
  let pending = offset < end ? request(offset, turn) : null;
  while (pending) {
    const { target, count } = pending;
    const read = await count;
    if (read !== target.length)
      throw new AppError('FILE_CHANGED', {}, { detail: `the file ended at byte ${offset + read}` });
    offset += read;
    turn += 1;
    pending = offset < end ? request(offset, turn) : null;
    if (pending) pending.count.catch(() => undefined);
    yield target;
    // However fast the file is, the rest of the program has its turn.
    await nextTurn();
  }
  // Only here is nothing being read into them or written from them any more: a pass that was broken off leaves them to the collector.
  if (end - start > chunkBytes && spareBuffers.length < buffersPerPass) spareBuffers.push(...buffers);
}
