/** Fields of one file that share a name: what one signature covers is not shown for the other. */
import { expect, it } from 'vitest';
import { bytesSource, inDocumentThread } from '../../src-main/pdf/index.ts';
import { setStage } from './attacks/stage.ts';
import { signatureField, signByHand, verify, withSecondSignature } from './sign-by-hand.ts';

const stage = setStage();
const signedUntil = async (pdf: Uint8Array, fieldName: string) =>
  (await inDocumentThread('describe', { source: bytesSource(pdf), password: undefined }, { fieldName })).sizeBytes;

it('the revision of a signature is found by its name, and by one of two there is none', async () => {
  const { signed, signing } = stage();
  const twice = (name: string) =>
    signByHand(withSecondSignature(signed, { 11: signatureField(name, '/V 10 0 R') }), signing);
  expect(await signedUntil(twice('Second'), 'First')).toBe(signed.length);
  const alike = twice('First');
  const { signatures } = await verify(alike, [signing.issuer]);
  expect(signatures.map(({ fieldName }) => fieldName)).toEqual(['First', 'First']);
  await expect(signedUntil(alike, 'First')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
