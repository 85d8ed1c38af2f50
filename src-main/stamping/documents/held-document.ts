import { createHash } from 'node:crypto';
import { AppError } from '../../contract/index.ts';
import { type FileSource, readChunks } from '../../pdf/index.ts';

/** A document as it was when it was opened: what is shown of it and what is stamped is that, or nothing. */
export interface HeldDocument {
  readonly path: string;
  /** @throws AppError FILE_CHANGED when the opened file holds something else by now */
  assertUnchanged(): Promise<void>;
  /** @throws AppError FILE_CHANGED when that file holds something else than was opened */
  assertIs(file: FileSource): Promise<void>;
  /** @throws AppError FILE_CHANGED when what has this SHA-256 is not what was opened */
  assertDigest(sha256: string): Promise<void>;
  /** The SHA-256 of what was opened. @throws AppError FILE_CHANGED */
  sha256(): Promise<string>;
  close(): void;
}

async function sha256Of(file: FileSource, isOver: () => boolean): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readChunks(file, 0, file.sizeBytes)) {
    if (isOver()) throw new AppError('CANCELLED');
    hash.update(chunk);
  }
  return hash.digest('hex');
}

const assertSame = (isSame: boolean) => {
  if (!isSame) throw new AppError('FILE_CHANGED');
};

/**
 * Holds an opened file and digests it from now on. While its identity stands nobody wrote to it; where that moved (a
 * file that is merely renamed or labelled moves it too), the digest decides.
 */
export function holdDocument(file: FileSource): HeldDocument {
  let isClosed = false;
  let reading = 0;
  let known = file.identity;

  const digest = async (source: FileSource): Promise<string> => {
    reading += 1;
    try {
      return await sha256Of(source, () => isClosed);
    } finally {
      reading -= 1;
      // A descriptor is not closed under a read: its number may be another file's by then.
      if (isClosed && reading === 0) file.close();
    }
  };
  const opened = digest(file).then((sha256) => {
    // Written to before it was read to its end: nobody knows any more what was opened.
    assertSame(file.isUnchanged());
    return sha256;
  });
  opened.catch(() => undefined);

  let checking: { readonly identity: string; readonly done: Promise<void> } | null = null;
  const check = async (identity: string) => {
    const [before, now] = await Promise.all([opened, digest(file)]);
    assertSame(before === now && file.identityNow() === identity);
    known = identity;
  };

  return {
    path: file.path,
    async assertUnchanged() {
      const identity = file.identityNow();
      if (identity === known) return;
      if (checking?.identity !== identity) checking = { identity, done: check(identity) };
      await checking.done;
    },
    async assertIs(other) {
      if (other.identity === known) return;
      const [before, now] = await Promise.all([opened, digest(other)]);
      assertSame(before === now && other.isUnchanged());
    },
    async assertDigest(sha256) {
      assertSame((await opened) === sha256);
    },
    sha256: () => opened,
    close() {
      if (isClosed) return;
      isClosed = true;
      if (reading === 0) file.close();
    },
  };
}
