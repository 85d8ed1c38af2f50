/** Timestamps, security stores and seals that show something and are nobody's word. */
import { beforeAll, describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { authorityExtensions, type Holder } from '../../../signature/openssl-authority.ts';
import { timestampExtensions } from '../../../signature/openssl-responders.ts';
import { emptySignature, type Signing, signatureField, signByHand, unsignedPdf, verify } from '../../sign-by-hand.ts';
import {
  type Attack,
  expectPermitted,
  expectRefused,
  judged,
  judgedUpdate,
  signedSheet,
  timestampsOf,
  updateOf,
} from '../sheet.ts';
import { catalogWith, forgedText, pageWith, setStage } from '../stage.ts';

const stage = setStage();
let timestamps: { readonly issuer: Holder; readonly signing: Signing };
beforeAll(() => {
  const { signing } = stage();
  const issuer = signing.authority.issue({ subject: '/CN=时间戳根', extensions: authorityExtensions });
  const holder = signing.authority.issue({ subject: '/CN=时间戳服务', issuer, extensions: timestampExtensions });
  timestamps = { issuer, signing: timestampsOf(signing, holder) };
});

const stampDictionary = emptySignature({ subFilter: 'ETSI.RFC3161' }).replace('/Type /Sig', '/Type /DocTimeStamp');
/** Verifies where the authority of the timestamps is trusted as well. */
const trusting = (pdf: Uint8Array) => verify(pdf, [stage().signing.issuer, timestamps.issuer]);

describe('a document with timestamps alone', () => {
  it('is signed by nobody, though the timestamp is trusted', async () => {
    const pdf = signByHand(unsignedPdf({ signature: stampDictionary }), timestamps.signing);
    const { verdict, signatures } = await trusting(pdf);
    expect(verdict).toBe('unsigned');
    expect(signatures).toMatchObject([{ kind: 'timestamp', verdict: 'valid' }]);
  });

  it('is signed by nobody, with two of them and a security store', async () => {
    const once = signByHand(unsignedPdf({ signature: stampDictionary }), timestamps.signing);
    const attack: Attack = { second: { later: 'timestamp' } };
    expect((await trusting(updateOf(once, attack, timestamps.signing))).verdict).toBe('unsigned');
  });

  it('is signed by nobody where the form left out the signature that was there', async () => {
    const pdf = update(stage().signed, {
      1: catalogWith('11 0 R'),
      3: pageWith('/Contents 20 0 R /Annots [7 0 R]'),
      10: stampDictionary,
      11: signatureField('Stamp', '/V 10 0 R'),
      20: forgedText,
    });
    expect((await trusting(stage().signed)).verdict).toBe('valid');
    const { verdict } = await trusting(signByHand(pdf, timestamps.signing));
    expect(verdict).not.toBe('valid');
  });

  it('is broken where a timestamp is', async () => {
    const pdf = signByHand(unsignedPdf({ signature: stampDictionary }), timestamps.signing);
    pdf.write('Kontract', pdf.indexOf('Contract'), 'latin1');
    expect((await trusting(pdf)).verdict).toBe('invalid');
  });

  it('is signed, where a signature stands before the timestamp', async () => {
    const attack: Attack = { second: { later: 'timestamp' } };
    const pdf = updateOf(signedSheet({}, stage()), attack, timestamps.signing);
    expect((await trusting(pdf)).verdict).toBe('valid');
  });
});

const beside = '/F 132 /Rect [300 100 420 160]';
const form = (content: string, entries = '') =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 120 60] /Resources << >> ${entries}`);
const red = '1 0 0 RG 3 w 10 10 100 40 re S';
const sealed = (look: string, widget = beside, more: Record<number, string> = {}): Attack => ({
  second: { later: 'signature', widget: `${widget} /AP << /N 20 0 R >>`, more: { 20: look, ...more } },
});

describe('a seal without a signature', () => {
  const sealOf = (value: string): Record<number, string> => ({
    1: catalogWith('7 0 R 11 0 R', '/DSS << /Type /DSS >>'),
    3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
    10: value,
    11: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 3 0 R /V 10 0 R ${beside} /AP << /N 20 0 R >> >>`,
    20: form(red),
  });
  const values: Record<string, string> = {
    'with bytes that are none': emptySignature({ contents: `/Contents <${'ab'.repeat(40)}>` }),
    'with nothing in its place': emptySignature(),
    'that covers nothing': emptySignature({ contents: '/Contents <00>' }).replace(/\/ByteRange \[[^\]]*\]/, ''),
  };
  for (const [what, value] of Object.entries(values)) {
    it(`${what}, beside a security store, is told`, async () => {
      expect((await trusting(stage().signed)).verdict).toBe('valid');
      const outcome = await judgedUpdate(update(stage().signed, sealOf(value)), stage());
      expect(outcome.laterChanges).toBe('changed');
      expect([outcome.verdict, outcome.signature]).not.toContain('valid');
    });
  }

  const garbage = () => ({ ...stage().signing, sign: () => Buffer.from('these bytes are no signature') });
  const told = async (pdf: Buffer) => {
    const outcome = await judgedUpdate(pdf, stage());
    expect(outcome).toMatchObject({ laterChanges: 'changed', refused: [] });
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  };
  it('but with bytes in its place that cover the file, is told beside a security store', async () => {
    const signed = signedSheet({}, stage());
    await told(updateOf(signed, sealed(form(red)), garbage()));
  });
  it('is told before a security store of a revision of its own', async () => {
    const pdf = updateOf(signedSheet({}, stage()), sealed(form(red)), garbage());
    const store = '/DSS << /Type /DSS /Certs [21 0 R] >>';
    await told(update(pdf, { 1: catalogWith('7 0 R 11 0 R', store), 21: stream('certificate') }));
  });
  it('is told before a timestamp that nobody trusts', async () => {
    const pdf = updateOf(signedSheet({}, stage()), sealed(form(red)), garbage());
    const stamped = update(pdf, {
      1: catalogWith('7 0 R 11 0 R 31 0 R', '/DSS << /Type /DSS >>'),
      30: stampDictionary,
      31: signatureField('Stamp', '/V 30 0 R'),
    });
    await told(signByHand(stamped, timestamps.signing));
  });
});

describe('a later seal of which readers show different things is told:', () => {
  const group = (entries: string) => `/Group << /S /Transparency ${entries} >>`;
  const letters = {
    21: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /CharProcs << /a 22 0 R >> /Encoding << /Type /Encoding /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [10] >>',
    22: stream('10 0 0 0 9 9 d1 0 0 300 300 re f'),
  };
  const lettered = form('BT /T 20 Tf 10 10 Td (a) Tj ET').replace('<< >>', '<< /Font << /T 21 0 R >> >>');
  const seals: Record<string, Attack> = {
    'its group is isolated': sealed(form(red, group('/I true'))),
    'its group is a knockout group': sealed(form(red, group('/K true'))),
    'its group is one by a flag elsewhere': sealed(form(red, group('/K 21 0 R')), beside, { 21: 'true' }),
    'its group has a flag that is none': sealed(form(red, group('/I 1'))),
    'its letters are drawn by a font of its own': sealed(lettered, beside, letters),
  };
  for (const [what, attack] of Object.entries(seals)) {
    it(what, () => expectRefused(attack, ['form-structure-changed'], stage()));
  }

  const honest: Record<string, Attack> = {
    'its group is neither': sealed(form(red, group('/I false /K false'))),
    'it has no group': sealed(form(red)),
  };
  for (const [what, attack] of Object.entries(honest)) {
    it(`but not where ${what}`, () => expectPermitted(attack, stage()));
  }
});

describe('a later seal over what each reader draws in its own way', () => {
  const text = (entries: string) =>
    `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (1000) /P 3 0 R /Rect [310 110 400 150] /DA (/Helv 12 Tf 0 g) ${entries} >>`;
  const over = (entries: string, widget?: string): Attack => ({
    first: {
      fields: '30 0 R',
      annotations: '30 0 R',
      form: '/DR << /Font << /Helv 5 0 R >> >>',
      more: { 30: text(entries), 31: form('') },
    },
    ...sealed(form(red), widget),
  });

  it('hides a field without appearance, which is told', async () => {
    const outcome = await judged(over('/F 4'), stage());
    expect(outcome).toMatchObject({ laterChanges: 'changed', refused: [] });
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  });
  it('hides nothing of a field that has its appearance', () =>
    expectPermitted(over('/F 4 /AP << /N 31 0 R >>'), stage()));
  it('hides nothing of a field that is hidden', () => expectPermitted(over('/F 2'), stage()));
  it('hides nothing of a field that stands elsewhere', () =>
    expectPermitted(over('/F 4', '/F 132 /Rect [300 300 420 360]'), stage()));
});
