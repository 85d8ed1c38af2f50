import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding, VerificationReport } from '../../src-main/contract/index.ts';
import { describeFinding, describeVerdict, verdictWords } from '../../src-main/words/index.ts';
import { stream, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import { makeSigning, type Signing, signByHand, unsignedPdf, verify, withSecondSignature } from './sign-by-hand.ts';

const authority = new OpensslAuthority();
const folder = mkdtempSync(join(tmpdir(), 'qianyin-saved-anew-'));
let signing: Signing;
beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
});
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

const rewrittenBy =
  (program: string, before: string[], after: string[] = []) =>
  async (pdf: Uint8Array) => {
    const [from, to] = [join(folder, 'signed.pdf'), join(folder, 'saved.pdf')];
    writeFileSync(from, pdf);
    execFileSync(program, [...before, from, to, ...after], { stdio: 'ignore' });
    return readFileSync(to);
  };

const byPdfLib = async (pdf: Uint8Array) => {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  document.setProducer('Editor 7\u202e');
  return Buffer.from(await document.save());
};

const savedBy: { by: string; save: (pdf: Uint8Array) => Promise<Uint8Array> }[] = [
  { by: 'qpdf', save: rewrittenBy('qpdf', []) },
  { by: 'qpdf with object streams', save: rewrittenBy('qpdf', ['--object-streams=generate']) },
  { by: 'qpdf for the web', save: rewrittenBy('qpdf', ['--linearize']) },
  { by: 'qpdf for people', save: rewrittenBy('qpdf', ['--qdf']) },
  { by: 'mutool', save: rewrittenBy('mutool', ['clean']) },
  { by: 'mutool, which throws away what is not needed', save: rewrittenBy('mutool', ['clean', '-gggg', '-z']) },
  { by: 'pdf-lib', save: byPdfLib },
];

const rangesIn = ({ signatures }: VerificationReport) =>
  signatures.map(({ findings }) => findings.find(({ code }) => code === 'byte-range'));
const isSaidIn = (report: VerificationReport) => /重新保存/.test(describeVerdict(report, 'zh-CN'));

describe('a signed file that another program wrote anew', () => {
  it.each(savedBy)('is invalid, and said to be just that: $by', async ({ save }) => {
    const report = await verify(await save(signByHand(unsignedPdf(), signing)), [signing.issuer]);
    expect(report).toMatchObject({ verdict: 'invalid', lines: { content: 'unknown', afterwards: 'unknown' } });
    expect(describeVerdict(report, 'zh-CN')).toMatch(/^文件被另一个程序重新保存过.*签章因此失效.*请勿采信/u);
    expect(describeVerdict(report, 'en')).toMatch(/saved anew by another program.*Do not rely/);
  });

  it('is said of each of its signatures', async () => {
    const twice = signByHand(withSecondSignature(signByHand(unsignedPdf(), signing)), signing);
    const report = await verify(await rewrittenBy('qpdf', [])(twice), [signing.issuer]);
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid']);
    expect(rangesIn(report)).toMatchObject([{ reason: 'byte-range/saved-anew' }, { reason: 'byte-range/saved-anew' }]);
  });

  it('names the program that the file names, with nothing hidden in it', async () => {
    const report = await verify(await byPdfLib(signByHand(unsignedPdf(), signing)), [signing.issuer]);
    const [range] = rangesIn(report);
    expect(range && describeFinding(range, 'zh-CN')).toContain('“Editor 7[U+202E]”');
    expect(describeVerdict(report, 'zh-CN')).toContain('“Editor 7[U+202E]”');
  });
});

describe('it is not said of', () => {
  it('a file with a changed byte', async () => {
    const pdf = signByHand(unsignedPdf(), signing);
    pdf.write('W', pdf.indexOf(') Tj') - 1);
    const report = await verify(pdf, [signing.issuer]);
    expect([report.verdict, isSaidIn(report)]).toEqual(['invalid', false]);
  });

  it('a range that leaves out more than the signature', async () => {
    const wider = (range: readonly number[]) => [0, (range[1] ?? 0) - 10, range[2] ?? 0, range[3] ?? 0];
    const report = await verify(signByHand(unsignedPdf(), signing, wider), [signing.issuer]);
    expect([report.verdict, isSaidIn(report)]).toEqual(['invalid', false]);
  });

  it('a range around a string that another signature dictionary has, as forgers leave it', async () => {
    const pdf = signByHand(unsignedPdf(), signing);
    const dictionary = /\n6 0 obj\n(?<value>[\s\S]*?)\nendobj/.exec(pdf.toString('latin1'))?.groups?.value ?? '';
    const report = await verify(update(pdf, { 6: dictionary, 4: stream('BT (Forged) Tj ET') }), [signing.issuer]);
    expect(rangesIn(report)).toMatchObject([{ reason: 'byte-range/gap-is-not-contents' }]);
    expect([report.verdict, isSaidIn(report)]).toEqual(['invalid', false]);
  });

  it('a file with a signature that is broken in another way as well', async () => {
    const report = await verify(await byPdfLib(signByHand(unsignedPdf(), signing)), [signing.issuer]);
    const digest: Finding = { code: 'digest', state: 'failed', reason: 'digest/differs', values: {} };
    const [one] = report.signatures;
    const other = { verdict: 'invalid' as const, findings: [digest] };
    expect(describeVerdict({ ...report, signatures: one ? [one, other] : [] }, 'en')).toBe(
      verdictWords.en.verdictTexts.invalid,
    );
  });
});
