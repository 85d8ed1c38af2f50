import type { Finding, SignatureReport, VerificationReport } from '../contract/index.ts';
import { breaksIntegrity, deciding } from './signature-verdict.ts';

type Lines = VerificationReport['lines'];

/** The three lines a layman reads, about the signatures that decide the verdict. */
export function summarise(all: readonly SignatureReport[]): Lines {
  const signatures = deciding(all);
  if (signatures.length === 0) return { content: 'none', afterwards: 'none', identity: 'none' };
  const isBroken = ({ findings }: SignatureReport) => breaksIntegrity(findings);
  const isChecked = ({ findings }: SignatureReport) =>
    findings.some(({ code, state }) => code === 'signature-value' && state === 'passed');
  let content: Lines['content'] = 'unchanged';
  if (signatures.some(isBroken)) content = 'changed';
  else if (!signatures.every(isChecked)) content = 'unknown';
  const order = ['changed', 'allowed', 'signatures-only', 'none'] as const;
  const afterwards = order.find((word) => signatures.some((signature) => signature.laterChanges === word)) ?? 'unknown';
  return {
    content,
    afterwards: signatures.every(({ coveredUntil }) => coveredUntil > 0) ? afterwards : 'unknown',
    identity: identityOf(signatures),
  };
}

/** What leaves it open whether the seal may be relied upon, whoever made it. */
const openSealCodes = [
  'ses-structure',
  'seal-structure',
  'seal-maker-revocation',
  'seal-certificate-list',
  'seal-validity',
  'seal-picture',
] as const;

function identityOf(signatures: readonly SignatureReport[]): Lines['identity'] {
  const has = (code: Finding['code'], state: Finding['state']) =>
    signatures.some(({ findings }) => findings.some((one) => one.code === code && one.state === state));
  if (signatures.some(({ certificate }) => !certificate)) return 'unknown';
  const invalidCodes = [
    'signing-certificate',
    'certificate-usage',
    'revocation',
    'seal-maker-certificate',
    'seal-maker-revocation',
    'seal-certificate-list',
  ] as const;
  if (invalidCodes.some((code) => has(code, 'failed'))) return 'invalid';
  if (has('certificate-validity', 'failed') || has('seal-validity', 'failed')) return 'expired';
  if (!signatures.every(({ trusted }) => trusted)) return 'untrusted';
  if (has('seal-maker', 'unknown')) return 'maker-untrusted';
  if (has('seal-maker-certificate', 'unknown')) return 'untrusted';
  const isOpen = has('seal-picture', 'failed') || openSealCodes.some((code) => has(code, 'unknown'));
  return isOpen ? 'unknown' : 'trusted';
}
