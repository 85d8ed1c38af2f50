import { describe, expect, test } from 'vitest';
import type { SealFacts, SealNaming } from '../../../src-main/contract/index.ts';
import { checkParty } from '../../../src-main/stamping/preflight/party-check.ts';
import { checkSeal } from '../../../src-main/stamping/preflight/seal-checks.ts';
import { company, page, placedSeal } from './written.ts';

const now = new Date('2026-11-30T08:00:00Z');
const standard = (validUntil: string): SealFacts => ({
  sealNumber: '1',
  version: 4,
  name: '公章',
  type: 1,
  makerName: '制章人',
  createdAt: '2026-01-01T00:00:00Z',
  validFrom: '2026-01-01T00:00:00Z',
  validUntil,
  pictureType: 'ofd',
  widthMm: 40,
  heightMm: 40,
  sha256: '00',
});
const bears = (standing: SealNaming['standing'], onSeal: string): SealNaming => ({
  standing,
  onSeal,
  inCertificate: company,
  reason: '',
});

describe('a seal by itself', () => {
  const told: [what: string, seal: Parameters<typeof placedSeal>[0], codes: string[]][] = [
    ['in good order', {}, []],
    ['whose certificate ends in a month', { certificate: { daysLeft: 30 } }, ['certificate-expires-soon']],
    ['whose certificate ends later', { certificate: { daysLeft: 31 } }, []],
    [
      'that ends before its certificate',
      { seal: { standard: standard('2026-12-20T00:00:00Z') } },
      ['seal-expires-soon'],
    ],
    ['that ends in a year', { seal: { standard: standard('2027-12-20T00:00:00Z') } }, []],
    [
      'that ends with its certificate',
      { seal: { standard: standard('2026-12-20T12:00:00Z') }, certificate: { daysLeft: 20 } },
      ['certificate-expires-soon'],
    ],
    ['for trial', { seal: { trial: true } }, ['trial-seal']],
    ['of somebody else', { seal: { naming: bears('different', '上海样本贸易有限公司') } }, ['seal-name-differs']],
    ['that names nobody, as a picture', { seal: { naming: bears('unknown', '') } }, []],
    ['on a token whose PIN was entered wrongly', { token: { pinState: 'low' } }, ['pin-low']],
    ['on a token with one try left', { token: { pinState: 'final-try' } }, ['pin-final-try']],
  ];
  test.each(told)('%s', (_, seal, codes) => {
    expect(checkSeal(placedSeal(seal), now).map(({ code }) => code)).toEqual(codes);
  });
});

describe('the party that a seal stands for', () => {
  const body =
    '根据《中华人民共和国民法典》及有关法律、法规的规定，甲乙双方在平等、自愿、公平、诚实信用的基础上，就甲方向乙方采购办公用品一事，经协商一致，订立本合同，以资共同遵守，双方各执一份。';
  const text = (...lines: string[]) => [
    page(1, ...[body, ...lines].map((line, index) => [line, 20, 20 + index * 8] as const)),
  ];
  const named: [how: string, lines: string[]][] = [
    ['in full', ['甲方：杭州示例科技有限公司']],
    ['with blanks between its signs', ['甲方：杭州 示例 科技 有限公司']],
    ['in two lines', ['甲方：杭州示例科', '技有限公司']],
    ['in full width and other marks', ['甲方：「杭州示例科技有限公司」']],
  ];
  test.each(named)('is named %s: nothing is said', (_, lines) => {
    expect(checkParty(placedSeal(), text(...lines))).toEqual([]);
  });

  test('is named as it is on the seal, though the certificate names the head office', () => {
    const seal = { naming: bears('related', '杭州示例科技有限公司宁波分公司') };
    expect(checkParty(placedSeal({ seal }), text('甲方：杭州示例科技有限公司宁波分公司'))).toEqual([]);
  });
  test('is named in traditional script', () => {
    const naming = bears('same', '广东华强贸易有限公司');
    expect(checkParty(placedSeal({ seal: { naming } }), text('甲方：廣東華強貿易有限公司'))).toEqual([]);
  });

  test('brackets and their width make no other name', () => {
    const owner = '示例（中国）有限公司';
    const seal = { naming: bears('same', owner) };
    expect(checkParty(placedSeal({ seal }), text('买方：示例(中国)有限公司'))).toEqual([]);
  });

  test('is named nowhere: said with what was read', () => {
    expect(checkParty(placedSeal(), text('甲方：上海样本贸易有限公司'))).toEqual([
      { code: 'party-not-named', values: { seal: '公章', owner: company, pages: 1 } },
    ]);
  });

  const silent: [what: string, seal: Parameters<typeof placedSeal>[0], lines: string[] | null][] = [
    ['a scan', {}, null],
    ['the seal of a person', { seal: { kind: 'legal-representative' } }, []],
    ['a review seal', { seal: { kind: 'review' } }, []],
  ];
  test.each(silent)('nobody asks it of %s', (_, seal, lines) => {
    const texts = lines === null ? [page(1, ['第 1 页', 100, 280])] : text(...lines);
    expect(checkParty(placedSeal(seal), texts)).toEqual([]);
  });
});
