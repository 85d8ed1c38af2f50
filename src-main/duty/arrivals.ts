import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Approval } from '../approval/index.ts';
import { AppError, pathOfBytes, readableNames } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';
import { BoundedCache } from '../runtime/index.ts';

/** A ticket that lies in `in` with its document, both whole; or why nothing comes of them. */
export interface Arrival {
  /** Of the document, as the system has it. */
  readonly fileName: string;
  /** The same, to be shown. */
  readonly name: string;
  readonly ticket: string;
  readonly sha256: string | null;
  readonly approval: Approval | null;
  readonly refused: AppError | null;
}

export interface Arrivals {
  /** What has become whole, at most so many; in no order. */
  take(most: number, signal: AbortSignal): Promise<Arrival[]>;
  /** It cannot be moved now: it is looked at again after a while. */
  putOff(arrival: Pick<Arrival, 'fileName'>): void;
  /** Files in the folder that were not whole when it was last gone through. */
  readonly waiting: number;
}

interface ArrivalsContext {
  readonly folder: string;
  /** @throws AppError TICKET_… */
  openTicket(ticket: string): Promise<Approval>;
  /** Milliseconds that only grow. */
  now(): number;
}

export const ticketEnding = '.jws';
/** What does not change for so long was written by somebody who has finished: it is judged as it is. */
export const settlesAfterMs = 5_000;
/** A ticket that waits for its document, or its day, is looked at again so often. */
const lookedAtEveryMs = 15_000;
const longestTicketBytes = 65_536;
/** Of a document: more is not stamped anyway, and hashing it would hold up all others. */
export const largestBytes = 2 ** 31;
const mostKnown = 100_000;
const documentEnding = /\.(?:pdf|ofd)$/i;

/** Two files as they were seen, and since when. */
interface Seen {
  readonly signature: string;
  readonly sinceMs: number;
  lookedAtMs: number;
  /** Not before. */
  nextMs: number;
  sha256: string | null;
}

const signatureOf = (found: Stats | null) =>
  found ? [found.dev, found.ino, found.size, found.mtimeMs, found.ctimeMs, found.isFile()].join(' ') : '';
const statOf = (path: string) => lstat(systemPath(path)).catch(() => null);
/** Names as the system has them, which Node's types do not know of here. */
const inBytes = { encoding: 'buffer' as BufferEncoding };

/** Neither through a link nor waiting for a pipe. Windows has neither. */
export const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function readText(path: string): Promise<string> {
  const file = await open(systemPath(path), openFlags);
  try {
    if (!(await file.stat()).isFile()) throw new AppError('TICKET_UNREADABLE', {}, { detail: 'no file' });
    const bytes = Buffer.alloc(longestTicketBytes + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    if (bytesRead > longestTicketBytes) throw new AppError('TICKET_UNREADABLE', {}, { detail: 'too long' });
    return bytes.subarray(0, bytesRead).toString('latin1').trim();
  } finally {
    await file.close();
  }
}

/** Null where it is no file, or too large. */
async function sha256Of(path: string, signal: AbortSignal): Promise<string | null> {
  const file = await open(systemPath(path), openFlags);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > largestBytes) return null;
    const hash = createHash('sha256');
    for await (const chunk of file.createReadStream({ autoClose: false, end: largestBytes })) {
      if (signal.aborted) throw new AppError('CANCELLED');
      hash.update(chunk);
    }
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

/**
 * Finds what lies whole in a folder: a document, and beside it the ticket whose name is the document's and `.jws`. A document is whole when its digest
 * is the one that the ticket names; nobody has to say when he has finished writing.
 */
export function watchArrivals({ folder, openTicket, now }: ArrivalsContext): Arrivals {
  const known = new BoundedCache<string, Seen>(mostKnown);
  let waiting = 0;

  function seenOf(fileName: string, signature: string): Seen {
    const before = known.get(fileName);
    if (before?.signature === signature) return before;
    const seen = {
      signature,
      sinceMs: now(),
      lookedAtMs: Number.NEGATIVE_INFINITY,
      nextMs: Number.NEGATIVE_INFINITY,
      sha256: null,
    };
    known.set(fileName, seen);
    return seen;
  }

  /** Null: it is waited for. */
  async function lookAt(fileName: string, signal: AbortSignal): Promise<Arrival | null> {
    const documentPath = join(folder, fileName);
    const ticketPath = documentPath + ticketEnding;
    const found = await statOf(documentPath);
    const ticketFound = await statOf(ticketPath);
    // A folder, a link, a pipe: nobody's ticket, and nothing that could be moved for sure. It stays where it lies.
    if (!ticketFound?.isFile()) return null;
    const seen = seenOf(fileName, `${signatureOf(found)}|${signatureOf(ticketFound)}`);
    if (now() < seen.nextMs) return null;
    const isSettled = now() - seen.sinceMs >= settlesAfterMs;
    if (isSettled && now() - seen.lookedAtMs < lookedAtEveryMs) return null;
    if (isSettled) seen.lookedAtMs = now();
    const arrival = {
      fileName,
      name: readableNames(fileName),
      ticket: '',
      sha256: null,
      approval: null,
      refused: null,
    };
    let ticket = '';
    try {
      ticket = await readText(ticketPath);
      if (!documentEnding.test(fileName)) throw new AppError('FILE_KIND_UNSUPPORTED', { name: arrival.name });
      const approval = await openTicket(ticket);
      if (!found) return null;
      seen.sha256 ??= await sha256Of(documentPath, signal);
      const { sha256 } = seen;
      if (sha256 !== approval.claims.document.sha256) throw new AppError('TICKET_OTHER_DOCUMENT');
      return { ...arrival, ticket, sha256, approval };
    } catch (thrown) {
      if (signal.aborted) return null;
      const refused =
        thrown instanceof AppError
          ? thrown
          : new AppError('FILE_UNREADABLE', { path: documentPath }, { cause: thrown });
      // It may be half written, and its day may come.
      if (!isSettled || refused.code === 'TICKET_NOT_YET') return null;
      return { ...arrival, ticket, sha256: seen.sha256, refused };
    }
  }

  return {
    get waiting() {
      return waiting;
    },
    putOff({ fileName }) {
      const seen = known.get(fileName);
      if (seen) seen.nextMs = now() + lookedAtEveryMs;
    },
    async take(most, signal) {
      const whole: Arrival[] = [];
      let left = 0;
      for await (const entry of await opendir(systemPath(folder), inBytes)) {
        if (signal.aborted) return [];
        const fileName = pathOfBytes(Buffer.from(entry.name));
        if (fileName.startsWith('.')) continue;
        left += 1;
        if (!fileName.endsWith(ticketEnding)) continue;
        const arrival = await lookAt(fileName.slice(0, -ticketEnding.length), signal);
        if (!arrival) continue;
        left -= arrival.sha256 === null ? 1 : 2;
        whole.push(arrival);
        if (whole.length >= most) break;
      }
      waiting = Math.max(0, left);
      return whole;
    },
  };
}
