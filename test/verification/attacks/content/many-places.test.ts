/** A later signer whose seal covers something where nobody looks: behind many fields, on a second page, under another number. */
import { describe, expect, it } from 'vitest';
import { craft, stream, update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, verify } from '../../sign-by-hand.ts';
import { signedSheet, timestampsOf } from '../sheet.ts';
import { setStage, whiteSheet } from '../stage.ts';

const stage = setStage();
const laterOf = async (pdf: Buffer) => {
  const { signatures } = await verify(pdf, [stage().signing.issuer]);
  return signatures.find(({ fieldName }) => fieldName === 'First')?.laterChanges;
};

/** Some readers draw it, pdf.js does not: it has no appearance of its own. */
const undrawn =
  '<< /Type /Annot /Subtype /FreeText /Rect [100 300 300 400] /F 4 /DA (/Helv 24 Tf 0 g) /Contents (NOT BINDING) >>';
const place = '/Rect [90 290 490 410] /AP << /N 900 0 R >>';
const catalog = (fields: string) =>
  `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R ${fields}] /SigFlags 3 >> >>`;
const page = (annotations: string) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /Annots [7 0 R 20 0 R ${annotations}] >>`;

describe('a later seal that covers what was signed', () => {
  it.each([1, 200, 201, 260])('is found behind %i fields of the same signature', async (count) => {
    const numbers = Array.from({ length: count }, (_, index) => 100 + index);
    const list = numbers.map((number) => `${number} 0 R`).join(' ');
    const fields = numbers.map((number, index) => {
      const where = index === count - 1 ? place : '/Rect [0 0 0 0]';
      return [number, signatureField(`Later${index}`, '/V 10 0 R', where)] as const;
    });
    const signed = signedSheet({ annotations: '20 0 R', more: { 20: undrawn } }, stage());
    const changed = { 1: catalog(list), 3: page(list), 10: emptySignature(), 900: whiteSheet() };
    const later = signByHand(update(signed, { ...changed, ...Object.fromEntries(fields) }), stage().attacker);
    expect(await laterOf(later)).toBe('changed');
  });

  it('is found in a field that stood empty over an annotation that readers draw themselves', async () => {
    const empty = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 3 0 R /F 132 /Rect [90 290 490 410] >>';
    const more = { 20: undrawn, 21: empty };
    const signed = signedSheet({ annotations: '20 0 R 21 0 R', fields: '21 0 R', more }, stage());
    const filled = empty.replace('/F 132', '/F 132 /V 10 0 R /AP << /N 900 0 R >>');
    const later = update(signed, { 10: emptySignature(), 900: whiteSheet(), 21: filled });
    expect(await laterOf(signByHand(later, stage().attacker))).toBe('changed');
  });

  it('is found under a number of another generation', async () => {
    const signed = signedSheet({ annotations: '20 0 R', more: { 20: undrawn } }, stage());
    const kid = (where: string) => `<< /Type /Annot /Subtype /Widget /Parent 11 1 R /P 3 0 R /F 132 ${where} >>`;
    const plain = update(signed, {
      1: catalog('11 1 R'),
      3: page('12 0 R 13 0 R'),
      10: emptySignature(),
      11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [12 0 R 13 0 R] >>',
      12: kid('/Rect [0 0 0 0]'),
      13: kid(place),
      900: whiteSheet(),
    });
    // The same bytes, with the field's generation in its header and in its entry.
    const text = plain.toString('latin1');
    const at = text.lastIndexOf('11 0 obj');
    const entry = String(at).padStart(10, '0');
    const renumbered = text.replace(`${entry} 00000 n`, `${entry} 00001 n`);
    const moved = `${renumbered.slice(0, at)}11 1 obj${renumbered.slice(at + 8)}`;
    expect(moved).not.toBe(text);
    expect(await laterOf(signByHand(Buffer.from(moved, 'latin1'), stage().attacker))).toBe('changed');
  });

  const pages = [3, 31, 32, 33, 34];
  /** Pages of which the last two list what `annotations` says; on one of them there is nothing to cover. */
  function manyPages(annotations: (number: number) => string, type = '/Page'): Buffer {
    const objects: Record<number, string> = {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] /SigFlags 3 >> >>',
      2: `<< /Type /Pages /Kids [${pages.map((number) => `${number} 0 R`).join(' ')}] /Count ${pages.length} >>`,
      4: stream('BT /F 24 Tf 72 700 Td (Contract) Tj ET'),
      44: stream('BT /F 24 Tf 72 100 Td (Low) Tj ET'),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      6: emptySignature(),
      7: signatureField('First', '/V 6 0 R'),
      8: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 33 0 R /F 132 /Rect [60 680 400 740] >>',
      50: '/Page',
    };
    for (const number of pages) {
      objects[number] =
        `<< /Type ${type} /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> ` +
        `/Contents ${number === 33 ? 44 : 4} 0 R /Annots [${number === 3 ? '7 0 R' : ''} ${annotations(number)}] >>`;
    }
    return craft({ objects });
  }

  it.each<[string, number[], string]>([
    ['on the second page that lists an empty field', [33, 34], 'changed'],
    ['nowhere, where its only page has nothing under it', [33], 'signatures-only'],
  ])('is found %s', async (_, listing, expected) => {
    const signed = signByHand(
      manyPages((number) => (listing.includes(number) ? '8 0 R' : '')),
      stage().signing,
    );
    const filled =
      '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 33 0 R /F 132 /Rect [60 680 400 740] /V 10 0 R /AP << /N 900 0 R >> >>';
    const later = update(signed, { 8: filled, 10: emptySignature(), 900: whiteSheet() });
    expect(await laterOf(signByHand(later, stage().signing))).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['resources', '2 0 R', '/XObject << /X1 45 0 R >>'],
    ['forms', '<< /XObject 2 0 R >>', '/X1 45 0 R'],
  ])('is found on a long document whose pages have their %s from the root of the tree', async (_, resources, root) => {
    const kids = Array.from({ length: 210 }, (_item, index) => (index === 0 ? 3 : 1_000 + index));
    const sheet = (annotations: string) =>
      `<< /Type /Page /Parent 60 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents 4 0 R ${annotations} >>`;
    const objects: Record<number, string> = {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 >> >>',
      2: `<< /Type /Pages /Kids [60 0 R] /Count 210 ${root} >>`,
      60: `<< /Type /Pages /Parent 2 0 R /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count 210 >>`,
      4: stream('/X1 Do'),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      6: emptySignature(),
      7: signatureField('First', '/V 6 0 R'),
      45: stream(
        'BT /F 24 Tf 72 700 Td (This contract is void and not binding) Tj ET',
        '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >>',
      ),
    };
    for (const kid of kids) objects[kid] = sheet(kid === 3 ? '/Annots [7 0 R]' : '');
    const signed = signByHand(craft({ objects }), stage().signing);
    const later = update(signed, {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> >>',
      3: sheet('/Annots [7 0 R 11 0 R]'),
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R', '/Rect [350 690 520 730] /AP << /N 900 0 R >>'),
      900: stream('1 1 1 rg 0 0 220 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 220 40]'),
    });
    expect(await laterOf(signByHand(later, stage().attacker))).toBe('changed');
  });
});

describe('words for assistive technology', () => {
  const tree = '/StructTreeRoot 20 0 R /MarkInfo << /Marked true >>';
  const more = {
    4: stream('/P << /MCID 0 >> BDC BT /F 24 Tf 72 700 Td (Contract) Tj ET EMC'),
    20: '<< /Type /StructTreeRoot /K 21 0 R /ParentTree 23 0 R /ParentTreeNextKey 1 >>',
    21: '<< /Type /StructElem /S /Document /P 20 0 R /K [22 0 R] >>',
    22: '<< /Type /StructElem /S /P /P 21 0 R /Pg 3 0 R /K 0 >>',
    23: '<< /Nums [0 [22 0 R]] >>',
  };
  const field = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 3 0 R /V 10 0 R /F 132 /Rect [0 0 0 0] >>';
  const words =
    '<< /Type /StructElem /S /Form /P 21 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 11 0 R >> /Alt (The price is ten million) >>';
  const grown = { 21: '<< /Type /StructElem /S /Document /P 20 0 R /K [24 0 R 22 0 R] >>', 24: words };
  const added = (value: string) => ({
    1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> ${tree} >>`,
    10: value,
    11: field,
  });
  const signedTree = () => signedSheet({ catalog: tree, page: '/StructParents 0', more }, stage());

  it('come with a signature', async () => {
    const later = signByHand(update(signedTree(), { ...added(emptySignature()), ...grown }), stage().signing);
    expect(await laterOf(later)).toBe('signatures-only');
  });

  it('do not come with a timestamp, which anybody gets', async () => {
    const { signing } = stage();
    const extensions = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'];
    const tsa = signing.authority.issue({
      subject: '/CN=TSA',
      issuer: signing.issuer,
      extensions: [...extensions, 'extendedKeyUsage=critical,timeStamping'],
    });
    const timestamp = emptySignature({ subFilter: 'ETSI.RFC3161' }).replace('/Type /Sig', '/Type /DocTimeStamp');
    const stamped = (objects: Record<number, string>) =>
      signByHand(update(signedTree(), { ...added(timestamp), ...objects }), timestampsOf(signing, tsa));
    expect(await laterOf(stamped({}))).toBe('allowed');
    expect(await laterOf(stamped(grown))).toBe('changed');
  });

  it('do not take the place of what the tree has for a number', async () => {
    const twice = { 23: '<< /Nums [0 24 0 R 0 [22 0 R]] >>' };
    const later = update(signedTree(), { ...added(emptySignature()), ...grown, ...twice });
    expect(await laterOf(signByHand(later, stage().signing))).toBe('changed');
  });
});
