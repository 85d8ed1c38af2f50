/** What a signature locks (FieldMDP, /Lock) and somebody signs all the same. */
import { describe, expect, it } from 'vitest';
import { update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, verify, withSecondSignature } from '../../sign-by-hand.ts';
import { formPdf, setStage } from '../stage.ts';

const stage = setStage();

const locking = (parameters: string) =>
  emptySignature({
    entries: `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /V /1.2 ${parameters} >> >>]`,
  });
/** Signed in "First", with the empty field "Second" beside it. */
const signedForm = (parameters: string, first = '') =>
  signByHand(
    formPdf(parameters === '' ? emptySignature() : locking(parameters), {
      7: signatureField('First', '/V 6 0 R', `/Rect [0 0 0 0] ${first}`),
      8: signatureField('Second', ''),
    }),
    stage().signing,
  );
const filled = (pdf: Buffer) =>
  signByHand(update(pdf, { 8: signatureField('Second', '/V 10 0 R'), 10: emptySignature() }), stage().signing);
const withNewField = (pdf: Buffer) =>
  signByHand(
    withSecondSignature(pdf, {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R 11 0 R] /SigFlags 3 >> >>',
      11: signatureField('Third', '/V 10 0 R'),
    }),
    stage().signing,
  );
const verdictsOf = async (pdf: Buffer) =>
  (await verify(pdf, [stage().signing.issuer])).signatures.map(({ fieldName, verdict }) => [fieldName, verdict]);

describe('a later signature in what a signature locks is a change:', () => {
  it.each([
    ['by its name', '/Action /Include /Fields [(Second)]', ''],
    ['with all', '/Action /All', ''],
    ['as one that is not excepted', '/Action /Exclude /Fields [(First)]', ''],
    ['by an action that nobody knows', '/Action (Include) /Fields [(First)]', ''],
    ['by a list that is none', '/Action /Include /Fields (Second)', ''],
    ['by a list with something else in it', '/Action /Include /Fields [(First) /Second]', ''],
    ['by the lock of its field', '', '/Lock << /Type /SigFieldLock /Action /Include /Fields [(Second)] >>'],
    ['by a lock that is none', '', '/Lock [/Include]'],
  ])('in an empty field, %s', async (_, parameters, first) => {
    expect(await verdictsOf(filled(signedForm(parameters, first)))).toEqual([
      ['First', 'changed'],
      ['Second', 'valid'],
    ]);
  });

  it.each([['/Action /All'], ['/Action /Exclude /Fields [(Second)]']])('in a new field: %s', async (parameters) => {
    expect((await verdictsOf(withNewField(signedForm(parameters))))[0]).toEqual(['First', 'changed']);
  });
});

describe('one in what is not locked is none:', () => {
  it.each([['/Action /Include /Fields [(First)]'], ['/Action /Exclude /Fields [(Second)]']])(
    'in an empty field: %s',
    async (parameters) => {
      expect(await verdictsOf(filled(signedForm(parameters)))).toEqual([
        ['First', 'valid'],
        ['Second', 'valid'],
      ]);
    },
  );
  it('in a new field, where only others are named', async () => {
    expect((await verdictsOf(withNewField(signedForm('/Action /Include /Fields [(Second)]'))))[0]).toEqual([
      'First',
      'valid',
    ]);
  });
});
