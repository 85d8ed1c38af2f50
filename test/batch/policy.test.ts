import { describe, expect, it } from 'vitest';
import { odditiesOf, traitsOf, usualOf, weightOf } from '../../src-main/batch/oddities.ts';
import { assertPattern, OutputNames, stemOf, subfolderOf } from '../../src-main/batch/output-names.ts';
import { Rate } from '../../src-main/batch/run/rate.ts';
import type { ItemTraits } from '../../src-main/batch/store.ts';
import { jobTableOf, placingsOf } from '../../src-main/batch/table/job-table.ts';
import type { BatchLook, ErrorCode } from '../../src-main/contract/index.ts';
import { failureKindOf } from '../../src-main/stamping/session/failure-kinds.ts';

describe('what the failure of one file means for the others', () => {
  it.each<[ErrorCode, ReturnType<typeof failureKindOf>]>([
    ['PDF_DAMAGED', 'of-file'],
    ['FILE_CHANGED', 'of-file'],
    ['OUTPUT_EXISTS', 'of-file'],
    ['SIGNATURE_SELF_CHECK_FAILED', 'of-file'],
    ['TOKEN_REMOVED', 'token-gone'],
    ['TOKEN_NOT_FOUND', 'token-gone'],
    ['DRIVER_CRASHED', 'token-gone'],
    ['PIN_INCORRECT', 'stops-all'],
    ['PIN_LOCKED', 'stops-all'],
    ['SIGNATURE_PIN_INCORRECT', 'stops-all'],
    ['SEAL_SUSPENDED', 'stops-all'],
    ['CERTIFICATE_UNUSABLE', 'stops-all'],
    ['DISK_FULL', 'pauses-all'],
    ['OUTPUT_FOLDER_UNWRITABLE', 'pauses-all'],
    ['HISTORY_UNAVAILABLE', 'pauses-all'],
    ['CANCELLED', 'cancelled'],
  ])('%s: %s', (code, kind) => {
    expect(failureKindOf({ code })).toBe(kind);
  });
});

const look = (more: Partial<BatchLook> = {}): BatchLook => ({
  sha256: '00',
  pageCount: 1,
  page: 1,
  widthMm: 210,
  heightMm: 297,
  rotate: 0,
  seals: [],
  findings: [],
  ...more,
});
const traits = (index: number, more: Partial<BatchLook> = {}, state: ItemTraits['state'] = 'waiting') =>
  traitsOf({ index, state, error: null, look: look(more) });

describe('how a file differs from the others', () => {
  const usual = usualOf([traits(0), traits(1), traits(2), traits(3, { pageCount: 2, widthMm: 297, heightMm: 210 })]);
  const failed = (code: ErrorCode) => traitsOf({ index: 9, state: 'failed', look: null, error: { code, values: {} } });

  it.each([
    ['like the others', traits(0), []],
    ['of another size, by a millimetre', traits(0, { widthMm: 211.2 }), ['page-size']],
    ['of another size, by less than is cut', traits(0, { widthMm: 210.3 }), []],
    ['turned', traits(0, { rotate: 90 }), ['rotation']],
    ['of more pages', traits(0, { pageCount: 3 }), ['page-count']],
    ['damaged', failed('PDF_DAMAGED'), ['unusable']],
    ['without the keyword', failed('KEYWORD_NOT_FOUND'), ['no-place']],
    ['locked', failed('PDF_PASSWORD_REQUIRED'), ['protected']],
    [
      'stamped before',
      traits(0, { findings: [{ code: 'stamped-before', level: 'warn', values: {} }] }),
      ['stamped-before'],
    ],
    ['warned of', traits(0, { findings: [{ code: 'blank-field', level: 'warn', values: {} }] }), ['warned']],
    ['noted', traits(0, { findings: [{ code: 'blank-field', level: 'note', values: {} }] }), []],
    ['stopped by a keeper', traits(0, { findings: [{ code: 'blank-field', level: 'stop', values: {} }] }), ['stopped']],
  ] as const)('%s', (_, one, expected) => {
    expect(odditiesOf(one, usual)).toEqual(expected);
  });

  it('puts the gravest first', () => {
    expect(weightOf(['unusable', 'warned'])).toBeLessThan(weightOf(['page-size']));
    expect(weightOf(['warned'])).toBeLessThan(weightOf([]));
  });
});

describe('names of many outputs', () => {
  it('are found at once where all are called alike, or a cell is as long as a book', () => {
    const names = new OutputNames('/nowhere');
    const started = performance.now();
    const made = new Set(Array.from({ length: 30_000 }, () => names.next('', '证书')));
    const long = names.next('', '长'.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(made.size).toBe(30_000);
    expect(long).toBe(`/nowhere/${'长'.repeat(83)}.pdf`);
  });

  it('differ by more than capitals or the way in which an accent is written', () => {
    const names = new OutputNames('/nowhere');
    const made = ['\u00e9', 'e\u0301', '\u00c9'].map((stem) => names.next('', stem));
    expect(new Set(made.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(3);
  });
});

describe('names of outputs', () => {
  const cells = new Map([
    ['学号', '2026/001'],
    ['姓名', 'CON'],
  ]);
  it.each([
    ['{name}_已盖章', '张三_已盖章'],
    ['{n}-{name}', '007-张三'],
    ['{学号}', '2026_001'],
    ['{姓名}', '_CON'],
    ['../{name}', '_张三'],
    ['  .{name}. ', '张三'],
  ])('%s', (pattern, expected) => {
    expect(stemOf(pattern, { name: '理学院/张三.pdf', index: 6, total: 120, cells })).toBe(expected);
  });

  it('are none where nothing is left of them', () => {
    expect(stemOf('{空}', { name: 'a.pdf', index: 0, total: 1, cells: new Map([['空', ' ']]) })).toBeNull();
  });

  it('are never the same, whatever the capitals', () => {
    const names = new OutputNames('/成品');
    expect([names.next('', 'A'), names.next('', 'a'), names.next('理学院', 'a')]).toEqual([
      '/成品/A.pdf',
      '/成品/a(2).pdf',
      '/成品/理学院/a.pdf',
    ]);
    expect(names.next('../../etc', 'a')).toBe('/成品/a(3).pdf');
    expect(Buffer.byteLength(names.next('', '长'.repeat(200)).split('/').at(-1) ?? '')).toBeLessThanOrEqual(255);
  });

  it('keep subfolders, and name what a pattern does not know', () => {
    expect([subfolderOf('理学院/张三.pdf'), subfolderOf('张三.pdf')]).toEqual(['理学院', '']);
    expect(() => assertPattern('{name}{班级}', ['学号'])).toThrow('PATTERN_UNKNOWN');
    assertPattern('{name}{n}{date}{学号}', ['学号']);
  });
});

describe('a table of files', () => {
  it('is read by the names of its columns, in either language, blank lines left out', () => {
    const table = jobTableOf([
      [' 文件 ', 'Seal', '学号', '用印事由'],
      ['a.pdf', '公章', '7', ''],
      ['', '', '', ''],
      ['b.pdf', '', '8', '毕业'],
    ]);
    expect(table).toMatchObject({
      columns: ['文件', 'Seal', '学号', '用印事由'],
      lines: [
        { line: 2, values: { file: 'a.pdf', seal: '公章' } },
        { line: 4, values: { file: 'b.pdf', reason: '毕业' } },
      ],
    });
  });

  it.each([
    ['names no files', [['印章'], ['公章']], '印章'],
    [
      'has two columns for one thing',
      [
        ['文件', 'file'],
        ['a', 'b'],
      ],
      'file',
    ],
  ])('is refused where it %s', (_, rows, wrongColumn) => {
    expect(jobTableOf(rows)).toEqual({ wrongColumn });
  });

  it.each<[string, Parameters<typeof placingsOf>[0], unknown]>([
    ['a keyword', { keyword: '盖章' }, [{ rule: 'keyword', text: '盖章', which: 'last' }]],
    ['a place', { x: '150', y: '230' }, [{ rule: 'pages', pages: '1', place: { acrossMm: 150, downMm: 230 } }]],
    ['a place on every page', { x: '1', y: '2', pages: '每页' }, [{ rule: 'pages', pages: '每页' }]],
    ['骑缝', { paging: '是' }, [{ rule: 'paging', edge: 'right' }]],
    ['骑缝 at the left', { paging: '左' }, [{ rule: 'paging', edge: 'left' }]],
    ['no 骑缝', { paging: '否' }, []],
    ['both', { keyword: '盖章', paging: 'yes' }, [{ rule: 'keyword' }, { rule: 'paging' }]],
    ['half a place', { x: '150' }, 'table/placing-invalid'],
    ['no number', { x: 'left', y: '3' }, 'table/placing-invalid'],
    ['pages alone', { pages: '3' }, 'table/placing-invalid'],
    ['an edge that is none', { paging: '斜' }, 'table/placing-invalid'],
  ])('says where seals go by %s', (_, values, expected) => {
    const found = placingsOf(values);
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatchObject(expected as object);
  });
});

describe('how fast files are done', () => {
  it('is told from the fifth on, over the last of them, and not across a pause', () => {
    let now = 0;
    const rate = new Rate(() => now);
    for (let file = 0; file < 4; file++) rate.count();
    expect(rate.perSecond()).toBeNull();
    for (now = 100; now <= 1_000; now += 100) rate.count();
    now = 1_000;
    expect(rate.perSecond()).toBeCloseTo(13, 0);
    now = 60_000;
    rate.count();
    expect(rate.perSecond()).toBeNull();
    rate.clear();
    expect(rate.perSecond()).toBeNull();
  });
});
