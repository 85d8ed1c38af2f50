import { describe, expect, it } from 'vitest';
import { parsePageRange } from '../../src-main/placing/index.ts';

describe('the pages a person writes', () => {
  it.each<[string, number, number[]]>([
    ['3', 5, [3]],
    ['1-3,5,8-', 10, [1, 2, 3, 5, 8, 9, 10]],
    ['5,1-3', 6, [1, 2, 3, 5]],
    ['2,2,1-2', 6, [1, 2]],
    ['-1', 7, [7]],
    ['-3--1', 7, [5, 6, 7]],
    ['2--2', 6, [2, 3, 4, 5]],
    ['１－３，５', 6, [1, 2, 3, 5]],
    ['1、3；4', 6, [1, 3, 4]],
    ['1—3', 6, [1, 2, 3]],
    ['1～3', 6, [1, 2, 3]],
    ['第2页', 6, [2]],
    ['第1页至第3页', 6, [1, 2, 3]],
    ['2到4', 6, [2, 3, 4]],
    [' 1 - 3 , 5 ', 6, [1, 2, 3, 5]],
    ['末页', 6, [6]],
    ['首页，末页', 6, [1, 6]],
    ['奇数页', 5, [1, 3, 5]],
    ['偶数页', 5, [2, 4]],
    ['每页', 3, [1, 2, 3]],
    ['odd', 4, [1, 3]],
    ['all', 2, [1, 2]],
    ['last', 9, [9]],
    ['1-100', 3, [1, 2, 3]],
    ['2,9', 3, [2]],
    ['-9--1', 3, [1, 2, 3]],
  ])('“%s” of %i pages', (text, pageCount, pages) => {
    expect(parsePageRange(text, pageCount)).toEqual(pages);
  });

  it.each(['0', '1-0', 'a', '1,x', '3-1', '-1--3', '1-2-3', '--1', '1.5', '第页'])('“%s” is no range', (text) => {
    expect(() => parsePageRange(text, 10)).toThrow(expect.objectContaining({ code: 'PAGES_INVALID' }));
  });

  it.each(['7', '8-', '-9', ',', '偶数页'])('“%s” is not in a document of one page', (text) => {
    expect(() => parsePageRange(text, 1)).toThrow(expect.objectContaining({ code: 'PAGES_NONE' }));
  });
});
