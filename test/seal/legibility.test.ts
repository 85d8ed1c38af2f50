import { describe, expect, it } from 'vitest';
import { type SealKind, sealDesign, sealKind, standardSealDesign } from '../../src-main/contract/index.ts';
import { drawJudgedSeal } from '../../src-main/seal/index.ts';
import { describeLegibility } from '../../src-main/words/index.ts';

type Asked = Parameters<typeof standardSealDesign>[1];

const organization = '杭州示例科技有限公司';
const taxNumber = '91330100799655058B';
const usual: Asked = { organization, person: '张三丰' };
const longest = '新疆维吾尔自治区塔什库尔干塔吉克自治县帕米尔高原农业科学技术研究与推广服务专业合作社联合总社';

const judge = (kind: SealKind, asked: Asked = {}) =>
  drawJudgedSeal(sealDesign.parse(standardSealDesign(kind, { ...usual, ...asked }))).legibility;

describe('the text of a seal', () => {
  it.each(sealKind.options)('of the usual kind %s and size can be read', (kind) => {
    const found = judge(kind, kind === 'invoice' ? { middleText: taxNumber } : {});
    expect(found).toMatchObject({ isNarrow: false, isThin: false });
    expect(describeLegibility(found, 'zh-CN')).toBeNull();
  });

  it.each<[string, SealKind, Asked, { isNarrow: boolean; isThin: boolean }]>([
    [
      'a name of twenty characters',
      'official',
      { organization: organization.repeat(2) },
      { isNarrow: false, isThin: false },
    ],
    ['a name of more than forty', 'official', { organization: longest }, { isNarrow: true, isThin: false }],
    ['a code along the lower arc', 'official', { code: '3301000123456' }, { isNarrow: false, isThin: false }],
    ['a seal of 20 mm', 'official', { widthMm: 20 }, { isNarrow: false, isThin: true }],
    ['a person’s name on 10 mm', 'legal-representative', { widthMm: 10 }, { isNarrow: false, isThin: false }],
    [
      'a number on a small oval',
      'invoice',
      { middleText: taxNumber, widthMm: 30, heightMm: 20 },
      { isNarrow: false, isThin: true },
    ],
    [
      'a name in Latin letters',
      'official',
      { organization: 'Hangzhou Example Technology Co., Ltd.' },
      { isNarrow: false, isThin: false },
    ],
  ])('%s', (_, kind, asked, expected) => {
    const found = judge(kind, asked);
    expect({ ...found, ...expected }).toEqual(found);
  });

  it('says how small it is, in millimetres', () => {
    const found = judge('official', { organization: longest });
    expect(found.characterMm).toBeGreaterThan(0.5);
    expect(found.characterMm).toBeLessThan(1.5);
    expect(describeLegibility(found, 'zh-CN')).toContain(`最窄的字只有 ${found.characterMm} mm 宽`);
    expect(describeLegibility(found, 'en')).toMatch(/^The narrowest character is only/);
  });

  it('is twice as large on a seal twice as wide', () => {
    const [small, large] = [judge('official', { widthMm: 30 }), judge('official', { widthMm: 60 })];
    expect((large.characterMm ?? 0) / (small.characterMm ?? 1)).toBeCloseTo(2, 1);
    expect((large.strokeMm ?? 0) / (small.strokeMm ?? 1)).toBeCloseTo(2, 0);
  });
});
