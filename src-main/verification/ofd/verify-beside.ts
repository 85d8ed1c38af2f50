import { AppError, type VerificationReport } from '../../contract/index.ts';
import { openFileSource, readChunks } from '../../files/index.ts';
import { isPackage } from '../../ofd/index.ts';
import { createDigest } from '../../x509/index.ts';
import type { ThreadDocument, VerificationThread } from '../verification-thread.ts';

/** A smaller package is digested sooner than a second thread of work begins. */
const leastBytes = 4 << 20;

async function sha256Of(source: ReturnType<typeof openFileSource>, isOver: () => boolean): Promise<string> {
  const digest = createDigest('sha256');
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    if (isOver()) throw new AppError('CANCELLED');
    digest.update(chunk);
  }
  return Buffer.from(digest.digest()).toString('hex');
}

/**
 * Verifies a file in the thread. The parts of a large package are digested there one by one, and the whole of it here meanwhile.
 * @throws AppError as `VerificationThread.verify`, and FILE_CHANGED
 */
export async function verifyBeside(
  thread: VerificationThread,
  document: ThreadDocument,
  signal?: AbortSignal,
): Promise<VerificationReport> {
  const source = openFileSource(document.path);
  let isOver = false;
  try {
    if (source.sizeBytes < leastBytes || !isPackage(source, document.name))
      return await thread.verify(document, signal);
    const whole = sha256Of(source, () => isOver);
    whole.catch(() => undefined);
    try {
      const asked = { ...document, handle: source.handle, isDigestedElsewhere: true };
      const report = await thread.verify(asked, signal);
      const sha256 = await whole;
      if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
      return { ...report, sha256 };
    } finally {
      isOver = true;
      await whole.catch(() => undefined);
    }
  } finally {
    source.close();
  }
}
