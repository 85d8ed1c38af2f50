import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onePage, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import { makeSigning, type Signing, signByHand, unsignedPdf, verify } from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let signing: Signing;
let signed: Buffer;

beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
  signed = signByHand(unsignedPdf(), signing);
});
afterAll(() => authority.remove());

describe('a signed file that viewers repair', () => {
  it('is valid as long as it is not damaged', async () => {
    expect(await verify(signed, [signing.issuer])).toMatchObject({ verdict: 'valid', damage: null });
  });

  const damages: Record<string, (pdf: Buffer) => Buffer> = {
    'a byte order mark was put before it': (pdf) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), pdf]),
    'blank bytes were put behind it': (pdf) => Buffer.concat([pdf, Buffer.alloc(4096)]),
    'a broken end was put behind it': (pdf) => Buffer.concat([pdf, Buffer.from('startxref\n77\n%%EOF\n')]),
  };
  it.each(Object.entries(damages))('is not relied on, though its content is unchanged: %s', async (what, damage) => {
    const report = await verify(damage(signed), [signing.issuer]);
    // What was put behind it is nobody's either.
    const verdict = /behind/.test(what) ? 'changed' : 'indeterminate';
    expect(report).toMatchObject({ verdict, lines: { content: 'unchanged' } });
    expect(report.damage).not.toBeNull();
    expect(report.signatures[0]?.findings).toContainEqual(
      expect.objectContaining({ state: 'unknown', reason: 'file-structure/repaired' }),
    );
  });

  it('was signed with a Prev of 0: cannot be confirmed either', async () => {
    const unsigned = unsignedPdf().toString('latin1').replace('trailer\n<<', 'trailer\n<< /Prev 0');
    const report = await verify(signByHand(Buffer.from(unsigned, 'latin1'), signing), [signing.issuer]);
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged', afterwards: 'none' } });
  });

  it('is never confirmed with something appended, whatever reading shows it', async () => {
    const attacked = update(signed, { 4: '<< /Length 2 >>\nstream\nq\n\nendstream' });
    const broken = Buffer.concat([attacked, Buffer.from('startxref\n77\n%%EOF\n')]);
    const report = await verify(broken, [signing.issuer]);
    expect(['changed', 'indeterminate', 'invalid']).toContain(report.verdict);
    expect(report.lines.afterwards).toBe('changed');
  });

  it('is no file without signatures when the repair loses one', async () => {
    const lost = Buffer.from(
      signed
        .toString('latin1')
        .replace('/AcroForm', '/AcroFrom')
        .replace(/startxref\s+\d+/, 'startxref\n9'),
      'latin1',
    );
    expect(await verify(lost, [signing.issuer])).toMatchObject({ verdict: 'indeterminate', signatures: [] });
  });

  it('is not said to be unsigned when its end is missing', async () => {
    const cut = onePage().subarray(0, -20);
    await expect(verify(cut, [])).rejects.toThrowError('PDF_DAMAGED');
  });

  it('has no signature where it never had one', async () => {
    expect(await verify(onePage({ trailer: '/Prev 0' }), [])).toMatchObject({ verdict: 'unsigned' });
  });
});
