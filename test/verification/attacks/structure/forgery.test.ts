import { describe, expect, it } from 'vitest';
import { update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf } from '../../sign-by-hand.ts';
import { expectNotValid, forgedText, objectText, outcomeOf, replaced, setStage } from '../stage.ts';

const stage = setStage();

const byteRange = /\/ByteRange \[[^\]]*\]/;
const contents = /\/Contents <[0-9a-f]*>/;

/** Universal signature forgery: the signature dictionary is bent until a verifier has nothing left to check, and the text is another one. */
const bendings: Record<string, (dictionary: string) => string> = {
  'ByteRange missing': (it) => it.replace(byteRange, ''),
  'ByteRange null': (it) => it.replace(byteRange, '/ByteRange null'),
  'ByteRange empty': (it) => it.replace(byteRange, '/ByteRange []'),
  'ByteRange all zeros': (it) => it.replace(byteRange, '/ByteRange [0 0 0 0]'),
  'ByteRange a single number': (it) => it.replace(byteRange, '/ByteRange 0'),
  'ByteRange a string': (it) => it.replace(byteRange, '/ByteRange (0 1 2 3)'),
  'ByteRange a dictionary': (it) => it.replace(byteRange, '/ByteRange << /A 0 >>'),
  'ByteRange of nulls': (it) => it.replace(byteRange, '/ByteRange [null null null null]'),
  'ByteRange of names': (it) => it.replace(byteRange, '/ByteRange [/A /B /C /D]'),
  'ByteRange of three numbers': (it) => it.replace(byteRange, '/ByteRange [0 100 200]'),
  'ByteRange of five numbers': (it) => it.replace(byteRange, '/ByteRange [0 100 200 300 400]'),
  'ByteRange of six numbers': (it) => it.replace(byteRange, '/ByteRange [0 100 200 300 400 500]'),
  'ByteRange negative': (it) => it.replace(byteRange, '/ByteRange [0 -100 -200 300]'),
  'ByteRange beginning below zero': (it) => it.replace(byteRange, '/ByteRange [-1 100 200 300]'),
  'ByteRange of fractions': (it) => it.replace(byteRange, '/ByteRange [0.5 100.5 200.5 300.5]'),
  'ByteRange outside the file': (it) => it.replace(byteRange, '/ByteRange [0 100 99999999 300]'),
  'ByteRange beyond all numbers': (it) =>
    it.replace(byteRange, '/ByteRange [0 99999999999999999999 999999999999999999999 1]'),
  'ByteRange in nested arrays': (it) => it.replace(byteRange, '/ByteRange [[0 100] [200 300]]'),
  'ByteRange of references into nowhere': (it) => it.replace(byteRange, '/ByteRange [50 0 R 51 0 R 52 0 R 53 0 R]'),
  'ByteRange a reference to itself': (it) => it.replace(byteRange, '/ByteRange 6 0 R'),
  'Contents missing': (it) => it.replace(contents, ''),
  'Contents null': (it) => it.replace(contents, '/Contents null'),
  'Contents empty': (it) => it.replace(contents, '/Contents <>'),
  'Contents one zero byte': (it) => it.replace(contents, '/Contents <00>'),
  'Contents all zeros': (it) => it.replace(contents, `/Contents <${'0'.repeat(12_000)}>`),
  'Contents garbage': (it) => it.replace(contents, `/Contents <${'deadbeef'.repeat(1500)}>`),
  'Contents no hexadecimal': (it) => it.replace(contents, `/Contents <${'xyz!'.repeat(3000)}>`),
  'Contents an empty SEQUENCE': (it) => it.replace(contents, `/Contents <3000${'0'.repeat(11_996)}>`),
  'Contents a SEQUENCE of endless length': (it) => it.replace(contents, `/Contents <3080${'0'.repeat(11_996)}>`),
  'Contents a literal string': (it) => it.replace(contents, '/Contents (0)'),
  'Contents a number': (it) => it.replace(contents, '/Contents 0'),
  'Contents a reference into nowhere': (it) => it.replace(contents, '/Contents 50 0 R'),
  'Contents a reference to its own dictionary': (it) => it.replace(contents, '/Contents 6 0 R'),
  'ByteRange and Contents missing': (it) => it.replace(byteRange, '').replace(contents, ''),
  'SubFilter missing': (it) => it.replace(/\/SubFilter \/\S+/, ''),
  'SubFilter null': (it) => it.replace(/\/SubFilter \/\S+/, '/SubFilter null'),
  'SubFilter unknown': (it) => it.replace(/\/SubFilter \/\S+/, '/SubFilter /none'),
  'SubFilter of raw RSA': (it) => it.replace(/\/SubFilter \/\S+/, '/SubFilter /adbe.x509.rsa_sha1'),
  'SubFilter of a timestamp': (it) => it.replace(/\/SubFilter \/\S+/, '/SubFilter /ETSI.RFC3161'),
  'SubFilter of SHA-1': (it) => it.replace(/\/SubFilter \/\S+/, '/SubFilter /adbe.pkcs7.sha1'),
  'Type another': (it) => it.replace('/Type /Sig', '/Type /DocTimeStamp'),
  'nothing in it': () => '<< >>',
  'null for a dictionary': () => 'null',
  'a string for a dictionary': () => '(signed)',
};

describe('a signature whose dictionary was bent is not valid:', () => {
  for (const [what, bend] of Object.entries(bendings)) {
    it(`${what}, in an update that exchanges the text as well`, async () => {
      const { signed } = stage();
      await expectNotValid(update(signed, { 6: bend(objectText(signed, 6)), 4: forgedText }), stage());
    });
  }

  it('nothing bent, written anew in an update', async () => {
    const { signed } = stage();
    expect(await outcomeOf(update(signed, { 6: objectText(signed, 6) }), stage())).toMatchObject({
      signature: 'invalid',
    });
  });
});

describe('a signature bent in its own bytes is invalid or unreadable:', () => {
  const bends: Record<string, (pdf: Buffer) => Buffer> = {
    'ByteRange hidden under another name': (it) => replaced(it, '/ByteRange [', '/BiteRange ['),
    'Contents hidden under another name': (it) => replaced(it, '/Contents <', '/Kontents <'),
    'SubFilter hidden under another name': (it) => replaced(it, '/SubFilter ', '/SubFelter '),
    'the text exchanged': (it) => replaced(it, '(Contract)', '(Forgery!)'),
    'the field type exchanged': (it) => replaced(it, '/FT /Sig', '/FT /Btn'),
    'one digit of the first range': (it) => replaced(it, /\/ByteRange \[0 (\d)/, '/ByteRange [0 9'),
    'the signature zeroed': (it) => replaced(it, /<30[0-9a-f]{400}/, `<${'0'.repeat(402)}`),
    'the digest zeroed': (it) => replaced(it, /<30[0-9a-f]{2000}/, `<30${'0'.repeat(2000)}`),
  };
  for (const [what, bend] of Object.entries(bends)) {
    it(what, async () => {
      const { signed } = stage();
      await expectNotValid(bend(signed), stage());
    });
  }
});

describe('a signer’s own odd byteRange is no excuse:', () => {
  it('numbers that stand in other objects, where they could be exchanged', async () => {
    const { signing } = stage();
    const honest = signByHand(unsignedPdf(), signing);
    const [, first = '', second = '', third = ''] =
      /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(honest.toString('latin1')) ?? [];
    const indirect = update(honest, {
      6: objectText(honest, 6).replace(byteRange, '/ByteRange [20 0 R 21 0 R 22 0 R 23 0 R]'),
      20: '0',
      21: first,
      22: second,
      23: third,
    });
    expect(await outcomeOf(indirect, stage())).toMatchObject({ signature: 'invalid' });
  });

  it('a key that stands twice in the signature dictionary', async () => {
    const twice = emptySignature({ entries: '/Name (One) /Name (Another)' });
    expect(await outcomeOf(signByHand(unsignedPdf({ signature: twice }), stage().signing), stage())).toMatchObject({
      signature: 'invalid',
    });
  });
});

describe('the honest twins stay valid:', () => {
  it('the file as it was signed', async () => {
    expect(await outcomeOf(stage().signed, stage())).toMatchObject({ verdict: 'valid', signature: 'valid', kinds: [] });
  });

  it('with further entries in the signature dictionary', async () => {
    const entries = "/Name (Zhang San) /Reason (Contract) /Location (Shanghai) /M (D:20261124150400+08'00')";
    const pdf = signByHand(unsignedPdf({ signature: emptySignature({ entries }) }), stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'valid' });
  });

  it('with an escape in the name of a key', async () => {
    const signature = emptySignature().replace('/SubFilter', '/Sub#46ilter');
    const pdf = signByHand(unsignedPdf({ signature }), stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'valid' });
  });

  it('with the field in a hierarchy of fields', async () => {
    const child = signatureField('Child', '/V 6 0 R /Parent 8 0 R');
    const pdf = signByHand(unsignedPdf({ more: { 7: '<< /T (First) /Kids [9 0 R] >>', 9: child } }), stage().signing);
    expect(await outcomeOf(pdf, stage(), 'First.Child')).toMatchObject({ verdict: 'valid', signature: 'valid' });
  });
});
