import { describe, expect, it } from 'vitest';
import type { Finding, FindingReason, SignatureReport } from '../../../src-main/contract/index.ts';
import {
  breaksIntegrity,
  deciding,
  documentVerdict,
  signatureVerdict,
} from '../../../src-main/verification/verdict/signature-verdict.ts';
import { finding } from '../../../src-main/x509/index.ts';

type Code = Finding['code'];
type State = Finding['state'];
/** The word asks for no reason. */
const found = (code: Code, state: State): Finding => finding(code, state, 'trial/made-for-trial');
const sound = [found('digest', 'passed'), found('signature-value', 'passed'), found('chain', 'passed')];

/** A failure of these means that what was signed, or the signature, is not what it was. */
const integrity: readonly Code[] = [
  'byte-range',
  'digest',
  'signature-value',
  'signing-certificate',
  'cms-structure',
  'ses-structure',
  'seal-structure',
  'seal-maker-signature',
  'seal-certificate-list',
];

describe('the word for a signature', () => {
  it.each(integrity)('is invalid when %s failed, and indeterminate when nobody can tell', (code) => {
    expect(signatureVerdict([...sound, found(code, 'failed')], true, true)).toBe('invalid');
    expect(signatureVerdict([...sound, found(code, 'failed')], false, false)).toBe('invalid');
    expect(breaksIntegrity([found(code, 'failed')])).toBe(true);
    expect(signatureVerdict([...sound, found(code, 'unknown')], true, true)).toBe('indeterminate');
    expect(breaksIntegrity([found(code, 'unknown')])).toBe(false);
  });

  it.each<Code>(['revocation', 'seal-maker-revocation'])('is invalid when %s failed, and is no damage', (code) => {
    expect(signatureVerdict([...sound, found(code, 'failed')], true, true)).toBe('invalid');
    expect(breaksIntegrity([found(code, 'failed')])).toBe(false);
    expect(signatureVerdict([...sound, found(code, 'unknown')], true, true)).toBe('indeterminate');
    expect(signatureVerdict([...sound, found(code, 'warning')], true, true)).toBe('valid');
  });

  it.each<Code>([
    'certificate-validity',
    'certificate-usage',
    'chain',
    'timestamp',
    'algorithm-strength',
    'signing-time',
  ])('is indeterminate when %s failed or is unknown, and valid when it is only remarked upon', (code) => {
    expect(signatureVerdict([...sound, found(code, 'failed')], true, true)).toBe('indeterminate');
    expect(signatureVerdict([...sound, found(code, 'unknown')], true, true)).toBe('indeterminate');
    expect(signatureVerdict([...sound, found(code, 'warning')], true, true)).toBe('valid');
    expect(signatureVerdict([...sound, found(code, 'not-applicable')], true, true)).toBe('valid');
  });

  it.each<{ later: State; intact: boolean; trusted: boolean; word: SignatureReport['verdict'] }>([
    { later: 'passed', intact: true, trusted: true, word: 'valid' },
    { later: 'warning', intact: true, trusted: true, word: 'changed' },
    { later: 'unknown', intact: true, trusted: true, word: 'changed' },
    { later: 'failed', intact: true, trusted: true, word: 'changed' },
    // What nobody permitted nobody permitted, whoever the signer is.
    { later: 'warning', intact: true, trusted: false, word: 'changed' },
    { later: 'passed', intact: true, trusted: false, word: 'indeterminate' },
    { later: 'passed', intact: false, trusted: true, word: 'indeterminate' },
    { later: 'warning', intact: false, trusted: true, word: 'indeterminate' },
  ])('is $word with later changes $later, intact $intact, trusted $trusted', ({ later, intact, trusted, word }) => {
    expect(signatureVerdict([...sound, found('later-changes', later)], intact, trusted)).toBe(word);
  });

  it.each<{ reason: string; trusted: boolean; trial?: boolean; word: SignatureReport['verdict'] }>([
    { reason: 'changed', trusted: true, word: 'changed' },
    { reason: 'changed', trusted: true, trial: true, word: 'changed' },
    { reason: 'content-covered', trusted: true, word: 'changed' },
    { reason: 'picture-changed', trusted: true, word: 'changed' },
    { reason: 'a-reason-of-tomorrow', trusted: true, word: 'changed' },
    { reason: 'permitted-by-signer', trusted: true, word: 'permitted' },
    { reason: 'permitted-by-signer', trusted: false, word: 'indeterminate' },
    { reason: 'permitted-by-signer', trusted: true, trial: true, word: 'trial' },
    { reason: 'allowed', trusted: true, word: 'permitted' },
    { reason: 'picture-not-compared', trusted: true, word: 'indeterminate' },
  ])('is $word where what came later is told as $reason, trusted $trusted, trial $trial', (row) => {
    const later = { ...found('later-changes', 'warning'), reason: `later-changes/${row.reason}` as FindingReason };
    expect(signatureVerdict([...sound, later], true, row.trusted, row.trial)).toBe(row.word);
  });

  it('is trial where it would be valid, and no better than another where it would not', () => {
    expect(signatureVerdict(sound, true, true, true)).toBe('trial');
    expect(signatureVerdict(sound, true, false, true)).toBe('indeterminate');
    expect(signatureVerdict([...sound, found('digest', 'failed')], true, true, true)).toBe('invalid');
  });

  it('is invalid rather than changed when both are true', () => {
    const both = [...sound, found('later-changes', 'warning'), found('digest', 'failed')];
    expect(signatureVerdict(both, true, true)).toBe('invalid');
  });
});

type Row = Pick<SignatureReport, 'kind' | 'verdict'>;
const signature = (verdict: Row['verdict']): Row => ({ kind: 'signature', verdict });
const timestamp = (verdict: Row['verdict']): Row => ({ kind: 'timestamp', verdict });

describe('the word for a document', () => {
  it.each<{ rows: Row[]; word: string }>([
    { rows: [], word: 'unsigned' },
    { rows: [signature('valid')], word: 'valid' },
    { rows: [signature('valid'), signature('changed')], word: 'changed' },
    { rows: [signature('valid'), signature('permitted')], word: 'permitted' },
    { rows: [signature('permitted'), signature('trial'), signature('valid')], word: 'trial' },
    { rows: [signature('trial'), signature('indeterminate')], word: 'indeterminate' },
    { rows: [signature('changed'), signature('indeterminate')], word: 'changed' },
    { rows: [signature('changed'), signature('invalid')], word: 'invalid' },
    { rows: [signature('invalid'), signature('indeterminate'), signature('valid')], word: 'invalid' },
    // Whoever is not trusted to stamp times takes nothing from the signature, one that is broken does.
    { rows: [signature('valid'), timestamp('indeterminate')], word: 'valid' },
    { rows: [signature('valid'), timestamp('changed')], word: 'valid' },
    { rows: [signature('valid'), timestamp('invalid')], word: 'invalid' },
    { rows: [timestamp('valid'), signature('changed')], word: 'changed' },
    // A time is nobody's consent.
    { rows: [timestamp('valid')], word: 'unsigned' },
    { rows: [timestamp('indeterminate'), timestamp('changed')], word: 'unsigned' },
    { rows: [timestamp('invalid')], word: 'invalid' },
    { rows: [timestamp('valid'), timestamp('invalid')], word: 'invalid' },
  ])('is $word for $rows', ({ rows, word }) => {
    expect(documentVerdict(rows)).toBe(word);
  });

  it('is decided by the signatures and by broken timestamps; by all rows where nobody signed', () => {
    const rows = [signature('valid'), timestamp('valid'), timestamp('invalid')];
    expect(deciding(rows)).toEqual([signature('valid'), timestamp('invalid')]);
    const alone = [timestamp('valid'), timestamp('invalid')];
    expect(deciding(alone)).toEqual(alone);
  });
});
