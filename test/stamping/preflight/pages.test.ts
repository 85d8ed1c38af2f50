import { describe, expect, test } from 'vitest';
import { pagesToRead } from '../../../src-main/stamping/preflight/checked-texts.ts';
import { checkDocument } from '../../../src-main/stamping/preflight/document-checks.ts';
import { checkOverlaps, checkPages, checkSize } from '../../../src-main/stamping/preflight/page-checks.ts';
import { at, placedSeal } from './written.ts';

describe('the size of a seal', () => {
  test('as it is registered, or a slice of that', () => {
    const slice = { left: 0.25, top: 0, right: 0.5, bottom: 1 };
    const impressions = [at(100, 100), at(200, 100, { slice, widthMm: 10 })];
    expect(checkSize(placedSeal({ impressions }))).toEqual([]);
  });

  test('off the size of the standard seal', () => {
    const standard = {
      ...{ sealNumber: '1', version: 4, name: '', type: 1, makerName: '', pictureType: 'ofd', sha256: '' },
      ...{ createdAt: '', validFrom: '', validUntil: '', widthMm: 42, heightMm: 42 },
    };
    expect(checkSize(placedSeal({ seal: { standard } }))).toEqual([
      {
        code: 'seal-off-size',
        values: { seal: '公章', size: '40 × 40', registered: '42 × 42' },
        place: { page: 1, leftMm: 80, topMm: 80, widthMm: 40, heightMm: 40 },
      },
    ]);
  });
});

test('seals that lie over one another are shown where they do', () => {
  const seals = [placedSeal(), placedSeal({ impressions: [at(130, 100), at(100, 100, { page: 2 })] })];
  expect(checkOverlaps(seals)).toMatchObject([{ code: 'seals-overlap', values: { page: 1 }, place: { page: 1 } }]);
});

describe('the stamped pages', () => {
  const upright = { page: 1, widthMm: 210, heightMm: 297, rotate: 0 };
  test('alike: nothing is said, nor of half a millimetre', () => {
    expect(checkPages([upright, { ...upright, page: 2, widthMm: 209.8 }])).toEqual([]);
  });
  test('one rotated, and of another size', () => {
    const across = { page: 4, widthMm: 297, heightMm: 210, rotate: 90 };
    expect(checkPages([upright, across])).toEqual([
      { code: 'page-rotated', values: { pages: '4' } },
      { code: 'page-sizes-differ', values: { sizes: '210 × 297, 297 × 210' } },
    ]);
  });
});

describe('what a stamp costs a file', () => {
  const plain = { needsAppearances: false, pdfA: null, losesPdfUa: false, isEncrypted: false, mayPrint: true };
  const drawn = { isTransparent: false, isNational: false };
  const cases: [
    what: string,
    claims: Partial<typeof plain> | { pdfA: number },
    put: Partial<typeof drawn>,
    codes: string[],
  ][] = [
    ['that claims nothing', {}, { isTransparent: true, isNational: true }, []],
    ['PDF/A-1 and a drawn seal', { pdfA: 1 }, {}, []],
    ['PDF/A-1 and a picture', { pdfA: 1 }, { isTransparent: true }, ['pdf-a-1-transparency']],
    ['PDF/A-2 and a picture', { pdfA: 2 }, { isTransparent: true }, []],
    ['PDF/A-3 and a seal of GB/T 38540', { pdfA: 3 }, { isNational: true }, ['pdf-a-signature-form']],
    ['PDF/UA that takes no seal', { losesPdfUa: true }, {}, ['pdf-ua-structure']],
    [
      'that is encrypted and may not be printed',
      { isEncrypted: true, mayPrint: false },
      {},
      ['encrypted', 'printing-forbidden'],
    ],
  ];
  test.each(cases)('%s', (_, claims, put, codes) => {
    expect(checkDocument({ ...plain, ...claims }, { ...drawn, ...put }).map(({ code }) => code)).toEqual(codes);
  });
});

describe('the pages whose text is read', () => {
  const on = (...pages: number[]) => pages.map((page) => at(10, 10, { page }));
  test('those that are stamped, the first and the last', () => {
    expect(pagesToRead(on(7), 300, false)).toEqual({ pages: [1, 7, 300], isAll: true });
    expect(pagesToRead(on(1), 1, false)).toEqual({ pages: [1], isAll: true });
  });
  test('a whole seal before the slices of one, and never hundreds', () => {
    const slice = { left: 0, top: 0, right: 0.1, bottom: 1 };
    const slices = Array.from({ length: 500 }, (_, index) => at(205, 100, { page: index + 1, slice }));
    const { pages, isAll } = pagesToRead([...slices, ...on(250)], 500, false);
    expect(pages).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 250, 500]);
    expect(isAll).toBe(false);
    // What would stop a stamp may stand on any of them.
    expect(pagesToRead([...slices, ...on(250)], 500, true)).toMatchObject({ pages: { length: 500 }, isAll: true });
  });
});
