import { describe, expect, it } from 'vitest';
import { update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, verify, withSecondSignature } from '../../sign-by-hand.ts';
import { outcomeOf, setStage } from '../stage.ts';

const stage = setStage();

/** First signs, then Second, who relied on First's signature; then somebody signs in the place of First. */
function exchanged(entries: { field?: string; more?: Record<number, string> } = {}): Buffer {
  const { signed, signing } = stage();
  const twice = signByHand(withSecondSignature(signed), signing);
  const field = entries.field ?? signatureField('First', '/V 20 0 R');
  return signByHand(update(twice, { 7: field, 20: emptySignature(), ...entries.more }), signing);
}

describe('the signature that a later signer relied upon is exchanged for another, which is told of the later one:', () => {
  it('by somebody who is trusted as well', async () => {
    const pdf = exchanged();
    const outcome = await outcomeOf(pdf, stage(), 'Second');
    expect(outcome).toMatchObject({ verdict: 'changed', signature: 'changed' });
    expect(outcome.kinds).toContain('form-structure-changed');
    // The new one itself is sound, so that nothing else would tell.
    const { signatures } = await verify(pdf, [stage().signing.issuer]);
    expect(signatures.find(({ fieldName }) => fieldName === 'First')?.verdict).toBe('valid');
  });

  it('with the dictionary of the signature written anew under its number', async () => {
    const { signed, signing } = stage();
    const twice = signByHand(withSecondSignature(signed), signing);
    const pdf = signByHand(update(twice, { 6: emptySignature() }), signing);
    expect(await outcomeOf(pdf, stage(), 'Second')).toMatchObject({ verdict: 'changed', signature: 'changed' });
  });

  it('by a widget that names the field of the other too', async () => {
    const field = signatureField('First', '/V 20 0 R', '/Rect [0 0 0 0] /Kids [11 0 R]');
    expect((await outcomeOf(exchanged({ field }), stage(), 'Second')).signature).not.toBe('valid');
  });
});

it('an empty field that stood there may be signed after the second signature', async () => {
  const { signed, signing } = stage();
  const third = signatureField('Third', '');
  const prepared = update(signed, {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R 12 0 R] /SigFlags 3 >> >>',
    10: emptySignature(),
    11: signatureField('Second', '/V 10 0 R'),
    12: third,
  });
  const twice = signByHand(prepared, signing);
  const pdf = signByHand(update(twice, { 12: signatureField('Third', '/V 20 0 R'), 20: emptySignature() }), signing);
  expect((await outcomeOf(pdf, stage(), 'Second')).signature).toBe('valid');
});

it('what is added under a later signature that does not hold is vouched for by nobody', async () => {
  const { signed, signing } = stage();
  const broken = signByHand(withSecondSignature(signed), { ...signing, sign: () => Uint8Array.of(0x30, 0) });
  expect(await outcomeOf(broken, stage())).toMatchObject({ verdict: 'invalid', signature: 'changed' });
  const sound = signByHand(withSecondSignature(signed), signing);
  expect(await outcomeOf(sound, stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
});
