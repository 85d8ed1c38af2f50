import { describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import {
  emptySignature,
  signatureField,
  signByHand,
  unsignedPdf,
  verify,
  withSecondSignature,
} from '../../sign-by-hand.ts';
import {
  certifying,
  fieldAppearance,
  forgedText,
  formPdf,
  outcomeOf,
  pageWith,
  rebuilt,
  replaced,
  setStage,
  textField,
  whiteSheet,
} from '../stage.ts';

const stage = setStage();

const certified = (level: 1 | 2 | 3) => signByHand(unsignedPdf({ signature: certifying(level) }), stage().signing);
const certifiedForm = (level: 1 | 2 | 3) => signByHand(formPdf(certifying(level)), stage().signing);
const annotated = (pdf: Buffer, annotation: string, more: Record<number, string> = {}) =>
  update(pdf, { 3: pageWith('/Contents 4 0 R /Annots [7 0 R 20 0 R]'), 20: annotation, ...more });
const annotation = (subtype: string, rect = '[60 690 460 790]') =>
  `<< /Type /Annot /Subtype /${subtype} /Rect ${rect} /F 4 /AP << /N 21 0 R >> >>`;

describe('evil annotations:', () => {
  const subtypes = ['FreeText', 'Stamp', 'Redact', 'Text', 'Square', 'Ink', 'Link', 'Highlight', 'Watermark', 'Widget'];
  for (const level of [1, 2, 3] as const) {
    for (const subtype of subtypes) {
      it(`${subtype} over the text of a document certified with P ${level} is not valid`, async () => {
        const pdf = annotated(certified(level), annotation(subtype), { 21: whiteSheet() });
        const outcome = await outcomeOf(pdf, stage());
        expect(outcome).toMatchObject({
          verdict: 'changed',
          signature: 'changed',
          kinds: ['annotation-added'],
          covers: true,
        });
      });
    }
  }

  it('one beside the text, which P 3 permits, is told and said to be permitted', async () => {
    const pdf = annotated(certified(3), annotation('Text', '[10 10 30 30]'), { 21: whiteSheet() });
    expect(await outcomeOf(pdf, stage())).toMatchObject({
      signature: 'permitted',
      kinds: ['annotation-added'],
      covers: false,
    });
  });

  it('one that the attacker signs over is told', async () => {
    const { attacker } = stage();
    const pdf = withSecondSignature(certified(3), {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R 20 0 R]'),
      20: annotation('FreeText'),
      21: whiteSheet(),
    });
    const outcome = await outcomeOf(signByHand(pdf, attacker), stage());
    expect(outcome).toMatchObject({ verdict: 'changed', signature: 'changed', covers: true });
  });

  it('one whose page says nothing of it is told', async () => {
    const pdf = update(certified(3), { 20: annotation('FreeText'), 21: whiteSheet(), 4: forgedText });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed', kinds: ['page-content-changed'] });
  });

  /** A file with a note that was there when it was certified. */
  const noted = () => {
    const form = formPdf(certifying(3), { 8: annotation('Text', '[10 10 30 30]'), 21: whiteSheet() });
    return signByHand(rebuilt(replaced(form, '/Fields [7 0 R 8 0 R]', '/Fields [7 0 R]')), stage().signing);
  };

  it('one that turns into another is told', async () => {
    const pdf = update(noted(), { 8: annotation('FreeText') });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed', covers: true });
  });

  it('one whose appearance alone is exchanged is told', async () => {
    const pdf = update(noted(), { 21: whiteSheet('', '1 0 0 rg 0 0 400 100 re f') });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed' });
  });
});

describe('sneaky signatures:', () => {
  const sneaky = (pdf: Buffer, entries: string, more: Record<number, string> = {}) =>
    withSecondSignature(pdf, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      11: signatureField('Second', '/V 10 0 R', entries),
      21: whiteSheet(),
      ...more,
    });
  const over = '/Rect [60 690 460 790] /AP << /N 21 0 R >>';
  for (const level of [1, 2, 3] as const) {
    it(`a signature field over the text of a document certified with P ${level}`, async () => {
      const outcome = await outcomeOf(signByHand(sneaky(certified(level), over), stage().attacker), stage());
      expect(outcome).toMatchObject({ verdict: 'changed', signature: 'changed', covers: true });
    });
    it(`an empty signature field over the text of a document certified with P ${level}`, async () => {
      const pdf = sneaky(certified(level), over, { 11: signatureField('Second', '', over) });
      expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'changed', signature: 'changed' });
    });
    it(`a field whose signature is nonsense, P ${level}`, async () => {
      const pdf = sneaky(certified(level), over, { 10: '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /x >>' });
      expect((await outcomeOf(pdf, stage())).signature).not.toBe('valid');
    });
    it(`a field that borrows the certifying signature, P ${level}`, async () => {
      const pdf = sneaky(certified(level), over, { 11: signatureField('Second', '/V 6 0 R', over), 10: 'null' });
      expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed' });
    });
  }
  it('a widget that stands on another page than it says', async () => {
    const elsewhere = signatureField('Second', '/V 10 0 R', over).replace('/P 3 0 R', '/P 50 0 R');
    const outcome = await outcomeOf(
      signByHand(sneaky(certified(2), over, { 11: elsewhere }), stage().attacker),
      stage(),
    );
    expect(outcome).toMatchObject({ signature: 'changed', covers: true });
  });
  it('a widget among the kids of the field', async () => {
    const pdf = sneaky(certified(2), over, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 22 0 R]'),
      11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [22 0 R] >>',
      22: `<< /Type /Annot /Subtype /Widget /Parent 11 0 R /P 3 0 R /F 4 ${over} >>`,
    });
    expect(await outcomeOf(signByHand(pdf, stage().attacker), stage())).toMatchObject({
      signature: 'changed',
      covers: true,
    });
  });
  it('a widget that runs a script', async () => {
    const action = `/Rect [0 0 0 0] /AA << /PO << /S /JavaScript /JS (1) >> >>`;
    expect(await outcomeOf(signByHand(sneaky(certified(2), action), stage().attacker), stage())).toMatchObject({
      signature: 'changed',
    });
  });
  it('an appearance that hides in a form within a form', async () => {
    const outer = stream(
      '/X Do',
      '/Type /XObject /Subtype /Form /BBox [0 0 400 100] /Resources << /XObject << /X 22 0 R >> >>',
    );
    const pdf = sneaky(certified(2), over, { 21: outer, 22: whiteSheet() });
    expect(await outcomeOf(signByHand(pdf, stage().attacker), stage())).toMatchObject({
      signature: 'changed',
      covers: true,
    });
  });
  it('an appearance that cannot be followed, since it draws itself', async () => {
    const endless = stream(
      '/X Do',
      '/Type /XObject /Subtype /Form /BBox [0 0 400 100] /Resources << /XObject << /X 21 0 R >> >>',
    );
    const outcome = await outcomeOf(signByHand(sneaky(certified(2), over, { 21: endless }), stage().attacker), stage());
    expect(outcome).toMatchObject({ signature: 'changed', covers: true });
  });
});

describe('what a certification permits is told as permitted, what it does not as changed:', () => {
  const fill = { 8: textField('900'), 9: fieldAppearance('900') };
  const summaryOf = async (pdf: Buffer) => (await verify(pdf, [stage().signing.issuer])).signatures[0];

  it('filling a form under P 2', async () => {
    const signature = await summaryOf(update(certifiedForm(2), fill));
    expect(signature).toMatchObject({
      verdict: 'permitted',
      laterChanges: 'allowed',
      changes: [{ kind: 'form-filled', allowedBy: 'certification' }],
    });
    expect(signature?.findings).toContainEqual(
      expect.objectContaining({ reason: 'later-changes/permitted-by-signer' }),
    );
  });
  it('filling a form under P 1', async () => {
    expect(await summaryOf(update(certifiedForm(1), fill))).toMatchObject({
      laterChanges: 'changed',
      changes: [{ allowedBy: null }],
    });
  });
  it('a note under P 2', async () => {
    const pdf = annotated(certified(2), annotation('Text', '[10 10 30 30]'), { 21: whiteSheet() });
    expect(await summaryOf(pdf)).toMatchObject({
      laterChanges: 'changed',
      changes: [{ kind: 'annotation-added', allowedBy: null }],
    });
  });
  it('a note under P 3', async () => {
    const pdf = annotated(certified(3), annotation('Text', '[10 10 30 30]'), { 21: whiteSheet() });
    expect(await summaryOf(pdf)).toMatchObject({
      laterChanges: 'allowed',
      changes: [{ page: 1, allowedBy: 'certification' }],
    });
  });
  it('a field that the signature locks', async () => {
    const lock = '/TransformParams << /Type /TransformParams /V /1.2 /Action /Include /Fields [(Amount)] >>';
    const locking = certifying(2).replace(
      '/Reference [',
      `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP ${lock} >> `,
    );
    const pdf = update(signByHand(formPdf(locking), stage().signing), fill);
    expect(await summaryOf(pdf)).toMatchObject({
      laterChanges: 'changed',
      changes: [{ kind: 'form-filled', allowedBy: null }],
    });
  });
  it('a field that the lock of the signature field names', async () => {
    const file = formPdf(certifying(2), {
      7: signatureField('First', '/V 6 0 R', '/Rect [0 0 0 0] /Lock << /Type /SigFieldLock /Action /All >>'),
    });
    const pdf = update(signByHand(file, stage().signing), fill);
    expect(await summaryOf(pdf)).toMatchObject({ laterChanges: 'changed' });
  });
  it('nothing, where nothing was certified', async () => {
    const pdf = update(signByHand(formPdf(emptySignature()), stage().signing), fill);
    expect(await summaryOf(pdf)).toMatchObject({
      laterChanges: 'changed',
      changes: [{ page: 1, fieldName: 'Amount', allowedBy: null }],
    });
  });
  it('a security store under P 1', async () => {
    const pdf = update(certified(1), {
      1: '<< /Type /Catalog /Pages 2 0 R /DSS 20 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 >> >>',
      20: '<< /Type /DSS >>',
    });
    expect(await summaryOf(pdf)).toMatchObject({ verdict: 'valid', laterChanges: 'allowed' });
  });
  it('a second signature under P 1', async () => {
    const pdf = signByHand(withSecondSignature(certified(1)), stage().signing);
    expect(await summaryOf(pdf)).toMatchObject({ verdict: 'changed', laterChanges: 'changed' });
  });
});

describe('the honest twins stay valid:', () => {
  for (const level of [2, 3] as const) {
    it(`a second signature that is not seen, P ${level}`, async () => {
      const pdf = signByHand(withSecondSignature(certified(level)), stage().signing);
      expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
    });
    it(`a second signature in an empty place, P ${level}`, async () => {
      const pdf = withSecondSignature(certified(level), {
        3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
        11: signatureField('Second', '/V 10 0 R', '/Rect [60 100 260 200] /AP << /N 21 0 R >>'),
        21: whiteSheet(),
      });
      expect(await outcomeOf(signByHand(pdf, stage().signing), stage())).toMatchObject({ verdict: 'valid' });
    });
  }
  for (const level of [1, 2, 3] as const) {
    it(`the certified file as it is, P ${level}`, async () => {
      expect(await outcomeOf(certified(level), stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
    });
  }
});
