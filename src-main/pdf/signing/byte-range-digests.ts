import { AppError } from '../../contract/index.ts';
import { type ByteSource, readChunks } from '../../files/index.ts';
import {
  ByteRangeDigester,
  type CoveredBytes,
  type CoveredDigests,
  type RunningDigest,
} from './byte-range-digester.ts';

/** Digests the whole source and what each signature covers, reading it once. Throws CANCELLED, FILE_CHANGED. */
export async function digestByteRanges(
  source: ByteSource,
  digest: RunningDigest,
  covered: readonly CoveredBytes[],
  options: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
): Promise<CoveredDigests> {
  const digester = new ByteRangeDigester(digest, covered);
  let done = 0;
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    if (options.signal?.aborted) throw new AppError('CANCELLED');
    digester.update(chunk);
    done += chunk.length;
    options.onProgress?.(done / source.sizeBytes);
  }
  const digests = digester.digests(covered);
  if (!digests) throw new Error('a signature covers more than the source holds');
  return digests;
}
