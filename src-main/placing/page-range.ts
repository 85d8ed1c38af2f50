import { AppError } from '../contract/index.ts';

/** Words for many pages, in the languages of the person. Full width has become half width before. */
const wordsOfRanges: readonly (readonly [RegExp, (page: number, pageCount: number) => boolean])[] = [
  [/^(?:每页|每一页|全部|所有页|all|every)$/i, () => true],
  [/^(?:奇数页|单数页|odd)$/i, (page) => page % 2 === 1],
  [/^(?:偶数页|双数页|even)$/i, (page) => page % 2 === 0],
  [/^(?:首页|first)$/i, (page) => page === 1],
  [/^(?:末页|尾页|最后一页|last)$/i, (page, pageCount) => page === pageCount],
];

/** What a keyboard that writes Chinese leaves: full-width digits, commas, dashes, and the enumeration comma. */
function toHalfWidth(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[，、；;]/g, ',')
    .replace(/[－–—―−～~至到]/g, '-')
    .replace(/[第页頁]/g, (sign, at: number, whole: string) => (isBesideDigit(whole, at) ? '' : sign));
}

const isBesideDigit = (text: string, at: number) =>
  /[\d０-９]/.test(text[at - 1] ?? '') || /[\d０-９-]/.test(text[at + 1] ?? '');

/** `3`, `-1` (the last), `2-5`, `8-` (to the end), `-3--1` (the last three). */
const onePage = /^(-?\d{1,9})$/;
const fromTo = /^(-?\d{1,9})-(-?\d{1,9})?$/;

const isThere = (page: number, pageCount: number) => page >= 1 && page <= pageCount;
const fromStart = (number: number, pageCount: number) => (number < 0 ? pageCount + 1 + number : number);

/**
 * The pages of a range, in ascending order, each once. What lies beyond the document is left out, as long as anything is left.
 * @throws AppError PAGES_INVALID where the text is no range, PAGES_NONE where no page of the document is in it
 */
export function parsePageRange(text: string, pageCount: number): number[] {
  const pages = new Set<number>();
  for (const part of toHalfWidth(text).split(',')) {
    const item = part.replace(/\s+/g, '');
    if (item === '') continue;
    const [, isMeant] = wordsOfRanges.find(([word]) => word.test(item)) ?? [];
    const [, single] = onePage.exec(item) ?? [];
    const [, begin, end] = fromTo.exec(item) ?? [];
    if (isMeant) {
      for (let page = 1; page <= pageCount; page++) if (isMeant(page, pageCount)) pages.add(page);
    } else if (single !== undefined) {
      if (Number(single) === 0) throw new AppError('PAGES_INVALID', { text: part.trim() });
      const page = fromStart(Number(single), pageCount);
      if (isThere(page, pageCount)) pages.add(page);
    } else if (begin !== undefined) {
      if (Number(begin) === 0 || Number(end) === 0) throw new AppError('PAGES_INVALID', { text: part.trim() });
      const first = fromStart(Number(begin), pageCount);
      const last = end === undefined ? pageCount : fromStart(Number(end), pageCount);
      // Backwards in the text, not for want of pages.
      if (first > last && Number(begin) > 0 === Number(end ?? begin) > 0 && end !== undefined) {
        throw new AppError('PAGES_INVALID', { text: part.trim() });
      }
      for (let page = Math.max(1, first); page <= Math.min(last, pageCount); page++) pages.add(page);
    } else throw new AppError('PAGES_INVALID', { text: part.trim() });
  }
  if (pages.size === 0) throw new AppError('PAGES_NONE', { pages: text.trim(), pageCount });
  return [...pages].sort((one, other) => one - other);
}
