/** What was taken, from then on until its result lies beside it: each step can be gone on with after a kill. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { AppError, type DutyResult, readableNames } from '../contract/index.ts';
import {
  createOutputFile,
  describeWriteFailure,
  privateFolderMode,
  syncFolder,
  systemPath,
  writeFileAtomically,
} from '../files/index.ts';
import { BoundedCache } from '../runtime/index.ts';
import { defaultOutputPath } from '../stamping/index.ts';
import { largestBytes, openFlags, ticketEnding } from './arrivals.ts';
import { moveFile, type WatchFolder } from './watch-folder.ts';

const takenCase = z.object({
  base: z.string(),
  fileName: z.string(),
  /** Of the run that the ticket opens; null where it opens none. */
  runId: z.string().nullable(),
  sha256: z.string().nullable(),
  /** What its ticket says; null where it could not be read. */
  ticket: z.object({ iss: z.string(), jti: z.string(), number: z.string(), approver: z.string() }).nullable(),
});
/** A document that was taken, with its ticket. */
export type TakenCase = z.infer<typeof takenCase>;

export interface Cases {
  /**
   * Takes a document and its ticket out of `in`, into a folder of their own. Null where the system does not let go of one of them: both lie where they lay.
   * @throws AppError OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
   */
  take(arrival: Omit<TakenCase, 'base'>): TakenCase | null;
  /**
   * Puts a copy in the place of what came: whoever sent it may still have it open, or under another name, and write to it.
   * @throws AppError FILE_NOT_FOUND, FILE_CHANGED where it is not what was looked at, CANCELLED, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
   */
  makeOwn(taken: TakenCase, signal: AbortSignal): Promise<void>;
  /** Where the file lies that this case became, by its name and digest; null where it does not lie here. */
  findMade(taken: TakenCase, name: string, sha256: string): Promise<string | null>;
  /** What was taken and has no result yet. */
  left(): TakenCase[];
  /** Where a case is. */
  folderOf(taken: TakenCase): string;
  documentOf(taken: TakenCase): string;
  outputOf(taken: TakenCase): string;
  /** @throws AppError TICKET_UNREADABLE where it did not come */
  ticketOf(taken: TakenCase): string;
  /** Writes the result; a refused case goes to `failed`. Gives its folder. @throws AppError OUTPUT_FOLDER_UNWRITABLE, DISK_FULL */
  finish(taken: TakenCase, result: DutyResult): string;
}

const received = 'received';
const resultName = 'result.json';
const caseEnding = '.case';
const ownerOnly = 0o600;
/** A name ends at 255 bytes: `_已盖章.pdf`, `(100000)` and `.case` have room. */
const longestBaseBytes = 200;
const mostNumbers = 10_000;

/** What no file system of an office takes in a name; names that Windows keeps for devices. */
const unusable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The name of a case, of whatever a document was called. */
export function baseOf(fileName: string): string {
  const stem = readableNames(basename(fileName, extname(fileName)))
    .replace(unusable, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  let base = '';
  for (const character of stem) {
    if (Buffer.byteLength(base + character) > longestBaseBytes) break;
    base += character;
  }
  return base === '' || devices.test(base) ? `_${base}` : base;
}

/** Of what came, whatever took its place meanwhile. @throws AppError FILE_NOT_FOUND */
async function openReceived(path: string): Promise<FileHandle> {
  const handle = await open(systemPath(path), openFlags).catch((cause: unknown) => {
    throw new AppError('FILE_NOT_FOUND', { path }, { cause });
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new AppError('FILE_NOT_FOUND', { path });
}

export function createCases(folder: WatchFolder): Cases {
  /** The next number of a name: thousands may be called alike. */
  const numbers = new BoundedCache<string, number>(mostNumbers);
  const markOf = ({ base }: Pick<TakenCase, 'base'>) => join(folder.work, base + caseEnding);
  const inDone = ({ base }: Pick<TakenCase, 'base'>) => join(folder.done, base);
  const inFailed = ({ base }: Pick<TakenCase, 'base'>) => join(folder.failed, base);
  const documentOf = (taken: TakenCase) => join(inDone(taken), received, taken.fileName);

  /** A name that no case has, nor had. Nobody else makes any here. */
  function freeBase(wanted: string): string {
    for (let number = numbers.get(wanted) ?? 1; ; number += 1) {
      const base = number === 1 ? wanted : `${wanted}(${number})`;
      if ([markOf({ base }), inDone({ base }), inFailed({ base })].some((path) => existsSync(systemPath(path))))
        continue;
      numbers.set(wanted, number + 1);
      return base;
    }
  }

  /** Gives whether there is nothing left in `in` that could be moved. */
  function receive(taken: TakenCase): boolean {
    const into = join(inDone(taken), received);
    mkdirSync(systemPath(into), { recursive: true, mode: privateFolderMode });
    // The ticket first: without it nothing in `in` is taken again.
    const isMoved = [ticketEnding, ''].every((ending) => {
      const name = taken.fileName + ending;
      return moveFile(join(folder.in, name), join(into, name));
    });
    syncFolder(into);
    return isMoved;
  }

  /** As it was before: what has been moved lies in `in` again. */
  function giveBack(taken: TakenCase): boolean {
    const from = join(inDone(taken), received);
    const isBack = ['', ticketEnding].every((ending) => {
      const name = taken.fileName + ending;
      return existsSync(systemPath(join(folder.in, name))) || moveFile(join(from, name), join(folder.in, name));
    });
    if (!isBack) return false;
    for (const empty of [from, inDone(taken)]) rmdirSync(systemPath(empty));
    rmSync(systemPath(markOf(taken)), { force: true });
    return true;
  }

  async function copyOwn(path: string, wanted: string | null, signal: AbortSignal): Promise<void> {
    const source = await openReceived(path);
    try {
      const { size } = await source.stat();
      const hash = createHash('sha256');
      const output = createOutputFile(path, ownerOnly, size);
      try {
        let bytes = 0;
        for await (const chunk of source.createReadStream({ autoClose: false })) {
          if (signal.aborted) throw new AppError('CANCELLED');
          bytes += chunk.length;
          if (bytes > largestBytes) throw new AppError('FILE_CHANGED');
          hash.update(chunk);
          await output.append(chunk);
        }
        if (wanted !== null && hash.digest('hex') !== wanted) throw new AppError('FILE_CHANGED');
        await output.finish();
        await output.publish(true);
      } finally {
        await output.discard();
      }
    } finally {
      await source.close();
    }
  }

  return {
    take(arrival) {
      try {
        const taken = { base: freeBase(baseOf(arrival.fileName)), ...arrival };
        writeFileAtomically(markOf(taken), JSON.stringify(taken));
        return receive(taken) || !giveBack(taken) ? taken : null;
      } catch (cause) {
        throw describeWriteFailure(cause, folder.done);
      }
    },
    async makeOwn(taken, signal) {
      const path = documentOf(taken);
      await copyOwn(path + ticketEnding, null, signal);
      await copyOwn(path, taken.sha256, signal);
    },
    async findMade(taken, name, sha256) {
      const path = join(inDone(taken), basename(name));
      const hash = createHash('sha256');
      try {
        for await (const chunk of createReadStream(systemPath(path))) hash.update(chunk);
      } catch {
        return null;
      }
      return hash.digest('hex') === sha256 ? path : null;
    },
    left() {
      const found: TakenCase[] = [];
      for (const name of readdirSync(systemPath(folder.work), 'utf8').filter((one) => one.endsWith(caseEnding))) {
        const mark = join(folder.work, name);
        const taken = takenCase.parse(JSON.parse(readFileSync(systemPath(mark), 'utf8')));
        if (existsSync(systemPath(join(inDone(taken), resultName)))) {
          const { outcome } = z
            .object({ outcome: z.string() })
            .parse(JSON.parse(readFileSync(systemPath(join(inDone(taken), resultName)), 'utf8')));
          if (outcome === 'refused') renameSync(systemPath(inDone(taken)), systemPath(inFailed(taken)));
          rmSync(systemPath(mark), { force: true });
        } else if (existsSync(systemPath(join(inFailed(taken), resultName)))) {
          rmSync(systemPath(mark), { force: true });
        } else {
          receive(taken);
          found.push(taken);
        }
      }
      return found;
    },
    folderOf: (taken) => (existsSync(systemPath(inDone(taken))) ? inDone(taken) : inFailed(taken)),
    documentOf,
    outputOf: (taken) => defaultOutputPath(documentOf(taken), inDone(taken)),
    ticketOf(taken) {
      try {
        return readFileSync(systemPath(documentOf(taken) + ticketEnding), 'latin1').trim();
      } catch (cause) {
        throw new AppError('TICKET_UNREADABLE', {}, { cause, detail: 'no ticket' });
      }
    },
    finish(taken, result) {
      try {
        writeFileAtomically(join(inDone(taken), resultName), `${JSON.stringify(result, null, 2)}\n`);
        const isRefused = result.outcome === 'refused';
        if (isRefused) renameSync(systemPath(inDone(taken)), systemPath(inFailed(taken)));
        rmSync(systemPath(markOf(taken)), { force: true });
        return isRefused ? inFailed(taken) : inDone(taken);
      } catch (cause) {
        throw describeWriteFailure(cause, folder.done);
      }
    },
  };
}
