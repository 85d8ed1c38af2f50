import { type Finding, findingTable, type SignatureReport } from '../../contract/index.ts';

type SignatureVerdict = SignatureReport['verdict'];

const breaks = (findings: readonly Finding[], what: 'integrity' | 'standing'): boolean =>
  findings.some(({ code, state }) => state === 'failed' && findingTable[code].breaks === what);

/** Whether something that is covered, or the signature itself, is not what it was when it was made. */
export function breaksIntegrity(findings: readonly Finding[]): boolean {
  return breaks(findings, 'integrity');
}

type Afterwards = 'quiet' | 'permitted' | 'untold' | 'refused';

/** Reasons of the finding on later changes that do not say: changed as nobody permitted. */
const milderReasons: Readonly<Record<string, Afterwards>> = {
  'later-changes/permitted-by-signer': 'permitted',
  // Data that prove signatures, or a title, where no signature covers them: no content.
  'later-changes/allowed': 'permitted',
  'later-changes/picture-not-compared': 'untold',
  // Whether it was there, and the same, when the signature was made.
  'later-changes/unprotected': 'untold',
};

/** What came after a signature, by what its findings say. */
export function afterwardsOf(findings: readonly Finding[]): Afterwards {
  const raised = findings.find(({ code, state }) => findingTable[code].afterwards && state !== 'passed');
  return raised ? (milderReasons[raised.reason] ?? 'refused') : 'quiet';
}

/**
 * The word for one signature. What is covered decides first, then what was changed afterwards and by nobody's leave,
 * which is so whoever signed; then who signed.
 */
export function signatureVerdict(
  findings: readonly Finding[],
  intact: boolean,
  trusted: boolean,
  trial = false,
): SignatureVerdict {
  if (breaksIntegrity(findings)) return 'invalid';
  // A revoked certificate signs for nobody (RFC 5280, 6.3), nor makes seals (GB/T 38540-2020, 6.3 c), whatever else is true.
  if (breaks(findings, 'standing')) return 'invalid';
  if (!intact) return 'indeterminate';
  const hasDoubt = findings.some(
    ({ code, state }) => !findingTable[code].afterwards && (state === 'failed' || state === 'unknown'),
  );
  const afterwards = afterwardsOf(findings);
  if (afterwards === 'refused') return 'changed';
  if (!trusted || hasDoubt || afterwards === 'untold') return 'indeterminate';
  if (trial) return 'trial';
  return afterwards === 'permitted' ? 'permitted' : 'valid';
}

const worstFirst: readonly SignatureVerdict[] = ['invalid', 'changed', 'indeterminate', 'trial', 'permitted', 'valid'];

/**
 * The signatures that decide about a document. A document timestamp says nothing of the signatures when its authority is not trusted
 * here; one that is broken does, and so does one that stands alone.
 */
export function deciding<S extends Pick<SignatureReport, 'kind' | 'verdict'>>(signatures: readonly S[]): readonly S[] {
  const chosen = signatures.filter(({ kind, verdict }) => kind === 'signature' || verdict === 'invalid');
  return chosen.some(({ kind }) => kind === 'signature') ? chosen : signatures;
}

/** The word for the document: that of its worst signature. Timestamps alone prove a time and no one's consent: then nobody signed it. */
export function documentVerdict(
  signatures: readonly Pick<SignatureReport, 'kind' | 'verdict'>[],
): SignatureVerdict | 'unsigned' {
  const judged = deciding(signatures);
  const isSigned = judged.some(({ kind, verdict }) => kind === 'signature' || verdict === 'invalid');
  if (!isSigned) return 'unsigned';
  return worstFirst.find((verdict) => judged.some((signature) => signature.verdict === verdict)) ?? 'unsigned';
}
