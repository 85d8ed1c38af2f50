import { describe, expect, it } from 'vitest';
import {
  isStandardSize,
  isUnifiedSocialCreditCode,
  methods,
  personalSealTexts,
  type SealKind,
  type SealShape,
  sealDesign,
  sealKind,
  sealKindStandards,
  sealSizeOf,
  standardSealDesign,
} from '../../src-main/contract/index.ts';
import { drawSeal } from '../../src-main/seal/index.ts';

describe('the kinds of company seals', () => {
  const usual: [SealKind, SealShape, number, number][] = [
    ['official', 'round', 40, 40],
    ['contract', 'round', 40, 40],
    ['finance', 'round', 38, 38],
    ['invoice', 'oval', 40, 30],
    ['legal-representative', 'square', 20, 20],
    ['review', 'rectangle', 45, 25],
    ['other', 'round', 40, 40],
  ];

  it.each(usual)('%s is drawn %s, %d × %d mm, when nothing else is said', (kind, shape, widthMm, heightMm) => {
    const design = sealDesign.parse(standardSealDesign(kind, { organization: '某某有限公司', person: '张三' }));
    expect(design.shape).toBe(shape);
    expect(drawSeal(design)).toMatchObject({ widthMm, heightMm });
    expect(sealSizeOf(design)).toEqual({ widthMm, heightMm });
    expect(isStandardSize(kind, { shape, widthMm, heightMm })).toBe(true);
  });

  it('all have a standard, and every shape of one can be drawn for trial too', () => {
    expect(usual.map(([kind]) => kind)).toEqual(sealKind.options);
    for (const kind of sealKind.options) {
      for (const { shape, widthMm, heightMm } of sealKindStandards[kind].shapes) {
        const particulars = { shape, organization: '某某有限公司', middleText: '2026年11月25日' };
        const plain = drawSeal(sealDesign.parse(standardSealDesign(kind, particulars)));
        const trial = drawSeal(sealDesign.parse(standardSealDesign(kind, { ...particulars, trialMark: true })));
        expect(plain).toMatchObject({ widthMm, heightMm });
        expect(trial.paths).toHaveLength(plain.paths.length + 2);
      }
    }
  });

  it.each([
    ['official', 'round', 45, 45, true],
    ['official', 'round', 46, 46, false],
    ['official', 'square', 40, 40, false],
    ['finance', 'square', 22, 22, true],
    ['finance', 'square', 26, 26, false],
    ['invoice', 'oval', 40, 29, false],
    ['legal-representative', 'square', 17.5, 17.5, false],
    ['other', 'rectangle', 80, 30, true],
  ] as const)(
    'says of a %s seal that is %s and %d × %d mm whether that is usual',
    (kind, shape, widthMm, heightMm, is) => {
      expect(isStandardSize(kind, { shape, widthMm, heightMm })).toBe(is);
    },
  );

  it('carry their words unless others are given', () => {
    const textsOf = (kind: SealKind, bottomText?: string) =>
      standardSealDesign(kind, { organization: '某某有限公司', bottomText });
    expect(textsOf('contract')).toMatchObject({ bottomText: '合同专用章' });
    expect(textsOf('contract', '')).toMatchObject({ bottomText: '' });
    expect(textsOf('official')).toMatchObject({ bottomText: '', star: true });
  });
});

describe('a name seal', () => {
  it('has four characters where the name allows', () => {
    expect(personalSealTexts('张三')[0]).toBe('张三之印');
    expect(personalSealTexts('张三丰')[0]).toBe('张三丰印');
    expect(personalSealTexts('欧阳震华')[0]).toBe('欧阳震华');
    expect(personalSealTexts('张三')).toContain('张三印');
    expect(personalSealTexts(' ')).toEqual([]);
  });
});

describe('designs written before there were other shapes', () => {
  it('still are round seals', () => {
    const design = { ringText: '某某有限公司', bottomText: '合同专用章', code: '3301081234567', diameterMm: 42 };
    expect(methods['seals.preview'].input.parse(design)).toEqual({
      ...design,
      shape: 'round',
      middleText: '',
      star: true,
      trialMark: false,
    });
    const binding = { tokenId: 't', certificateFingerprint: 'ab' };
    const request = { name: '公章', kind: 'official', binding, design: { ringText: '某某有限公司' } };
    expect(methods['seals.create'].input.parse(request).design).toMatchObject({ shape: 'round', diameterMm: 40 });
  });

  it.each([
    ['no name', { shape: 'round', ringText: ' ' }],
    ['no such shape', { shape: 'triangle', ringText: '某某有限公司' }],
    ['a name of 61 characters', { shape: 'oval', ringText: '某'.repeat(61) }],
    ['no size', { shape: 'square', text: '张三之印', sideMm: Number.NaN }],
  ])('are refused with %s', (_, design) => {
    expect(sealDesign.safeParse(design).success).toBe(false);
  });
});

describe('a unified social credit code', () => {
  it.each(['91330100799655058B', '9144030071526726XG', '914403001922038216'])('is right: %s', (code) =>
    expect(isUnifiedSocialCreditCode(code)).toBe(true),
  );

  it('is found wrong with any one character changed, two swapped, or a letter that looks like a digit', () => {
    const code = '91330100799655058B';
    for (let at = 0; at < code.length; at++) {
      const other = code[at] === '7' ? '8' : '7';
      expect(isUnifiedSocialCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
    }
    expect(isUnifiedSocialCreditCode('19330100799655058B')).toBe(false);
    expect(isUnifiedSocialCreditCode('9133O100799655058B')).toBe(false);
    expect(isUnifiedSocialCreditCode('91330100799655058b')).toBe(false);
    expect(isUnifiedSocialCreditCode('330100799655058')).toBe(false);
  });
});
