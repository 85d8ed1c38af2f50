import type { Finding, SignatureReport, VerificationReport } from '../../contract/index.ts';
import { deciding } from './signature-verdict.ts';

type Lines = VerificationReport['lines'];

/** What the lines are told from. */
type Summarised = Pick<
  SignatureReport,
  'kind' | 'verdict' | 'findings' | 'laterChanges' | 'coveredUntil' | 'trusted'
> & { readonly certificate: object | null };

/** The three lines a layman reads, about the signatures that decide the verdict. */
export function summarise(all: readonly Summarised[]): Lines {
  const signatures = deciding(all);
  if (signatures.length === 0) return { content: 'none', afterwards: 'none', identity: 'none' };
  const contents = signatures.map(({ findings }) => contentOf(findings));
  const content = (['changed', 'unknown'] as const).find((word) => contents.includes(word)) ?? 'unchanged';
  const order = ['changed', 'allowed', 'signatures-only', 'none'] as const;
  const afterwards = order.find((word) => signatures.some((signature) => signature.laterChanges === word)) ?? 'unknown';
  return {
    content,
    afterwards: signatures.every(({ coveredUntil }) => coveredUntil > 0) ? afterwards : 'unknown',
    identity: identityOf(signatures),
  };
}

/** What is wrong with the data of a signature without putting in doubt what they say of the content. */
const besideTheContent: ReadonlySet<string> = new Set([
  'cms/trailing-bytes',
  'pkcs1/trailing-bytes',
  'ses/trailing-bytes',
]);
/** What has to hold before anything is said of the content. */
const contentCodes: ReadonlySet<Finding['code']> = new Set([
  'byte-range',
  'digest',
  'signature-value',
  'cms-structure',
  'ses-structure',
]);

/**
 * What one signature says of the content. Changed is what is proven to be: its digest is another one. A value that does not fit, or
 * data that are damaged, may mean anything.
 */
function contentOf(findings: readonly Finding[]): 'unchanged' | 'changed' | 'unknown' {
  if (findings.some(({ code, state }) => code === 'digest' && state === 'failed')) return 'changed';
  const isInDoubt = ({ code, state, reason }: Finding) =>
    contentCodes.has(code) && (state === 'failed' || state === 'unknown') && !besideTheContent.has(reason);
  const isChecked = findings.some(({ code, state }) => code === 'signature-value' && state === 'passed');
  return isChecked && !findings.some(isInDoubt) ? 'unchanged' : 'unknown';
}
/** What leaves it open whether certificate and seal may be relied upon, whoever stands behind them. */
const openCodes = [
  'signing-certificate',
  'revocation',
  'ses-structure',
  'seal-structure',
  'seal-maker-signature',
  'seal-maker-revocation',
  'seal-certificate-list',
  'seal-validity',
  'seal-picture',
] as const;

function identityOf(signatures: readonly Summarised[]): Lines['identity'] {
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
    'seal-structure',
    'seal-maker-signature',
  ] as const;
  if (invalidCodes.some((code) => has(code, 'failed'))) return 'invalid';
  if (has('certificate-validity', 'failed') || has('seal-validity', 'failed')) return 'expired';
  if (!signatures.every(({ trusted }) => trusted)) return 'untrusted';
  if (has('seal-maker', 'unknown')) return 'maker-untrusted';
  if (has('seal-maker-certificate', 'unknown')) return 'untrusted';
  const isOpen = has('seal-picture', 'failed') || openCodes.some((code) => has(code, 'unknown'));
  return isOpen ? 'unknown' : 'trusted';
}
