import { describe, expect, it } from 'vitest';
import { allFields, compareData } from '../../src-main/structured/compare.ts';
import { readData } from '../../src-main/structured/read-data.ts';

const data = (text: string) => readData(Buffer.from(text));
const permit = data(
  '{"licence":{"number":"浙建〔2026〕007号","fee":12500.50},"holder":"杭州示例科技有限公司","validTo":"2027-03-05","list":[{"n":1},{"n":2}]}',
);
const page = [
  '证号：浙建〔2026〕００７号',
  '持证人 杭州示例科技有限公司',
  '有效期至：2027年3月5日',
  '费用：12,500.50元',
];

describe('data are compared with what is printed', () => {
  it.each<[name: string, path: string, same: boolean]>([
    ['证号', 'licence.number', true],
    ['持证人', 'holder', true],
    ['有效期至', 'validTo', true],
    ['费用', 'licence.fee', true],
    // The name is printed before something else.
    ['持证人', 'licence.number', false],
    ['有效期至', 'holder', false],
    // It is not printed: then the value may stand anywhere.
    ['单位', 'holder', true],
    ['单位', 'list.0.n', false],
    ['证号', 'no.such', false],
  ])('%s = %s: %s', (name, path, same) => {
    const { compared, differences } = compareData(permit, [{ name, path }], page);
    expect([compared, differences.length]).toEqual([1, same ? 0 : 1]);
  });

  it.each<[value: string, printed: string, same: boolean]>([
    ['100', '数量：100', true],
    ['100', '数量：1000', false],
    ['100', '数量：100.5', false],
    ['100', '数量：100。', true],
    ['1000', '数量：1,000', true],
    ['24900', '数量：￥24,900.00元', true],
    ['24900.5', '数量：24,900.50', true],
    ['24900.5', '数量：24,900.05', false],
    ['20270305', '数量：2027.3.5', true],
    ['2027-03-05', '数量：2027年3月15日', false],
    ['2027-03-05T00:00:00Z', '数量：2027-03-05', true],
    ['甲', '数量：甲乙', true],
    ['', '数量：', false],
  ])('%j is printed as %j: %s', (value, printed, same) => {
    const values = new Map([['x', value]]);
    expect(compareData(values, [{ name: '数量', path: 'x' }], [printed]).differences.length === 0).toBe(same);
  });

  it('says what is printed instead', () => {
    const { differences } = compareData(
      permit,
      [{ name: '证号', path: 'licence.number' }],
      ['证号：浙建〔2026〕008号 甲'],
    );
    expect(differences).toEqual([
      { name: '证号', path: 'licence.number', value: '浙建〔2026〕007号', printed: '浙建〔2026〕008号甲' },
    ]);
  });
});

describe('data files', () => {
  it('are read from XML by local names, with attributes and repeated elements', () => {
    const xml = data(
      '<?xml version="1.0"?><p:permit xmlns:p="urn:x" no="7"><p:item>a</p:item><p:item>b</p:item><p:empty/></p:permit>',
    );
    expect([...xml]).toEqual([
      ['permit.@no', '7'],
      ['permit.item', 'a'],
      ['permit.item.1', 'b'],
    ]);
    expect(allFields(xml).map(({ name }) => name)).toEqual(['@no', 'item', '1']);
  });

  it('keep numbers as they are written', () => {
    expect(data('{"a":12.50,"b":1e3}').get('a')).toBe('12.50');
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1},"a.b":2}',
    '{"a":',
    '<a><b></a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>&unknown;</a>',
    '\u0000',
    `${'['.repeat(200)}${']'.repeat(200)}`,
  ])('that programs would read differently are refused: %s', (text) => {
    expect(() => data(text)).toThrowError('DATA_UNREADABLE');
  });

  it('that are no UTF-8 are refused', () => {
    expect(() => readData(Buffer.from([0x7b, 0xff, 0x7d]))).toThrowError('DATA_UNREADABLE');
  });
});
