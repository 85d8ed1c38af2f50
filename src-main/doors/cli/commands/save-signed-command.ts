import { AppError } from '../../../contract/index.ts';
import { createOutputFile } from '../../../files/index.ts';
import { requireOutput, standardOutput } from '../output-file.ts';
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
  const output = session.outputPath(options.output);
  if (output === request.path) throw new AppError('OUTPUT_IS_INPUT');
  requireOutput(output, options.force);
  const app = await session.app();
  const { documentId, sizeBytes } = await app.call('documents.openRevision', request);
  try {
    const copyTo = async (write: (part: Uint8Array) => unknown) => {
      for (let offsetBytes = 0; offsetBytes < sizeBytes; ) {
        const part = await app.call('documents.read', { documentId, offsetBytes, lengthBytes: chunkBytes });
        if (part.length === 0) throw new AppError('FILE_CHANGED');
        await write(part);
        offsetBytes += part.length;
      }
    };
    if (output === standardOutput) {
      await copyTo((part) => process.stdout.write(part));
      return;
    }
    const file = createOutputFile(output, 0o600, sizeBytes);
    try {
      await copyTo((part) => file.append(part));
      await file.finish();
      await file.publish(options.force);
    } finally {
      await file.discard();
    }
  } finally {
    await app.call('documents.close', { documentId });
  }
}
