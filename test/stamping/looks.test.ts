import { describe, expect, it, vi } from 'vitest';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { checkLooks } from '../../src-main/stamping/looks.ts';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
import { emptySignature, signatureField } from '../verification/sign-by-hand.ts';

vi.setConfig({ testTimeout: 120_000 });

const original = onePage();
const look = '/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << >>';
const page = (content: string, entries = '') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} /Resources << /Font << /F 5 0 R >> >> /Annots [11 0 R] ${entries} >>`;

/** What a run appends, before the token has signed; its seal stands beside the text. */
function sealed(more: Record<number, string> = {}, before: Uint8Array = original): Uint8Array {
  const pdf = update(before, {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [11 0 R] /SigFlags 3 >> >>',
    3: page('4 0 R'),
    10: emptySignature(),
    11: signatureField('Seal', '/V 10 0 R', '/Rect [300 400 400 500] /AP << /N 12 0 R >>'),
    12: stream('0.8 0 0 rg 10 10 80 80 re f', look),
    ...more,
  });
  const range = /\/ByteRange \[0 9+ 9+ 9+\]/.exec(pdf.toString('latin1'));
  const gapStart = pdf.indexOf(`<${'0'.repeat(1000)}`);
  const gapEnd = pdf.indexOf('>', gapStart) + 1;
  const honest = `/ByteRange [0 ${gapStart} ${gapEnd} ${pdf.length - gapEnd}]`;
  pdf.write(honest.padEnd(range?.[0].length ?? 0), range?.index ?? 0, 'latin1');
  return pdf.subarray(before.length);
}

async function outcomeOf(appended: Uint8Array, before: Uint8Array = original): Promise<string> {
  const source = {
    ...bytesSource(before),
    ...{ path: '/合同.pdf', identity: '', identityNow: () => '', isUnchanged: () => true, close: () => undefined },
  };
  const { signal } = new AbortController();
  const work = { prepared: { source }, request: {}, looking: signal };
  return checkLooks(work, appended, []).then(
    () => 'as before',
    (thrown: unknown) => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)),
  );
}

describe('the pages that were sealed, before the output counts,', () => {
  it('look as they did, but for the seal', async () => {
    expect(await outcomeOf(sealed())).toBe('as before');
  });
  it('are refused where an object of the seal is one that the page lacked', async () => {
    const hollow = update(original, { 3: page('[4 0 R 12 0 R]').replace('[11 0 R]', '[]') });
    expect(await outcomeOf(sealed({ 3: page('[4 0 R 12 0 R]') }, hollow), hollow)).toBe('SIGNATURE_SELF_CHECK_FAILED');
  });
  it.each<[string, Record<number, string>]>([
    ['another price is drawn', { 3: page('13 0 R'), 13: stream('BT /F 24 Tf 72 700 Td (Contracts) Tj ET') }],
    ['the page is turned', { 3: page('4 0 R', '/Rotate 90') }],
    ['the page is cut', { 3: page('4 0 R', '/CropBox [0 0 595 600]') }],
  ])('are refused when %s', async (_, more) => {
    expect(await outcomeOf(sealed(more))).toBe('SIGNATURE_SELF_CHECK_FAILED');
  });
});
