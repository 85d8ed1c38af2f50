import {
  type Finding,
  type FindingCode,
  type FindingReason,
  findingTable,
  type Language,
  type NextStep,
  nextStep,
  type SignatureReport,
  type Verdict,
  type VerificationReport,
} from '../../contract/index.ts';
import { nextStepWords } from './next-step-words.ts';

/** Where the person does it; null: outside this program. */
export const placesOfSteps: Readonly<Partial<Record<NextStep, 'settings'>>> = {
  'get-root': 'settings',
  'add-maker': 'settings',
  'get-maker-root': 'settings',
  'go-online': 'settings',
  'get-crl': 'settings',
};

type Raised = 'failed' | 'unknown' | 'warning';
const both = (step: NextStep) => ({ failed: step, unknown: step });

/** By what was checked. What is not named needs no step of its own. */
const stepsOfChecks: Readonly<Record<FindingCode, Readonly<Partial<Record<Raised, NextStep>>>>> = {
  'byte-range': both('ask-new-copy'),
  digest: { failed: 'ask-new-copy', unknown: 'other-program' },
  'signature-value': { failed: 'ask-new-copy', unknown: 'other-program' },
  'signing-certificate': both('ask-stamp-again'),
  'cms-structure': { failed: 'ask-new-copy', unknown: 'other-program' },
  'algorithm-strength': { failed: 'ask-stamp-again', unknown: 'other-program' },
  chain: { failed: 'ask-stamp-again', unknown: 'get-root' },
  'certificate-validity': { failed: 'ask-stamp-again', unknown: 'ask-signer' },
  'certificate-usage': both('ask-stamp-again'),
  revocation: { failed: 'ask-stamp-again', unknown: 'go-online' },
  'signing-time': { failed: 'check-clock', unknown: 'check-clock' },
  'later-changes': { ...both('ask-unchanged'), warning: 'ask-unchanged' },
  'file-structure': both('ask-original'),
  package: both('ask-original'),
  references: { failed: 'ask-new-copy', unknown: 'other-program' },
  'ses-structure': { failed: 'ask-new-copy', unknown: 'other-program' },
  'seal-structure': { failed: 'ask-new-seal', unknown: 'other-program' },
  'seal-maker-signature': { failed: 'ask-new-seal', unknown: 'other-program' },
  'seal-maker': { failed: 'ask-new-seal', unknown: 'add-maker' },
  'seal-maker-certificate': { failed: 'ask-new-seal', unknown: 'get-maker-root' },
  'seal-maker-revocation': { failed: 'ask-new-seal', unknown: 'go-online' },
  'seal-certificate-list': { failed: 'ask-new-seal', unknown: 'other-program' },
  'seal-validity': { failed: 'ask-new-seal', unknown: 'ask-signer' },
  'seal-name': both('ask-signer'),
  'seal-picture': both('compare-by-eye'),
  timestamp: { failed: 'ask-stamp-again', unknown: 'add-issuer' },
  trial: both('ask-formal'),
};

/** Where the reason says more than the check. */
const stepsOfReasons: Readonly<Partial<Record<FindingReason, NextStep>>> = {
  'byte-range/never-filled': 'finish-stamping',
  'cms/never-filled': 'finish-stamping',
  'byte-range/saved-anew': 'ask-original',
  'byte-range/saved-anew-by': 'ask-original',
  'digest/not-recorded': 'ask-stamp-again',
  'digest/of-other-content': 'ask-stamp-again',
  'signature/over-digest-alone': 'ask-stamp-again',
  'signature/sm2-other-id': 'ask-stamp-again',
  'signature/certificate-missing': 'ask-stamp-again',
  'signature/certificate-unreadable': 'ask-stamp-again',
  'cms/digest-as-content': 'ask-stamp-again',
  'cms/several-keys-of-one-name': 'ask-stamp-again',
  'chain/untrusted-root': 'add-issuer',
  'chain/certificate-missing': 'ask-stamp-again',
  'chain/unsupported-algorithm': 'other-program',
  'chain/too-complex': 'other-program',
  'revocation/no-service-named': 'get-crl',
  'revocation/expired-unproven': 'ask-stamp-again',
  'revocation/revoked-unproven': 'ask-stamp-again',
  'revocation/unreadable-certificate': 'ask-stamp-again',
  'revocation/untrusted-chain': 'get-root',
  'later-changes/picture-not-compared': 'compare-by-eye',
  'later-changes/permitted-by-signer': 'check-permitted',
  'later-changes/allowed': 'check-permitted',
  'seal-maker/revocation-issuer-absent': 'get-maker-root',
  'seal-maker/revocation-untrusted': 'get-maker-root',
  'seal-maker/revoked-unproven': 'ask-new-seal',
};

/** By the word for the file, where it says all, and where no check says more. */
const stepsOfVerdicts: Readonly<Record<Verdict, NextStep>> = {
  valid: 'keep-file',
  permitted: 'check-permitted',
  trial: 'ask-formal',
  changed: 'ask-unchanged',
  invalid: 'ask-new-copy',
  indeterminate: 'ask-signer',
  unsigned: 'ask-signed-file',
};

/** What one finding asks for; null: nothing. */
export function stepOfFinding({ code, state, reason }: Pick<Finding, 'code' | 'state' | 'reason'>): NextStep | null {
  if (state === 'passed' || state === 'not-applicable') return null;
  const general = stepsOfChecks[code][state];
  if (state === 'warning' && general === undefined) return null;
  return stepsOfReasons[reason] ?? general ?? null;
}

/** Whether a finding is what a verdict comes from. */
function decides(verdict: SignatureReport['verdict'], { code, state }: Finding): boolean {
  const { breaks, afterwards } = findingTable[code];
  if (verdict === 'invalid') return state === 'failed' && breaks !== 'nothing';
  if (verdict === 'changed') return afterwards;
  return true;
}

type Judged = Pick<VerificationReport, 'verdict'> & {
  readonly signatures: readonly Pick<SignatureReport, 'verdict' | 'findings'>[];
};

const mostSteps = 3;

/** What to do next after a verification: at least one step for every verdict. */
export function stepsAfter({ verdict, signatures }: Judged): NextStep[] {
  const general = stepsOfVerdicts[verdict];
  if (verdict !== 'invalid' && verdict !== 'indeterminate' && verdict !== 'changed') return [general];
  const found = new Set(
    signatures
      .filter((signature) => signature.verdict === verdict)
      .flatMap(({ findings }) => findings.filter((finding) => decides(verdict, finding)))
      .flatMap((finding) => stepOfFinding(finding) ?? []),
  );
  // Who has the root in the file need not ask for it.
  if (found.has('add-issuer')) found.delete('get-root');
  const steps = nextStep.options.filter((step) => found.has(step)).slice(0, mostSteps);
  return steps.length > 0 ? steps : [general];
}

/** A step in a sentence. */
export const describeStep = (step: NextStep, language: Language): string => nextStepWords[language].steps[step];
