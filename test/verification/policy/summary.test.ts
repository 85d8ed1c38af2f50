import { describe, expect, it } from 'vitest';
import type { Finding, PlainReason, SignatureReport } from '../../../src-main/contract/index.ts';
import { summarise } from '../../../src-main/verification/verdict/summary.ts';
import { finding } from '../../../src-main/x509/index.ts';

type Code = Finding['code'];
type State = Finding['state'];
type Row = Parameters<typeof summarise>[0][number];

const found = (code: Code, state: State, reason: PlainReason = 'trial/made-for-trial') => finding(code, state, reason);
const sound = [found('byte-range', 'passed'), found('digest', 'passed'), found('signature-value', 'passed')];

/** A trusted signature over a whole file, but for what is said of it. */
function row(more: Finding[] = [], differing: Partial<Row> = {}): Row {
  return {
    kind: 'signature',
    verdict: 'valid',
    findings: [...sound, ...more],
    laterChanges: 'none',
    coveredUntil: 1000,
    trusted: true,
    certificate: {},
    ...differing,
  };
}

it('a document that nobody signed has nothing to tell in any line', () => {
  expect(summarise([])).toEqual({ content: 'none', afterwards: 'none', identity: 'none' });
});

it('a sound signature leaves nothing to be asked', () => {
  expect(summarise([row()])).toEqual({ content: 'unchanged', afterwards: 'none', identity: 'trusted' });
});

describe('the line about the content', () => {
  it.each<{ what: string; findings: Finding[]; word: string }>([
    { what: 'its digest is another', findings: [...sound, found('digest', 'failed')], word: 'changed' },
    { what: 'its digest cannot be told', findings: [...sound, found('digest', 'unknown')], word: 'unknown' },
    { what: 'its range is not sound', findings: [...sound, found('byte-range', 'failed')], word: 'unknown' },
    { what: 'its value does not fit', findings: [...sound, found('signature-value', 'failed')], word: 'unknown' },
    { what: 'its CMS is damaged', findings: [...sound, found('cms-structure', 'failed')], word: 'unknown' },
    { what: 'its seal data are damaged', findings: [...sound, found('ses-structure', 'failed')], word: 'unknown' },
    { what: 'no value was checked', findings: [found('digest', 'passed')], word: 'unknown' },
    {
      what: 'bytes follow the CMS',
      findings: [...sound, found('cms-structure', 'failed', 'cms/trailing-bytes')],
      word: 'unchanged',
    },
    {
      what: 'bytes follow the PKCS#1 value',
      findings: [...sound, found('cms-structure', 'failed', 'pkcs1/trailing-bytes')],
      word: 'unchanged',
    },
    {
      what: 'bytes follow the seal data',
      findings: [...sound, found('ses-structure', 'failed', 'ses/trailing-bytes')],
      word: 'unchanged',
    },
    { what: 'only its certificate is in doubt', findings: [...sound, found('chain', 'failed')], word: 'unchanged' },
    { what: 'its CMS is remarked upon', findings: [...sound, found('cms-structure', 'warning')], word: 'unchanged' },
  ])('says $word when $what', ({ findings, word }) => {
    expect(summarise([row([], { findings })]).content).toBe(word);
  });

  it('tells the worst of several: changed, then unknown', () => {
    const changed = row([found('digest', 'failed')]);
    const unknown = row([found('byte-range', 'failed')]);
    expect(summarise([row(), unknown]).content).toBe('unknown');
    expect(summarise([unknown, row(), changed]).content).toBe('changed');
  });
});

describe('the line about what came afterwards', () => {
  const laterOf = (...words: SignatureReport['laterChanges'][]) =>
    summarise(words.map((laterChanges) => row([], { laterChanges }))).afterwards;

  it('tells the worst of several', () => {
    expect(laterOf('none', 'signatures-only')).toBe('signatures-only');
    expect(laterOf('signatures-only', 'allowed', 'none')).toBe('allowed');
    expect(laterOf('allowed', 'changed', 'none')).toBe('changed');
  });

  it('cannot be told where the sealed bytes differ, whatever followed them', () => {
    const differing = (laterChanges: SignatureReport['laterChanges']) =>
      summarise([row([found('digest', 'failed')], { laterChanges })]).afterwards;
    expect((['none', 'signatures-only', 'allowed', 'changed'] as const).map(differing)).toEqual(
      Array(4).fill('unknown'),
    );
  });

  it('cannot be told where it is not known what was sealed, but for what is proven', () => {
    const open = (laterChanges: SignatureReport['laterChanges']) =>
      summarise([row([found('signature-value', 'failed')], { laterChanges })]).afterwards;
    expect(open('none')).toBe('unknown');
    expect(open('changed')).toBe('changed');
  });

  it('cannot be told where a page could not be compared', () => {
    const notCompared = found('later-changes', 'warning', 'later-changes/picture-not-compared');
    expect(summarise([row([notCompared], { laterChanges: 'changed' })]).afterwards).toBe('unknown');
  });

  it('is unknown when one of them covers nothing that can be told', () => {
    expect(summarise([row(), row([], { coveredUntil: 0 })]).afterwards).toBe('unknown');
  });
});

describe('the line about who signed', () => {
  it.each<{ what: string; rows: Row[]; word: string }>([
    { what: 'nobody trusts it', rows: [row([], { trusted: false })], word: 'untrusted' },
    { what: 'one of two is not trusted', rows: [row(), row([], { trusted: false })], word: 'untrusted' },
    { what: 'its certificate cannot be read', rows: [row([], { certificate: null })], word: 'unknown' },
    {
      what: 'its certificate cannot be read, though another is revoked',
      rows: [row([], { certificate: null }), row([found('revocation', 'failed')])],
      word: 'unknown',
    },
    ...(
      [
        'signing-certificate',
        'certificate-usage',
        'revocation',
        'seal-maker-certificate',
        'seal-maker-revocation',
        'seal-certificate-list',
        'seal-structure',
        'seal-maker-signature',
      ] as const
    ).map((code) => ({
      what: `${code} failed, whatever else`,
      rows: [row([found(code, 'failed'), found('certificate-validity', 'failed')], { trusted: false })],
      word: 'invalid',
    })),
    ...(['certificate-validity', 'seal-validity'] as const).map((code) => ({
      what: `${code} failed, which comes before trust`,
      rows: [row([found(code, 'failed')], { trusted: false })],
      word: 'expired',
    })),
    { what: 'nobody knows the maker', rows: [row([found('seal-maker', 'unknown')])], word: 'maker-untrusted' },
    {
      what: 'nobody knows the maker, nor trusts the signer',
      rows: [row([found('seal-maker', 'unknown')], { trusted: false })],
      word: 'untrusted',
    },
    {
      what: 'the maker leads to nobody who is trusted',
      rows: [row([found('seal-maker-certificate', 'unknown')])],
      word: 'untrusted',
    },
    ...(
      [
        'ses-structure',
        'seal-structure',
        'seal-maker-revocation',
        'seal-certificate-list',
        'seal-validity',
        'seal-picture',
      ] as const
    ).map((code) => ({ what: `${code} is open`, rows: [row([found(code, 'unknown')])], word: 'unknown' })),
    { what: 'the picture is not that of the seal', rows: [row([found('seal-picture', 'failed')])], word: 'unknown' },
    { what: 'something is remarked upon', rows: [row([found('revocation', 'warning')])], word: 'trusted' },
  ])('says $word when $what', ({ rows, word }) => {
    expect(summarise(rows).identity).toBe(word);
  });
});

it('a timestamp that is not trusted is in no line beside a signature, and one that is broken is', () => {
  const untrusted = row([], { kind: 'timestamp', verdict: 'indeterminate', trusted: false, laterChanges: 'changed' });
  expect(summarise([row(), untrusted])).toEqual({ content: 'unchanged', afterwards: 'none', identity: 'trusted' });
  const broken = row([found('digest', 'failed')], { kind: 'timestamp', verdict: 'invalid' });
  expect(summarise([row(), broken]).content).toBe('changed');
});
