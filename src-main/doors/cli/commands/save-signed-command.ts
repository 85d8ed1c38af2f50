import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { describeWriteFailure } from '../../../files/index.ts';
import { requireOutput } from '../output-file.ts';
import type { Session } from '../session.ts';

const chunkBytes = 1 << 24;

/** Writes a file as it was when the signature of a field was made, byte for byte. Throws INVALID_INPUT when no such signature is in it. */
export async function saveSignedRevision(
  session: Session,
  request: { path: string; fieldName: string; password: string | undefined },
  options: { output: string; force: boolean },
): Promise<void> {
  const output = resolve(options.output);
  if (output === request.path) throw new AppError('OUTPUT_IS_INPUT');
  requireOutput(output, options.force);
  const app = await session.app();
  const { documentId, sizeBytes } = await app.call('documents.openRevision', request);
  const temporaryPath = `${output}.${process.pid}.part`;
  try {
    const descriptor = openSync(temporaryPath, 'wx', 0o600);
    try {
      for (let offsetBytes = 0; offsetBytes < sizeBytes; ) {
        const part = await app.call('documents.read', { documentId, offsetBytes, lengthBytes: chunkBytes });
        for (let written = 0; written < part.length; ) written += writeSync(descriptor, part, written);
        offsetBytes += part.length;
        if (part.length === 0) throw new AppError('FILE_CHANGED');
      }
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporaryPath, output);
  } catch (cause) {
    rmSync(temporaryPath, { force: true });
    throw cause instanceof AppError ? cause : describeWriteFailure(cause, dirname(output));
  } finally {
    await app.call('documents.close', { documentId });
  }
}
