import { describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signByHand, unsignedPdf, withSecondSignature } from '../../sign-by-hand.ts';
import {
  appended,
  catalogWith,
  expectNotValid,
  fieldAppearance,
  forgedText,
  formPdf,
  outcomeOf,
  pageWith,
  row,
  setStage,
  textField,
} from '../stage.ts';

const stage = setStage();
const signedForm = () => signByHand(formPdf(emptySignature()), stage().signing);

describe('what is saved after a signature is told, by its kind:', () => {
  const saves: Record<string, { save: (pdf: Buffer) => Buffer; kind: string; page?: number }> = {
    'the text of the page': { save: (it) => update(it, { 4: forgedText }), kind: 'page-content-changed' },
    'the contents that the page points to': {
      save: (it) => update(it, { 3: pageWith('/Contents 20 0 R /Annots [7 0 R]'), 20: forgedText }),
      kind: 'page-content-changed',
    },
    'contents before the old ones': {
      save: (it) => update(it, { 3: pageWith('/Contents [20 0 R 4 0 R] /Annots [7 0 R]'), 20: forgedText }),
      kind: 'page-content-changed',
    },
    'the size of the page': {
      save: (it) =>
        update(it, {
          3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Annots [7 0 R] /Resources << /Font << /F 5 0 R >> >> >>',
        }),
      kind: 'page-content-changed',
    },
    'a crop that leaves text out': {
      save: (it) => update(it, { 3: pageWith('/CropBox [0 0 595 400] /Contents 4 0 R /Annots [7 0 R]') }),
      kind: 'page-content-changed',
    },
    'a size that the page inherits': {
      save: (it) => update(it, { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 180 >>' }),
      kind: 'page-content-changed',
    },
    'the resources of the page': {
      save: (it) =>
        update(it, {
          3: pageWith('/Contents 4 0 R /Annots [7 0 R]', '<< /Font << /F 20 0 R >> >>'),
          20: '<< /Type /Font /Subtype /Type3 >>',
        }),
      kind: 'resources-changed',
    },
    'a font under its old name': {
      save: (it) => update(it, { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>' }),
      kind: 'resources-changed',
    },
    'a page more': {
      save: (it) =>
        update(it, { 2: '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>', 20: pageWith('/Contents 4 0 R') }),
      kind: 'page-added',
    },
    'another page in its place': {
      save: (it) => update(it, { 2: '<< /Type /Pages /Kids [20 0 R] /Count 1 >>', 20: pageWith('/Contents 4 0 R') }),
      kind: 'page-removed',
    },
    'another page tree': {
      save: (it) =>
        update(it, {
          1: '<< /Type /Catalog /Pages 21 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 >> >>',
          20: pageWith('/Contents 22 0 R').replace('/Parent 2', '/Parent 21'),
          21: '<< /Type /Pages /Kids [20 0 R] /Count 1 >>',
          22: forgedText,
        }),
      kind: 'page-reordered',
    },
    'a note': {
      save: (it) =>
        update(it, {
          3: pageWith('/Contents 4 0 R /Annots [7 0 R 20 0 R]'),
          20: '<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (Paid) >>',
        }),
      kind: 'annotation-added',
    },
    'the seal’s widget gone': {
      save: (it) => update(it, { 3: pageWith('/Contents 4 0 R') }),
      kind: 'annotation-removed',
    },
    'an action on opening': {
      save: (it) => update(it, { 1: catalogWith('7 0 R', '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>') }),
      kind: 'structure-changed',
    },
    'layers that hide content': {
      save: (it) => update(it, { 1: catalogWith('7 0 R', '/OCProperties << /OCGs [] /D << >> >>') }),
      kind: 'structure-changed',
    },
    outlines: {
      save: (it) => update(it, { 1: catalogWith('7 0 R', '/Outlines 20 0 R'), 20: '<< /Type /Outlines >>' }),
      kind: 'structure-changed',
    },
    'embedded files': {
      save: (it) =>
        update(it, { 1: catalogWith('7 0 R', '/Names << /EmbeddedFiles 20 0 R >>'), 20: '<< /Names [] >>' }),
      kind: 'structure-changed',
    },
    'readers told to redraw the form': {
      save: (it) =>
        update(it, {
          1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 /NeedAppearances true >> >>',
        }),
      kind: 'form-structure-changed',
    },
    'an XFA form': {
      save: (it) =>
        update(it, {
          1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 /XFA 20 0 R >> >>',
          20: stream('<xdp/>'),
        }),
      kind: 'form-structure-changed',
    },
    'the signature moved to another field': {
      save: (it) =>
        update(it, {
          7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Other) /P 3 0 R /F 132 /V 6 0 R /Rect [0 0 0 0] >>',
        }),
      kind: 'form-structure-changed',
    },
  };
  for (const [what, { save, kind }] of Object.entries(saves)) {
    it(what, async () => {
      const pdf = save(stage().signed);
      const field = what.includes('another field') ? 'Other' : 'First';
      const outcome = await outcomeOf(pdf, stage(), field);
      expect(outcome).toMatchObject({ verdict: 'changed', signature: 'changed' });
      expect(outcome.kinds).toContain(kind);
    });

    it(`${what}, and somebody signs again over it`, async () => {
      const { signed, signing } = stage();
      const changed = save(signed);
      const catalog = /1 0 obj\n<<[\s\S]*?endobj/.exec(changed.subarray(signed.length).toString('latin1'))?.[0];
      // A second signature in the same form, unless the attack itself wrote the catalog.
      const twice = signByHand(
        catalog ? update(changed, { 20: emptySignature() }) : withSecondSignature(changed),
        signing,
      );
      const field = what.includes('another field') ? 'Other' : 'First';
      expect((await outcomeOf(twice, stage(), field)).signature).not.toBe('valid');
    });
  }
});

describe('what is saved into a signed form is told:', () => {
  const saves: Record<string, { save: (pdf: Buffer) => Buffer; kind: string }> = {
    'a value with its appearance': {
      save: (it) => update(it, { 8: textField('900'), 9: fieldAppearance('900') }),
      kind: 'form-filled',
    },
    'a value alone': { save: (it) => update(it, { 8: textField('900') }), kind: 'form-filled' },
    'an appearance alone': { save: (it) => update(it, { 9: fieldAppearance('900') }), kind: 'appearance-changed' },
    'another appearance for the same value': {
      save: (it) => update(it, { 8: textField('100').replace('/N 9 0 R', '/N 20 0 R'), 20: fieldAppearance('900') }),
      kind: 'appearance-changed',
    },
    'a field moved over other text': {
      save: (it) => update(it, { 8: textField('100', '/Rect [72 690 300 730]') }),
      kind: 'form-structure-changed',
    },
    'a script in a field': {
      save: (it) =>
        update(it, { 8: textField('100', '/Rect [72 600 300 620] /AA << /K << /S /JavaScript /JS (1) >> >>') }),
      kind: 'form-structure-changed',
    },
  };
  for (const [what, { save, kind }] of Object.entries(saves)) {
    it(what, async () => {
      const outcome = await outcomeOf(save(signedForm()), stage());
      expect(outcome).toMatchObject({ verdict: 'changed', signature: 'changed' });
      expect(outcome.kinds).toContain(kind);
    });
  }
});

describe('document information, which no page shows,', () => {
  const withInfo = () => signByHand(rebuiltWithInfo(), stage().signing);
  const rebuiltWithInfo = () =>
    Buffer.from(
      unsignedPdf({ more: { 8: '<< /Producer (one) >>' } })
        .toString('latin1')
        .replace('/Root 1 0 R', '/Root 1 0 R /Info 8 0 R'),
      'latin1',
    );

  it('is told when nobody signed its change', async () => {
    const pdf = update(withInfo(), { 8: '<< /Producer (two) /Title (Other) >>' }, '/Info 8 0 R');
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'permitted', kinds: ['metadata-changed'] });
  });

  it('may be updated by who signs next', async () => {
    const pdf = withSecondSignature(withInfo(), { 8: '<< /Producer (two) >>' });
    const twice = signByHand(
      Buffer.from(
        pdf.toString('latin1').replace(/\/Root 1 0 R (\/Prev \d+) {2}>>/, '/Root 1 0 R $1 /Info 8 0 R >>'),
        'latin1',
      ),
      stage().signing,
    );
    const outcome = await outcomeOf(twice, stage());
    expect(outcome.signature).toBe('valid');
    expect(outcome.kinds.toSorted()).toEqual(['metadata-changed', 'signature-added']);
  });

  it('is no cloak for a font that is named as document information too', async () => {
    const shared = unsignedPdf().toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R /Info 5 0 R');
    const signed = signByHand(Buffer.from(shared, 'latin1'), stage().signing);
    const font = { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' };
    const twice = signByHand(withSecondSignature(signed, font), stage().signing);
    const outcome = await outcomeOf(twice, stage());
    expect(outcome.signature).toBe('changed');
    expect(outcome.kinds).toContain('hidden-object');
  });
});

describe('a save without a sound end is told or unreadable:', () => {
  const object = `4 0 obj\n${forgedText}\nendobj\n`;
  const ends: Record<string, (pdf: Buffer) => Buffer> = {
    'an object and nothing else': (it) => Buffer.concat([it, Buffer.from(object, 'latin1')]),
    'an object and an end-of-file marker': (it) => Buffer.concat([it, Buffer.from(`${object}%%EOF\n`, 'latin1')]),
    'an object and a trailer without cross-reference': (it) =>
      Buffer.concat([it, Buffer.from(`${object}trailer\n<< /Size 12 /Root 1 0 R >>\n%%EOF\n`, 'latin1')]),
    'a cross-reference without a trailer': (it) =>
      Buffer.concat([
        it,
        Buffer.from(`${object}xref\n4 1\n${row(it.length)}startxref\n${it.length + object.length}\n%%EOF\n`, 'latin1'),
      ]),
    'a trailer without startxref': (it) =>
      Buffer.concat([
        it,
        Buffer.from(`${object}xref\n4 1\n${row(it.length)}trailer\n<< /Size 12 /Root 1 0 R >>\n%%EOF\n`, 'latin1'),
      ]),
    'a trailer without Prev': (it) => appended(it, object, (start) => `4 1\n${row(start)}`, { previous: null }),
    'a Prev that leads to itself': (it) =>
      appended(it, object, (start) => `4 1\n${row(start)}`, { previous: it.length + object.length }),
    'a Prev that leads nowhere': (it) => appended(it, object, (start) => `4 1\n${row(start)}`, { previous: 5 }),
    'another catalog': (it) =>
      appended(it, `20 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n`, (start) => `20 1\n${row(start)}`, {
        root: '20 0 R',
      }),
    'an encryption dictionary': (it) =>
      appended(it, object, (start) => `4 1\n${row(start)}`, {
        entries: '/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>',
      }),
    'a startxref to the old cross-reference': (it) => {
      const old = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(it.toString('latin1'))?.[1];
      return Buffer.concat([it, Buffer.from(`${object}startxref\n${old}\n%%EOF\n`, 'latin1')]);
    },
    'a second end-of-file marker': (it) => Buffer.concat([it, Buffer.from('%%EOF\n')]),
    'bytes after the last end-of-file marker of an update': (it) =>
      Buffer.concat([update(it, { 20: '<< /A 1 >>' }), Buffer.from(object, 'latin1')]),
  };
  for (const [what, save] of Object.entries(ends)) {
    it(what, () => expectNotValid(save(stage().signed), stage()));
  }
});

describe('the honest twins stay valid:', () => {
  it('another signature', async () => {
    const twice = signByHand(withSecondSignature(stage().signed), stage().signing);
    expect(await outcomeOf(twice, stage())).toMatchObject({
      verdict: 'valid',
      signature: 'valid',
      kinds: ['signature-added'],
    });
  });

  it('a third signature after the second', async () => {
    const { signed, signing } = stage();
    const twice = signByHand(withSecondSignature(signed), signing);
    const third = update(twice, {
      1: catalogWith('7 0 R 11 0 R 13 0 R'),
      12: emptySignature(),
      13: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Third) /P 3 0 R /F 132 /V 12 0 R /Rect [0 0 0 0] >>',
    });
    const outcome = await outcomeOf(signByHand(third, signing), stage());
    expect(outcome).toMatchObject({ verdict: 'valid', kinds: ['signature-added', 'signature-added'] });
  });

  it('a document security store, which nobody signs', async () => {
    const pdf = update(stage().signed, {
      1: catalogWith('7 0 R', '/DSS 20 0 R'),
      20: '<< /Type /DSS /Certs [21 0 R] >>',
      21: stream('certificate'),
    });
    expect(await outcomeOf(pdf, stage())).toMatchObject({
      verdict: 'valid',
      signature: 'valid',
      kinds: ['security-store-added'],
    });
  });

  it('a security store that grows later', async () => {
    const first = update(stage().signed, {
      1: catalogWith('7 0 R', '/DSS 20 0 R'),
      20: '<< /Type /DSS /Certs 22 0 R >>',
      21: stream('certificate'),
      22: '[21 0 R]',
    });
    const signed = signByHand(
      withSecondSignature(first, { 1: catalogWith('7 0 R 11 0 R', '/DSS 20 0 R') }),
      stage().signing,
    );
    const grown = update(signed, { 22: '[21 0 R 23 0 R]', 23: stream('another') });
    expect(await outcomeOf(grown, stage(), 'Second')).toMatchObject({ verdict: 'valid', signature: 'valid' });
  });
});
