import { describe, expect, it } from 'vitest';
import { placing } from '../../src-main/contract/index.ts';
import type { SignatureFieldFacts } from '../../src-main/pdf/index.ts';
import { impressionsOf } from '../../src-main/placing/index.ts';
import { documentOf } from './placed-document.ts';

const a4 = { widthMm: 210, heightMm: 297 };
const seal = { widthMm: 40, heightMm: 40 };
const field = (name: string, given: Partial<SignatureFieldFacts> = {}): SignatureFieldFacts => ({
  name,
  isSigned: false,
  page: 1,
  area: { leftMm: 100, topMm: 200, widthMm: 60, heightMm: 50 },
  trouble: null,
  ...given,
});
const signed = field('Sig0', { isSigned: true, page: null, area: null });
const hidden = field('Hidden', { page: null, area: null, trouble: 'field/invisible' });
const place = (asked: string, fields: readonly SignatureFieldFacts[]) =>
  impressionsOf(placing.parse({ rule: 'field', field: asked }), seal, documentOf([a4], [], fields));

describe('a seal in a field of the file', () => {
  it.each<[string, SignatureFieldFacts[], string]>([
    ['B', [field('A'), field('B')], 'B'],
    ['#2', [signed, field('A'), field('B')], 'B'],
    ['auto', [signed, field('A')], 'A'],
    ['auto', [hidden, field('A')], 'A'],
    ['#2', [field('A'), field('#2')], '#2'],
    ['#9', [field('A'), field('#9')], '#9'],
    ['auto', [signed, field('auto')], 'auto'],
  ])('%s of several is the one that is meant', async (asked, fields, name) => {
    expect(await place(asked, fields)).toEqual([
      { page: 1, xMm: 130, yMm: 225, widthMm: 40, heightMm: 40, slice: null, field: name },
    ]);
  });

  it.each([
    [{ widthMm: 60, heightMm: 20 }, 20],
    [{ widthMm: 30, heightMm: 50 }, 30],
    [{ widthMm: 200, heightMm: 200 }, 40],
  ])('in %o is %d mm wide', async (size, widthMm) => {
    const area = { leftMm: 5, topMm: 5, ...size };
    expect(await place('A', [field('A', { area })])).toMatchObject([{ widthMm, heightMm: widthMm }]);
  });

  it.each<[string, string, SignatureFieldFacts[]]>([
    ['FIELD_NOT_FOUND', 'C', [field('A')]],
    ['FIELD_NOT_FOUND', '#2', [field('A'), signed]],
    ['FIELD_NOT_FOUND', '#0', [field('A')]],
    ['FIELD_NOT_FOUND', 'auto', [signed]],
    ['FIELD_SIGNED', 'Sig0', [signed]],
    ['FIELD_AMBIGUOUS', 'auto', [field('A'), field('B')]],
    ['FIELD_AMBIGUOUS', 'auto', [field('A'), field('auto')]],
    ['FIELD_AMBIGUOUS', '#1', [field('A'), field('#1')]],
    ['FIELD_UNSUITABLE', 'auto', [hidden]],
    ['SEAL_OFF_PAGE', 'A', [field('A', { area: { leftMm: 190, topMm: 200, widthMm: 60, heightMm: 50 } })]],
  ])('is refused with %s for %s', async (code, asked, fields) => {
    await expect(place(asked, fields)).rejects.toThrow(expect.objectContaining({ code }));
  });
});
