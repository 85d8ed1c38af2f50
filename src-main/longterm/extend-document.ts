import {
  AppError,
  type LongTermNeed,
  type LongTermStep,
  type SignatureLevel,
  type VerificationReport,
} from '../contract/index.ts';
import {
  type ByteSource,
  digestByteRanges,
  fillContents,
  inDocumentThread,
  joinedSource,
  type ValidationData,
} from '../pdf/index.ts';
import { createDigest, describeCertificate } from '../x509/index.ts';

import { chainsOf, consentsOf, missingFor, revocationsOf } from './needs.ts';
import type { RevocationSource } from './revocation-source.ts';
import { timestampTokenBytes } from './token-size.ts';

/** What adds to a document is asked for this. */
export interface ExtensionContext {
  /** Over a SHA-256 digest. */
  requestTimestamp(digest: Uint8Array): Promise<Uint8Array>;
  readonly revocationSource: RevocationSource;
  /** CRLs that the person imported, DER. */
  importedCrls(): readonly Uint8Array[];
  verify(source: ByteSource): Promise<VerificationReport>;
}

/** What became of a document: bytes to be appended to it, which may be some although something went wrong after. */
export interface Extension {
  readonly appended: Uint8Array;
  readonly added: readonly LongTermNeed[];
  readonly missing: readonly LongTermNeed[];
  readonly error: AppError | null;
}

/**
 * Adds to a signed document what a level lacks, each in a revision of its own: a document timestamp where a signature
 * has none, the revocation data of every chain, a timestamp over those (ETSI EN 319 142-1, 5.4 and 5.5). Stops at the
 * first that cannot be had; what was added before counts.
 * @throws AppError PDF_PERMISSION_DENIED and the errors of opening and verifying the document
 */
export async function extendDocument(
  { source, password, level }: { source: ByteSource; password: string | undefined; level: SignatureLevel },
  context: ExtensionContext,
  onStep: (step: LongTermStep) => void,
): Promise<Extension> {
  let appended: Uint8Array = new Uint8Array();
  const added: LongTermNeed[] = [];
  for (;;) {
    onStep('verify');
    const current = appended.length === 0 ? source : joinedSource(source, appended);
    const document = { source: current, password };
    const { mayChange, store } = await inDocumentThread('readStore', document, {});
    if (!mayChange) throw new AppError('PDF_PERMISSION_DENIED');
    const report = await context.verify(current);
    const missing = missingFor(level, report, store);
    const [need] = missing;
    if (!need) return { appended, added, missing, error: null };
    onStep(need);
    try {
      // What is added and still counts as missing would be added for ever.
      if (added.includes(need)) throw new AppError('INTERNAL', {}, { detail: `${need} was added in vain` });
      const revision =
        need === 'revocation'
          ? await revocationRevision(document, store, report, context)
          : await timestampRevision(document, context);
      appended = Buffer.concat([appended, revision]);
      added.push(need);
    } catch (thrown) {
      return { appended, added, missing, error: AppError.from(thrown) };
    }
  }
}

interface Document {
  readonly source: ByteSource;
  readonly password: string | undefined;
}

async function timestampRevision(document: Document, { requestTimestamp }: ExtensionContext): Promise<Uint8Array> {
  const revision = await inDocumentThread('buildTimestamp', document, { contentsBytes: timestampTokenBytes });
  const [, gapStart, gapEnd, length] = revision.byteRange;
  const { covered } = await digestByteRanges(joinedSource(document.source, revision.bytes), createDigest('sha256'), [
    { gapStart, gapEnd, coveredUntil: gapEnd + length },
  ]);
  const [digest] = covered;
  if (!digest) throw new Error('a range without a digest');
  const token = await requestTimestamp(digest);
  if (token.length > timestampTokenBytes) throw new AppError('TSA_UNTRUSTED', { reason: 'timestamp/too-large' });
  return fillContents(revision, token);
}

/** @throws AppError LONGTERM_CHAIN_UNTRUSTED, REVOCATION_INCOMPLETE */
async function revocationRevision(
  document: Document,
  store: ValidationData,
  report: VerificationReport,
  { revocationSource, importedCrls }: ExtensionContext,
): Promise<Uint8Array> {
  const untrusted = consentsOf(report).find(({ trusted }) => !trusted);
  if (untrusted) throw new AppError('LONGTERM_CHAIN_UNTRUSTED', { subject: untrusted.signerName });
  const chains = chainsOf(report);
  const fetched = await revocationSource.fetch(chains.map(({ chain }) => chain));
  const data: ValidationData = {
    certificates: store.certificates,
    crls: [...store.crls, ...importedCrls(), ...fetched.crls],
    ocspResponses: [...store.ocspResponses, ...fetched.ocspResponses],
  };
  const revocations = revocationsOf(chains, data);
  for (const one of revocations) {
    if (one.state !== 'unknown') continue;
    const { fingerprint, subject } = describeCertificate(one.certificate);
    const reason = fetched.unanswered[fingerprint] ?? one.reason;
    throw new AppError('REVOCATION_INCOMPLETE', { subject: subject.display, reason });
  }
  const used = new Set(revocations.flatMap((one) => (one.state === 'unknown' ? [] : [one.evidence.digest])));
  const isUsed = (response: Uint8Array) => used.has(sha256(response));
  return inDocumentThread('buildStore', document, {
    data: {
      certificates: chains.flatMap(({ chain }) => chain),
      crls: data.crls.filter(isUsed),
      ocspResponses: data.ocspResponses.filter(isUsed),
    },
  });
}

function sha256(bytes: Uint8Array): string {
  const digest = createDigest('sha256');
  digest.update(bytes);
  return Buffer.from(digest.digest()).toString('hex');
}
