import { describe, expect, test } from 'vitest';
import { mergeLines, type TextRun } from '../../src-renderer/pdf/text-lines.ts';
import { guidesAt, guideTargets, snapToGuides } from '../../src-renderer/stamp/guides.ts';

const a4 = { widthMm: 210, heightMm: 297 };
const seal = { widthMm: 40, heightMm: 40 };
const emptyPage = { text: { rows: [], columns: [] }, signatures: [] };
const pageWithLine = { text: { rows: [200], columns: [] }, signatures: [] };
const at = (xMm: number, yMm: number) => ({ xMm, yMm, ...seal });
const levelRun = (yMm: number, length = 10): TextRun => ({ xMm: 20, yMm, directionX: 4, directionY: 0, length });

describe('a seal near a guide', () => {
  test('moves onto a line of text within a millimetre and a half, and keeps its other coordinate', () => {
    const targets = guideTargets(a4, pageWithLine, []);
    expect(snapToGuides(at(60, 201.4), targets)).toEqual(at(60, 200));
    expect(snapToGuides(at(60, 198.6), targets)).toEqual(at(60, 200));
    expect(snapToGuides(at(60, 201.6), targets)).toEqual(at(60, 201.6));
  });

  test('takes the nearest of several lines', () => {
    const targets = guideTargets(a4, { text: { rows: [198, 200], columns: [] }, signatures: [] }, []);
    expect(snapToGuides(at(60, 199.2), targets).yMm).toBe(200);
    expect(snapToGuides(at(60, 198.9), targets).yMm).toBe(198);
  });

  test('moves to the middle of the page, and its edges to no line of text', () => {
    const targets = guideTargets(a4, pageWithLine, []);
    expect(snapToGuides(at(104, 149), targets)).toEqual(at(105, 148.5));
    expect(snapToGuides(at(60, 180.5), targets).yMm).toBe(180.5);
  });

  test('lines up with another seal: middles, equal edges, and edge to edge', () => {
    const other = { xMm: 60, yMm: 90, widthMm: 30, heightMm: 20 };
    const targets = guideTargets(a4, emptyPage, [other]);
    expect(snapToGuides(at(61, 89), targets)).toEqual(at(60, 90));
    // The other's left edge is at 45, its right one at 75, its top at 80, its bottom at 100.
    expect(snapToGuides(at(65.8, 100.9), targets)).toEqual(at(65, 100));
    expect(snapToGuides(at(94, 121), targets)).toEqual(at(95, 120));
  });

  test('lines up with what the document was signed with before', () => {
    const signatures = [{ xMm: 150, yMm: 250, widthMm: 40, heightMm: 40 }];
    const targets = guideTargets(a4, { ...emptyPage, signatures }, []);
    expect(snapToGuides(at(60, 250.8), targets)).toEqual(at(60, 250));
  });

  test('on an empty page far from its middle stays where it is', () => {
    const targets = guideTargets(a4, emptyPage, []);
    expect(snapToGuides(at(60, 60), targets)).toEqual(at(60, 60));
    expect(guidesAt(at(60, 60), targets)).toEqual([]);
  });
});

describe('guides', () => {
  test('tell a seal in line from one that is only near', () => {
    const targets = guideTargets(a4, pageWithLine, []);
    expect(guidesAt(at(60, 200), targets)).toEqual([{ axis: 'y', atMm: 200, of: 'text', exact: true }]);
    expect(guidesAt(at(60, 200.4), targets)).toEqual([{ axis: 'y', atMm: 200, of: 'text', exact: false }]);
    expect(guidesAt(at(60, 200.6), targets)).toEqual([]);
  });

  test('show one line, not three, beside a seal of the same size', () => {
    const targets = guideTargets(a4, emptyPage, [at(60, 90)]);
    expect(guidesAt(at(120, 90), targets)).toEqual([{ axis: 'y', atMm: 90, of: 'seal', exact: true }]);
  });
});

describe('lines of text', () => {
  test('are put together from pieces, at the height of the longest', () => {
    const { rows, columns } = mergeLines([levelRun(100, 50), levelRun(99.8, 2), levelRun(110, 5)]);
    expect(rows).toEqual([100, 110]);
    expect(columns).toEqual([]);
  });

  test('that run up or down the page count from its left, slanted ones not at all', () => {
    const upright = { xMm: 30, yMm: 80, directionX: 0, directionY: -4, length: 5 };
    const slanted = { xMm: 50, yMm: 80, directionX: 3, directionY: 3, length: 5 };
    expect(mergeLines([upright, slanted])).toEqual({ rows: [], columns: [30] });
  });

  test('of a page with 20,000 pieces are few', () => {
    const runs = Array.from({ length: 20_000 }, (_, index) => levelRun((index * 7919) % 297));
    expect(mergeLines(runs).rows.length).toBeLessThanOrEqual(300);
    const dense = Array.from({ length: 20_000 }, (_, index) => levelRun((index / 20_000) * 297));
    expect(mergeLines(dense).rows.length).toBeLessThanOrEqual(745);
  });
});
