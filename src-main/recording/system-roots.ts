import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ledger } from '../history/index.ts';
import { type Recorder, recordChange } from './handlers.ts';

const known = z.object({ count: z.number(), digest: z.string() });

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** One digest of a set of certificates, in whatever order the system gives them. */
export function describeRoots(certificates: readonly Uint8Array[]): z.infer<typeof known> {
  const fingerprints = [...new Set(certificates.map(sha256))].sort();
  return { count: fingerprints.length, digest: sha256(fingerprints.join('\n')) };
}

/**
 * Puts on record which roots of the system verdicts stand on, where they are not those that are on record. Never throws: who verifies
 * waits for no record.
 */
export function recordSystemRoots(
  recorder: Recorder & { readonly ledger: Pick<Ledger, 'events'> },
  certificates: readonly Uint8Array[],
): void {
  // A store that cannot be read has none, and nothing is trusted that was not.
  if (certificates.length === 0) return;
  try {
    const [last] = recorder.ledger.events({ kinds: ['system-roots-changed'], limit: 1 });
    const before = known.safeParse(last?.data).data ?? null;
    const roots = describeRoots(certificates);
    if (before?.digest === roots.digest) return;
    const formerCount = before?.count ?? null;
    const formerDigest = before?.digest ?? null;
    recordChange(recorder, ['system-roots-changed', { ...roots, formerCount, formerDigest }]);
  } catch {
    // The next start finds the same difference.
  }
}
