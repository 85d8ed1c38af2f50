import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type CheckedCheckpoint, chainHash } from '../../contract/index.ts';
import { verifyCms } from '../../signature/index.ts';
import { createDigest, DerError, describeCertificate, orMalformed, readWhole, tags } from '../../x509/index.ts';
import { canonicalJson } from '../events/canonical.ts';
import { type CheckedEvent, isLedgerInstant, readCanonical } from './checked-event.ts';

const checkpointData = z.object({
  head: z.number().int().min(1),
  hash: chainHash,
  statement: z.string(),
  cms: z.string(),
  fingerprint: chainHash,
});

/** What a checkpoint whose signature holds says of the chain. */
export interface CheckpointProof extends CheckedCheckpoint {
  readonly hash: string;
  readonly statement: string;
  readonly cms: Uint8Array;
  readonly certificate: Uint8Array;
}

/** Digests and keys that a checkpoint may be signed with; FORMAT lists them. */
const accepted =
  /^(?:RSA-PKCS1v15-SHA(?:256|384|512)|RSA-PSS-SHA(?:256|384|512)|ECDSA-P256-SHA(?:256|384|512)|SM2-SM3)$/;

/** The one way in which base64 writes bytes; null for any other. */
function bytesOfBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** What a token signed, in words of the chain. */
const statementOf = (ledger: string, number: number, hash: string, time: string) =>
  canonicalJson({ format: 1, hash, kind: 'qianyin-checkpoint', ledger, number, time });

function timeOfStatement(statement: string): string | null {
  const time = readCanonical(Buffer.from(statement))?.time;
  return typeof time === 'string' && isLedgerInstant(time) ? time : null;
}

/**
 * What a checkpoint event proves; null where its signature does not hold, or is not over what the event says. Whom to believe is for whoever
 * reads the signer's name: no trust is asked for here.
 */
export async function proveCheckpoint({ data, number, ledger }: CheckedEvent): Promise<CheckpointProof | null> {
  const parsed = checkpointData.safeParse(data);
  if (!parsed.success || parsed.data.head >= number) return null;
  const { head, hash, statement, fingerprint } = parsed.data;
  const cms = bytesOfBase64(parsed.data.cms);
  const time = timeOfStatement(statement);
  if (cms === null || time === null || statement !== statementOf(ledger, head, hash, time)) return null;
  if (orMalformed(() => readWhole(cms, tags.sequence)) instanceof DerError) return null;
  const content = Buffer.from(statement);
  const digested = (algorithm: Parameters<typeof createDigest>[0], prefix = new Uint8Array()) => {
    const digest = createDigest(algorithm);
    digest.update(prefix);
    digest.update(content);
    return digest.digest();
  };
  const verified = await verifyCms({
    cms,
    subFilter: 'ETSI.CAdES.detached',
    digestContent: async (algorithm) => digested(algorithm),
    digestPrefixedContent: async (algorithm, prefix) => digested(algorithm, new Uint8Array(prefix)),
  });
  const { intact, findings, algorithm, signerCertificate } = verified;
  // One structure alone, so that every checker says the same of it.
  const isPlain = findings.every(({ code, state }) => code !== 'cms-structure' || state === 'passed');
  if (!intact || !isPlain || !accepted.test(algorithm) || signerCertificate === null) return null;
  if (createHash('sha256').update(signerCertificate).digest('hex') !== fingerprint) return null;
  const signer = describeCertificate(signerCertificate).subject.text;
  return { number, head, hash, time, signer, fingerprint, statement, cms, certificate: signerCertificate };
}
