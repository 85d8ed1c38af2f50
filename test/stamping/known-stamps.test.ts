import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DocumentKind, RememberedStamp } from '../../src-main/contract/index.ts';
import { openRememberedStamps } from '../../src-main/settings/index.ts';
import { documentKindOf } from '../../src-main/stamping/documents/document-kind.ts';
import { formerStampsOn, onLastPageAgain } from '../../src-main/stamping/documents/known-stamps.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-known-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = '2026-11-24T05:21:00.000Z';
const a4 = { widthMm: 210.02, heightMm: 296.97 };
const here = (page: number) => ({ rule: 'here', page, xMm: 100, yMm: 200 }) as const;
const stamped = (sealId: string, page: number, reason = ''): RememberedStamp => ({
  at,
  pageCount: 5,
  placements: [{ sealId, placing: here(page) }],
  reason,
});

describe('what was stamped last', () => {
  const few: DocumentKind = documentKindOf({ pageCount: 5, firstPage: a4 });

  test('is known for documents of the kind: the size of the page, and about as many pages', () => {
    expect(few).toEqual({ widthMm: 210, heightMm: 297, pages: 'few' });
    expect(documentKindOf({ pageCount: 1, firstPage: a4 }).pages).toBe('one');
    expect(documentKindOf({ pageCount: 21, firstPage: a4 }).pages).toBe('many');
  });

  test('is kept by seal and kind, the newest first, and outlives the program', () => {
    const path = join(folder, 'remembered.json');
    const remembered = openRememberedStamps(path);
    expect(remembered.find(few)).toEqual([]);
    remembered.add(few, stamped('a', 5, '采购'));
    remembered.add(few, stamped('b', 1));
    remembered.add(few, stamped('a', 2, '租赁'));
    remembered.add({ ...few, pages: 'one' }, stamped('a', 1));
    expect(openRememberedStamps(path).find(few)).toEqual([stamped('a', 2, '租赁'), stamped('b', 1)]);
    writeFileSync(path, '{');
    expect(openRememberedStamps(path).find(few)).toEqual([]);
  });

  test('goes to the last page again where it was on the last of several', () => {
    expect(onLastPageAgain(stamped('a', 5), 8).placements).toEqual([{ sealId: 'a', placing: here(8) }]);
    expect(onLastPageAgain(stamped('a', 4), 8).placements).toEqual([{ sealId: 'a', placing: here(4) }]);
  });
});

describe('a file that is on record', () => {
  test('is told apart from what came of it, and whether that is still there', () => {
    const there = join(folder, '合同_已盖章.pdf');
    writeFileSync(there, '');
    const use = { at, sealId: 'a', sealName: '公章', sha256Before: '11', sha256After: '22' };
    const usesOn = () => [
      { ...use, seq: 26, outputPath: there },
      { ...use, seq: 25, outputPath: join(folder, '没有.pdf') },
    ];
    expect(formerStampsOn('11', { usesOn })).toMatchObject([
      { seq: 26, outputName: '合同_已盖章.pdf', isOutputThere: true, bearsSeal: false },
      { seq: 25, isOutputThere: false, bearsSeal: false },
    ]);
    expect(formerStampsOn('22', { usesOn })).toMatchObject([{ bearsSeal: true }, { bearsSeal: true }]);
  });
});
