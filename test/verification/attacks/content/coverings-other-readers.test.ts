import { expect, it, vi } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { signatureField, signByHand, verify, withSecondSignature } from '../../sign-by-hand.ts';
import { pageWith, setStage } from '../stage.ts';

vi.setConfig({ testTimeout: 60_000 });

const stage = setStage();

/** What the first signature is said to be once somebody else who is trusted has put such a seal there. */
async function outcomeOf(appearance: string, rect: string, more: Record<number, string> = {}) {
  const pdf = withSecondSignature(stage().signed, {
    3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
    11: signatureField('Second', '/V 10 0 R', `/Rect [${rect}] /AP << /N 21 0 R >>`),
    21: appearance,
    ...more,
  });
  const { signatures } = await verify(signByHand(pdf, stage().signing), [stage().signing.issuer]);
  const first = signatures.find(({ fieldName }) => fieldName === 'First');
  const reason = first?.findings.find(({ code }) => code === 'later-changes')?.reason;
  return { verdict: first?.verdict, isCovered: reason === 'later-changes/content-covered' };
}

/** Over the word “Contract”, and where nothing is. */
const [over, beside] = ['60 690 260 770', '60 490 260 570'];

const seal = (content: string, resources = '') =>
  stream(
    `q 1 0 0 RG 2 w 5 50 150 20 re S Q ${content}`,
    `/Type /XObject /Subtype /Form /BBox [0 0 200 80] /Resources << ${resources} >>`,
  );
const sheet = '10 5 110 30 re f';
const strips = Array.from({ length: 100 }, (_, row) => `10 ${5 + row * 0.3} 110 0 re f`).join(' ');

const tricks: [string, string][] = [
  ['an array without an end', seal(`1 g [ ${sheet}`)],
  ['a clip that ends twice', seal(`q 0 0 1 1 re W n Q Q Q 1 g ${sheet}`)],
  ['strips without height', seal(`1 g ${strips}`)],
  ['a place far away and back', seal(`1 0 0 1 40000000000 0 cm 1 0 0 1 -40000000000 0 cm 1 g ${sheet}`)],
  ['an opacity of two', seal(`/G gs /H gs 1 g ${sheet}`, '/ExtGState << /G << /ca 0 >> /H << /ca 2 >> >>')],
  ['a blend mode of an unknown name', seal(`/G gs 1 g ${sheet}`, '/ExtGState << /G << /BM [/Foo /Multiply] >> >>')],
];

it.each(tricks)('a sheet that only some readers paint covers what was signed: %s', async (_, appearance) => {
  expect(await outcomeOf(appearance, over)).toEqual({ verdict: 'changed', isCovered: true });
});

it('a picture that only some readers decode covers what was signed', async () => {
  const broken = stream(
    '\xff'.repeat(8),
    '/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /JPXDecode',
  );
  const appearance = seal('q 110 0 0 30 10 5 cm /X Do Q', '/XObject << /X 22 0 R >>');
  expect(await outcomeOf(appearance, over, { 22: broken })).toEqual({ verdict: 'changed', isCovered: true });
});

it('a seal that readers show in different ways stays permitted where nothing was signed', async () => {
  const appearance = seal(`/G gs 1 g ${sheet}`, '/ExtGState << /G << /BM [/Foo /Multiply] >> >>');
  expect(await outcomeOf(appearance, beside)).toEqual({ verdict: 'valid', isCovered: false });
});

it('a plain frame over the word stays permitted', async () => {
  expect(await outcomeOf(seal(''), over)).toEqual({ verdict: 'valid', isCovered: false });
});
