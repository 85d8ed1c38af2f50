import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src-main/contract/index.ts';
import { assertStamped } from '../../src-main/stamping/self-check.ts';
import { finding } from '../../src-main/x509/index.ts';

type Report = Parameters<typeof assertStamped>[0];
type Signature = Report['signatures'][number];
type Made = Parameters<typeof assertStamped>[2][number];

const passedAll = (...codes: Finding['code'][]) => codes.map((code) => finding(code, 'passed', 'trial/made-for-trial'));
const cmsFindings = passedAll('byte-range', 'digest', 'signature-value', 'signing-certificate');
const sesFindings = passedAll(
  'byte-range',
  'digest',
  'signature-value',
  'seal-maker-signature',
  'seal-certificate-list',
);

function signature(fieldName: string, differing: Partial<Signature> = {}): Signature {
  return {
    fieldName,
    verdict: 'indeterminate',
    laterChanges: 'none',
    findings: cmsFindings,
    coversWholeFile: true,
    coveredUntil: 1000,
    certificate: { fingerprint: 'shown' },
    ...differing,
  };
}

const made = (fieldName: string, checks: 'cms' | 'ses' | 'ofd' = 'cms'): Made => ({
  fieldName,
  placement: { certificate: { fingerprint: 'shown' }, form: { checks } },
});
const seal = 'ses';
const earlier = (differing: Partial<Signature> = {}) =>
  signature('Earlier', { coversWholeFile: false, laterChanges: 'signatures-only', ...differing });

/** What the check says, in a word; nothing when the file may be delivered. */
function said(after: Signature[], before: Signature[] | null, ...signed: Made[]): string {
  try {
    assertStamped({ signatures: after }, before && { signatures: before }, signed);
    return '';
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
    return (thrown as { values: { detail: string } }).values.detail;
  }
}

describe('a stamped file is delivered', () => {
  it('when its signature holds, though nobody is trusted here', () => {
    expect(said([signature('Ours')], null, made('Ours'))).toBe('');
    expect(said([signature('Ours', { verdict: 'valid' })], null, made('Ours'))).toBe('');
  });

  it('when every one of several holds and the last covers the file', () => {
    const first = signature('First', { coversWholeFile: false, laterChanges: 'signatures-only' });
    expect(said([first, signature('Last')], null, made('First'), made('Last'))).toBe('');
  });

  it('when earlier signatures that share a name are what they were, each by itself', () => {
    const shared = [earlier(), earlier({ coveredUntil: 2000 })];
    expect(said([...shared, signature('Ours')], shared, made('Ours'))).toBe('');
  });

  it('when a national seal holds, which names no signing certificate', () => {
    expect(said([signature('Ours', { findings: sesFindings })], null, made('Ours', seal))).toBe('');
  });

  it.each<{ what: string; was: Partial<Signature>; is: Partial<Signature> }>([
    { what: 'is as good as before', was: { verdict: 'valid' }, is: { verdict: 'valid' } },
    { what: 'was invalid already', was: { verdict: 'invalid' }, is: { verdict: 'invalid' } },
    { what: 'was changed already', was: { laterChanges: 'changed' }, is: { laterChanges: 'changed' } },
    {
      what: 'got company',
      was: { laterChanges: 'none', coversWholeFile: true },
      is: { laterChanges: 'signatures-only' },
    },
    { what: 'got better', was: { verdict: 'invalid', laterChanges: 'changed' }, is: { verdict: 'valid' } },
  ])('when an earlier signature $what', ({ was, is }) => {
    expect(said([earlier(is), signature('Ours')], [earlier(was)], made('Ours'))).toBe('');
  });
});

describe('a stamped file is not delivered', () => {
  it.each<{ what: string; differing: Partial<Signature>; why: string }>([
    { what: 'is invalid', differing: { verdict: 'invalid' }, why: 'own-signature-not-valid' },
    { what: 'was changed since', differing: { laterChanges: 'changed' }, why: 'own-signature-not-valid' },
    {
      what: 'is by another certificate',
      differing: { certificate: { fingerprint: 'other' } },
      why: 'another-certificate',
    },
    { what: 'has no certificate', differing: { certificate: null }, why: 'another-certificate' },
    {
      what: 'leaves bytes uncovered',
      differing: { coversWholeFile: false },
      why: 'own-signature-does-not-cover-the-file',
    },
    { what: 'is in another field', differing: { fieldName: 'Other' }, why: 'own-signature-missing' },
  ])('when its signature $what', ({ differing, why }) => {
    expect(said([signature('Ours', differing)], null, made('Ours'))).toBe(why);
  });

  const lacking = (findings: readonly Finding[], code: string): Finding[][] => [
    findings.filter((one) => one.code !== code),
    ...(['failed', 'unknown', 'warning'] as const).map((state) =>
      findings.map((one) => (one.code === code ? { ...one, state } : one)),
    ),
  ];

  it.each(cmsFindings.map(({ code }) => code))('when %s was not found to be in order', (code) => {
    for (const findings of lacking(cmsFindings, code)) {
      expect(said([signature('Ours', { findings })], null, made('Ours'))).toBe(`own-signature-${code}`);
    }
  });

  it.each(sesFindings.map(({ code }) => code))('of a national seal, when %s was not found to be in order', (code) => {
    for (const findings of lacking(sesFindings, code)) {
      expect(said([signature('Ours', { findings })], null, made('Ours', seal))).toBe(`own-signature-${code}`);
    }
  });

  it('when the first of two is not what it should be, though the last is', () => {
    const first = signature('First', { certificate: { fingerprint: 'other' }, coversWholeFile: false });
    expect(said([first, signature('Last')], null, made('First'), made('Last'))).toBe('another-certificate');
  });

  it.each<{ what: string; was: Partial<Signature>; is: Partial<Signature> }>([
    { what: 'valid and is invalid', was: { verdict: 'valid' }, is: { verdict: 'invalid' } },
    { what: 'indeterminate and is invalid', was: { verdict: 'indeterminate' }, is: { verdict: 'invalid' } },
    { what: 'unchanged and is changed', was: { laterChanges: 'none' }, is: { laterChanges: 'changed' } },
    { what: 'permitted and is changed', was: { laterChanges: 'allowed' }, is: { laterChanges: 'changed' } },
    {
      what: 'invalid already and is changed as well',
      was: { verdict: 'invalid' },
      is: { verdict: 'invalid', laterChanges: 'changed' },
    },
  ])('when an earlier signature was $what', ({ was, is }) => {
    expect(said([earlier(is), signature('Ours')], [earlier(was)], made('Ours'))).toBe('earlier-signature-broken');
  });

  it('when an earlier signature is gone', () => {
    expect(said([signature('Ours')], [earlier()], made('Ours'))).toBe('earlier-signature-missing');
    const shorter = earlier({ coveredUntil: 900 });
    expect(said([signature('Ours'), shorter], [earlier()], made('Ours'))).toBe('earlier-signature-broken');
  });
});
