import { describe, expect, it } from 'vitest';
import type { DocumentChange } from '../../src-main/contract/index.ts';
import { cutMiddle } from '../../src-renderer/format/middle-cut.ts';
import { differingAreas, type Pixels } from '../../src-renderer/pdf/differing-areas.ts';
import { markOfChange, marksOf, pageRuns, picturesOf } from '../../src-renderer/verify/marks.ts';
import { signatureOf } from '../report/reports.ts';

const place = { page: 2, leftMm: 10, topMm: 20, widthMm: 40, heightMm: 40 };
const change = (kind: DocumentChange['kind'], more: Partial<DocumentChange> = {}): DocumentChange => ({
  kind,
  part: null,
  objectNumber: 4,
  page: 2,
  rect: null,
  fieldName: null,
  allowedBy: null,
  coversContent: false,
  evidence: null,
  ...more,
});

describe('what is boxed on the pages', () => {
  it('is every picture of a signature under one number, and no signature without a picture', () => {
    const many = { ...signatureOf(), widget: place, furtherWidgets: [{ ...place, page: 3 }] };
    const unseen = { ...signatureOf(), widget: { ...place, widthMm: 0 }, furtherWidgets: [] };
    const { seals } = marksOf([many, unseen, { ...many, furtherWidgets: [] }]);
    expect(seals.map(({ key, page }) => [key, page])).toEqual([
      ['seal-1', 2],
      ['seal-1', 3],
      ['seal-3', 2],
    ]);
  });

  it('is each change once, compared with the first signature before it, the worst first, without later signatures', () => {
    const forged = change('page-content-changed');
    const filled = change('form-filled', { allowedBy: 'certification', objectNumber: 9 });
    const later = change('signature-added', { allowedBy: 'signing' });
    const first = { ...signatureOf(), fieldName: 'first', changes: [filled, later, forged] };
    const second = { ...signatureOf(), fieldName: 'second', changes: [forged] };
    const { changes } = marksOf([first, second]);
    expect(changes.map((mark) => [mark.change.kind, mark.signature.fieldName])).toEqual([
      ['page-content-changed', 'first'],
      ['form-filled', 'first'],
    ]);
    expect(markOfChange(changes, { ...forged })?.key).toBe('change-1');
  });

  it('is what looks like a seal, but not a second time what is a signature that no longer holds', () => {
    const found = [
      { ...place, kind: 'broken-signature' as const },
      { ...place, kind: 'image' as const },
    ];
    expect(picturesOf(found).map(({ key, number }) => [key, number])).toEqual([['picture-2', 2]]);
  });

  it('names the pages of a cross-page seal as a run', () => {
    expect(pageRuns([3, 1, 2, 7, 7])).toEqual([
      [1, 3],
      [7, 7],
    ]);
  });
});

function paper(width: number, height: number, ink: [x: number, y: number, size: number][]): Pixels {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [left, top, size] of ink)
    for (let y = top; y < top + size; y++)
      for (let x = left; x < left + size; x++) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return { width, height, data };
}

describe('the difference of two pictures of a page', () => {
  it('is nothing where both are the same', () => {
    expect(differingAreas(paper(60, 60, [[5, 5, 9]]), paper(60, 60, [[5, 5, 9]]), 6)).toEqual([]);
  });

  it('is a rectangle around each place, and one around places beside each other', () => {
    const after = paper(120, 60, [
      [6, 6, 6],
      [14, 6, 6],
      [90, 40, 4],
    ]);
    expect(differingAreas(paper(120, 60, []), after, 6)).toEqual([
      { left: 6, top: 6, right: 24, bottom: 12 },
      { left: 90, top: 36, right: 96, bottom: 48 },
    ]);
  });

  it('is seen where one of them is larger, and only in what has ink there', () => {
    expect(differingAreas(paper(30, 30, []), paper(60, 30, [[48, 12, 6]]), 6)).toEqual([
      { left: 48, top: 12, right: 54, bottom: 18 },
    ]);
  });
});

describe('a long name', () => {
  it.each([
    ['合同.pdf', 20, '合同.pdf'],
    ['abcdefghijklmnop.pdf', 11, 'abcde…p.pdf'],
    ['房屋租赁合同甲方乙方补充协议第三版_已盖章.pdf', 21, '房屋租赁合…已盖章.pdf'],
  ])('%s keeps its beginning and its end', (name, most, shown) => {
    expect(cutMiddle(name, most)).toBe(shown);
  });
});
