import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onePage, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import { makeSigning, type Signing, signByHand, unsignedPdf, verify, withSecondSignature } from './sign-by-hand.ts';

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

  const places = (pdf: Buffer) =>
    [...pdf.toString('latin1').matchAll(/(?<=\n)(\d+) 0 obj/g)].map((found) => ({ of: found[1], at: found.index }));
  const withEntry = (pdf: Buffer, from: number, to: number) => {
    const text = pdf.toString('latin1');
    const entry = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n`;
    const at = text.lastIndexOf(entry(from));
    return Buffer.from(`${text.slice(0, at)}${entry(to)}${text.slice(at + entry(to).length)}`, 'latin1');
  };
  const withStartxref = (pdf: Buffer, to: number) =>
    Buffer.from(pdf.toString('latin1').replace(/startxref\s+\d+(?=\s+%%EOF\s*$)/, `startxref\n${to}`), 'latin1');

  it('was signed with a cross-reference that leads to another object, or into one: is read, and cannot be confirmed', async () => {
    const unsigned = unsignedPdf();
    const objects = places(unsigned);
    expect(objects).toHaveLength(7);
    for (const { of, at } of objects) {
      for (const to of [...objects.map((other) => other.at).filter((other) => other !== at), at + 7]) {
        const report = await verify(signByHand(withEntry(unsigned, at, to), signing), [signing.issuer]);
        const damage = `object ${of} is not where the cross-reference says`;
        expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged' }, damage });
      }
      const report = await verify(signByHand(withStartxref(unsigned, at), signing), [signing.issuer]);
      expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged' } });
      expect(report.damage).not.toBeNull();
    }
  });

  it('has a second signature whose cross-reference leads to another object: is read, and never confirmed', async () => {
    const unsigned = withSecondSignature(signed);
    const objects = places(unsigned);
    for (const { at } of objects.filter(({ at }) => at > signed.length)) {
      for (const { at: to } of objects.filter((other) => other.at !== at)) {
        for (const damaged of [withEntry(unsigned, at, to), withStartxref(unsigned, to)]) {
          const report = await verify(signByHand(damaged, signing), [signing.issuer]);
          expect(['changed', 'indeterminate', 'invalid']).toContain(report.verdict);
        }
      }
    }
  });

  it('lists what nothing refers to at a place where nothing is: is valid, since no viewer goes there', async () => {
    const unsigned = unsignedPdf({ more: { 8: '(unused)' } });
    const at = places(unsigned).find(({ of }) => of === '8')?.at ?? 0;
    const report = await verify(signByHand(withEntry(unsigned, at, 3), signing), [signing.issuer]);
    expect(report).toMatchObject({ verdict: 'valid', damage: null });
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
