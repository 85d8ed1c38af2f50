import { describe, expect, it } from 'vitest';
import type { ReachedPart } from '../../../src-main/ofd/index.ts';
import { judgeCoverage } from '../../../src-main/verification/ofd/coverage.ts';
import { readCheckMethod } from '../../../src-main/verification/ofd/references.ts';
import { shownPart } from '../../../src-main/verification/ofd/stamp-places.ts';
import { parseWrittenTime } from '../../../src-main/verification/ofd/written-time.ts';

describe('the time that a file writes', () => {
  it.each<[string, string | null]>([
    ['20261124070405Z', '2026-11-24T07:04:05.000Z'],
    ['2026-11-24T07:04:05Z', '2026-11-24T07:04:05.000Z'],
    ['2026-11-24T15:04:05.123+08:00', '2026-11-24T07:04:05.000Z'],
    ['2026-11-24 15:04:05', '2026-11-24T07:04:05.000Z'],
    ['20261124150405', '2026-11-24T07:04:05.000Z'],
    ['2026/11/24 15:04:05', '2026-11-24T07:04:05.000Z'],
    ['20261124070405.123Z', '2026-11-24T07:04:05.000Z'],
    ['2026-11-24', '2026-11-23T16:00:00.000Z'],
    ['2026-13-24', null],
    ['yesterday', null],
    ['', null],
  ])('%j is %s', (text, time) => {
    expect(parseWrittenTime(text)?.toISOString() ?? null).toBe(time);
  });
});

describe('the method of the digests', () => {
  it.each([
    ['1.2.156.10197.1.401', 'sm3'],
    ['SM3', 'sm3'],
    ['sm3', 'sm3'],
    [null, 'md5'],
    ['1.2.156.10197.1.401.2', undefined],
    ['SHA-1', 'sha1'],
    ['', undefined],
  ])('%j is %s', (method, algorithm) => {
    expect(readCheckMethod(method)).toBe(algorithm);
  });
});

describe('what shows of a seal', () => {
  const boundary = { left: 100, top: 50, width: 40, height: 40 };
  it.each([
    [null, { leftMm: 100, topMm: 50, widthMm: 40, heightMm: 40 }],
    [
      { left: 20, top: 0, width: 20, height: 40 },
      { leftMm: 120, topMm: 50, widthMm: 20, heightMm: 40 },
    ],
    [
      { left: -5, top: -5, width: 100, height: 10 },
      { leftMm: 100, topMm: 50, widthMm: 40, heightMm: 5 },
    ],
    [
      { left: 50, top: 0, width: 10, height: 10 },
      { leftMm: 150, topMm: 50, widthMm: 0, heightMm: 10 },
    ],
  ])('with the clip %j is %j', (clip, place) => {
    expect(shownPart({ boundary, clip })).toEqual(place);
  });
});

describe('what a signature leaves open', () => {
  const part = (path: string, change: Partial<ReachedPart> = {}): ReachedPart => ({
    path,
    role: 'page',
    page: null,
    isMissing: false,
    isOtherCase: false,
    fault: null,
    ...change,
  });
  const readable = [part('OFD.xml'), part('D.xml', { role: 'document' }), part('P.xml', { page: 1 })];
  const all = new Set(['OFD.xml', 'D.xml', 'P.xml']);
  const judge = (covered: Iterable<string>, others: Parameters<typeof judgeCoverage>[0]['others'] = []) => {
    const judged = judgeCoverage({
      covered: new Set(covered),
      readable,
      shown: 'D.xml',
      protectedBy: new Map(),
      others,
    });
    return [judged.laterChanges, judged.findings[0]?.state, judged.findings[0]?.reason];
  };
  const sound = { path: 'S2.xml', isIntact: true };
  const broken = { path: 'S3.xml', isIntact: false };

  it.each<[string, Iterable<string>, Parameters<typeof judgeCoverage>[0]['others'], readonly string[]]>([
    ['nothing', all, [], ['none', 'passed', 'later-changes/none']],
    ['a later seal that holds', all, [sound], ['signatures-only', 'passed', 'later-changes/signatures-only']],
    ['a later seal that does not', all, [sound, broken], ['changed', 'warning', 'later-changes/changed']],
    ['a page', ['OFD.xml', 'D.xml'], [], ['changed', 'warning', 'later-changes/unprotected']],
    ['the entry', ['D.xml', 'P.xml'], [sound], ['changed', 'warning', 'later-changes/unprotected']],
    [
      'the document that is shown',
      ['OFD.xml', 'P.xml'],
      [broken],
      ['changed', 'warning', 'later-changes/other-document'],
    ],
  ])('when it is %s', (_, covered, others, told) => {
    expect(judge(covered, others)).toEqual(told);
  });
});
