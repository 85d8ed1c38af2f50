import type { Finding } from '../../contract/index.ts';
import { digestOf, finding } from '../../x509/index.ts';
import { type TimestampVerification, verifyTimestampToken } from '../timestamp/timestamp.ts';
import type { Trust } from './maker.ts';

/** A timestamp of a seal or a sealing, judged. */
export interface SesTimestamp {
  readonly finding: Finding;
  readonly verification: TimestampVerification;
}

/** Verifies the timestamp token (RFC 3161) over a signature value of GB/T 38540-2020. Total. */
export async function judgeSesTimestamp(
  { timestamp, signature }: { timestamp: Uint8Array; signature: Uint8Array },
  { trustAnchors, intermediates }: Pick<Trust, 'trustAnchors' | 'intermediates'>,
): Promise<SesTimestamp> {
  const verification = await verifyTimestampToken({
    token: timestamp,
    digestContent: async (hash) => digestOf(hash, signature),
    trustAnchors,
    intermediates: [...(intermediates ?? [])],
  });
  return { finding: judge(verification), verification };
}

function judge({ intact, trusted, genTime, findings }: TimestampVerification): Finding {
  if (intact && trusted && genTime !== null) {
    return finding('timestamp', 'passed', 'timestamp/trusted', { time: genTime.toISOString() });
  }
  const failed = findings.find(({ state }) => state === 'failed');
  if (failed !== undefined) return finding('timestamp', 'failed', 'timestamp/does-not-hold', {}, failed.reason);
  const unknown = findings.find(({ state }) => state === 'unknown');
  return finding('timestamp', 'unknown', 'timestamp/untrusted', {}, unknown?.reason);
}
