import type { Finding, SignatureReport } from '../contract/index.ts';

type SignatureVerdict = SignatureReport['verdict'];

/** Failures that mean the signature does not hold, whoever made it. */
const integrityCodes: ReadonlySet<Finding['code']> = new Set([
  'byte-range',
  'digest',
  'signature-value',
  'signing-certificate',
  'cms-structure',
  'ses-structure',
  'seal-structure',
  'seal-maker-signature',
  'seal-certificate-list',
]);

/**
 * The word for one signature. What is covered decides first, then who signed, then what came after: "changed" says that the
 * signature itself is good.
 */
export function signatureVerdict(findings: readonly Finding[], intact: boolean, trusted: boolean): SignatureVerdict {
  if (findings.some(({ code, state }) => state === 'failed' && integrityCodes.has(code))) return 'invalid';
  if (!intact) return 'indeterminate';
  const hasDoubt = findings.some(
    ({ code, state }) => code !== 'later-changes' && (state === 'failed' || state === 'unknown'),
  );
  if (!trusted || hasDoubt) return 'indeterminate';
  return findings.some(({ code, state }) => code === 'later-changes' && state !== 'passed') ? 'changed' : 'valid';
}

const worstFirst: readonly SignatureVerdict[] = ['invalid', 'indeterminate', 'changed', 'valid'];

/** The word for the document: that of its worst signature. */
export function documentVerdict(
  signatures: readonly Pick<SignatureReport, 'verdict'>[],
): SignatureVerdict | 'unsigned' {
  return worstFirst.find((verdict) => signatures.some((signature) => signature.verdict === verdict)) ?? 'unsigned';
}
