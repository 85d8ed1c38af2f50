import { describe, expect, test } from 'vitest';
import { findInText } from '../../src-renderer/pdf/text-search.ts';
import { edgeSpeed } from '../../src-renderer/stamp/edge-scroll.ts';

const found = (text: string, wanted: string) =>
  findInText(1, text, wanted).map(({ start, end }) => text.slice(start, end));

describe('searching the text of a page', () => {
  test.each<[string, string, string, string[]]>([
    ['a word', '甲方（盖章）乙方（盖章）', '盖章', ['盖章', '盖章']],
    ['full and half width', '甲方（盖章）：ＡＢＣ', '(盖章):abc', ['（盖章）：ＡＢＣ']],
    ['signs that are set apart', '盖  章 处', '盖章处', ['盖  章 处']],
    ['what a person types with spaces', '房屋租赁合同', '租赁 合同', ['租赁合同']],
    ['one sign that stands for several', '见附件㈠。', '(一)', ['㈠']],
    ['signs outside the plane of most', '𠮷野家', '𠮷', ['𠮷']],
    ['not overlapping', '哈哈哈', '哈哈', ['哈哈']],
    ['nothing', '甲方', ' ', []],
    ['nothing that is not there', '甲方', '丙方', []],
  ])('finds %s', (_, text, wanted, expected) => {
    expect(found(text, wanted)).toEqual(expected);
  });
});

describe('a seal carried to the edge of the pages', () => {
  test('scrolls faster the nearer it is, and not at all in the middle or outside', () => {
    expect(edgeSpeed(100, 100, 900)).toBe(-24);
    expect(edgeSpeed(124, 100, 900)).toBe(-12);
    expect(edgeSpeed(500, 100, 900)).toBe(0);
    expect(edgeSpeed(900, 100, 900)).toBe(24);
    expect(edgeSpeed(901, 100, 900)).toBe(0);
    // Too low for a middle: it would scroll wherever the pointer is.
    expect(edgeSpeed(100, 100, 200)).toBe(0);
  });
});
