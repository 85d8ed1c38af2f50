import { resolve } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { createOutputFile } from '../../../files/index.ts';
import { requireOutput } from '../output-file.ts';
import type { Session } from '../session.ts';

const chunkBytes = 1 << 24;

/**
 * Writes a file as it was when the signature of a field was made, byte for byte.
 * @throws AppError INVALID_INPUT when no such signature is in it, OUTPUT_IS_INPUT, OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
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
  try {
    const file = createOutputFile(output, 0o600, sizeBytes);
    try {
      for (let offsetBytes = 0; offsetBytes < sizeBytes; ) {
        const part = await app.call('documents.read', { documentId, offsetBytes, lengthBytes: chunkBytes });
        if (part.length === 0) throw new AppError('FILE_CHANGED');
        await file.append(part);
        offsetBytes += part.length;
      }
      await file.finish();
      await file.publish(options.force);
    } finally {
      await file.discard();
    }
  } finally {
    await app.call('documents.close', { documentId });
  }
}
