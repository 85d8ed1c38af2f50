import {
  type Finding,
  findingTable,
  identityDoubts,
  type SignatureReport,
  type VerificationReport,
} from '../../contract/index.ts';
import { afterwardsOf, deciding } from './signature-verdict.ts';

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
  return {
    content,
    afterwards: afterwardsIn(signatures, content),
    identity: identityOf(signatures),
  };
}

/**
 * The worst that came after any of them. Where the sealed bytes differ, what is there now is compared with something
 * that nobody sealed: nobody can tell. The same where it is not known what was sealed, but for what is proven.
 */
function afterwardsIn(signatures: readonly Summarised[], content: Lines['content']): Lines['afterwards'] {
  if (content === 'changed' || signatures.some(({ coveredUntil }) => coveredUntil === 0)) return 'unknown';
  const words = signatures.map(({ laterChanges, findings }) =>
    afterwardsOf(findings) === 'untold' ? 'unknown' : laterChanges,
  );
  if (words.includes('changed')) return 'changed';
  if (content !== 'unchanged') return 'unknown';
  return (['unknown', 'allowed', 'signatures-only'] as const).find((word) => words.includes(word)) ?? 'none';
}

/** What is wrong with the data of a signature without putting in doubt what they say of the content. */
const besideTheContent: ReadonlySet<string> = new Set([
  'cms/trailing-bytes',
  'cms/content-present',
  'pkcs1/trailing-bytes',
  'ses/trailing-bytes',
]);

/**
 * What one signature says of the content. Changed is what is proven to be: its digest is another one. A value that does not fit, or
 * data that are damaged, may mean anything.
 */
function contentOf(findings: readonly Finding[]): 'unchanged' | 'changed' | 'unknown' {
  const isProvenChanged = ({ code, state }: Finding) => state === 'failed' && findingTable[code].content === 'changed';
  if (findings.some(isProvenChanged)) return 'changed';
  const isInDoubt = ({ code, state, reason }: Finding) =>
    findingTable[code].content !== null && (state === 'failed' || state === 'unknown') && !besideTheContent.has(reason);
  const isChecked = findings.some(({ code, state }) => code === 'signature-value' && state === 'passed');
  return isChecked && !findings.some(isInDoubt) ? 'unchanged' : 'unknown';
}

/** What the findings say of certificates and seals, by the worst of it. */
function identityOf(signatures: readonly Summarised[]): Lines['identity'] {
  if (signatures.some(({ certificate }) => !certificate)) return 'unknown';
  const doubts = signatures.flatMap(({ findings }) =>
    findings.map(({ code, state }) =>
      state === 'failed' || state === 'unknown' ? findingTable[code].identity[state] : null,
    ),
  );
  const worst = identityDoubts.find((doubt) => doubts.includes(doubt)) ?? 'trusted';
  if (worst === 'invalid' || worst === 'expired') return worst;
  return signatures.every(({ trusted }) => trusted) ? worst : 'untrusted';
}
