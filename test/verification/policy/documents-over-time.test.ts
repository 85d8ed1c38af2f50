import { describe, expect, it } from 'vitest';
import { judgeInwards, timestampsAfter } from '../../../src-main/verification/document-timestamps.ts';
import type { JudgedTimestamp } from '../../../src-main/verification/timestamps.ts';
import { consentedEnd } from '../../../src-main/verification/verify-document.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const now = day(30);

/** What is signed up to a byte: a signature, or a timestamp of a day that holds or does not. */
interface Layer {
  readonly end: number;
  readonly stamped?: { readonly day: number | null; readonly holds: boolean };
}
const signature = (end: number): Layer => ({ end });
const timestamp = (end: number, number: number | null, holds = true): Layer => ({
  end,
  stamped: { day: number, holds },
});

const judgementOf = ({ stamped }: Layer): JudgedTimestamp => ({
  verification: {
    ...{ intact: true, trusted: true, accuracyMs: null, policy: null, serialNumber: null, algorithm: '' },
    ...{ genTime: stamped?.day == null ? null : day(stamped.day) },
    ...{ authorityCertificate: null, chain: [], certificates: [], findings: [] },
  },
  chain: { trusted: true, chain: [], findings: [], others: [] },
  revocation: { code: 'revocation', state: 'passed', reason: 'revocation/good', values: {} },
  objection: null,
  holds: stamped?.holds ?? false,
});

/** In which order the timestamps are judged, each by the day when it is seen, and which prove something. */
async function judged(layers: readonly Layer[]): Promise<{ order: string[]; proven: number[] }> {
  const order: string[] = [];
  const proven: number[] = [];
  const signed = layers.map((layer) => ({
    layer,
    value: { subFilter: layer.stamped ? 'ETSI.RFC3161' : 'ETSI.CAdES.detached' },
    covered: { gapStart: layer.end - 20, gapEnd: layer.end - 10, coveredUntil: layer.end },
  }));
  const found = await judgeInwards(signed, now, {
    async judge({ layer }, index, seen) {
      expect(layers[index]).toBe(layer);
      order.push(`${layer.end} on ${seen.getUTCDate()}`);
      return judgementOf(layer);
    },
    onProven: ({ layer }, genTime) => {
      expect(genTime).toEqual(day(layer.stamped?.day ?? 0));
      proven.push(layer.end);
    },
  });
  expect([...found.keys()].toSorted()).toEqual(layers.flatMap(({ stamped }, index) => (stamped ? [index] : [])));
  return { order, proven };
}

describe('timestamps over a document (ETSI EN 319 102-1, 5.6.2.4) are judged from the outside in,', () => {
  it('each for the time of the one around it, wherever they stand in the file', async () => {
    const layers = [timestamp(200, 5), signature(100), timestamp(400, 20), timestamp(300, 10)];
    expect(await judged(layers)).toEqual({ order: ['400 on 30', '300 on 20', '200 on 10'], proven: [400, 300, 200] });
  });

  it('and one that does not hold dates nothing back: anybody can add one', async () => {
    const layers = [signature(100), timestamp(200, 5), timestamp(300, 6, false)];
    expect(await judged(layers)).toEqual({ order: ['300 on 30', '200 on 30'], proven: [200] });
  });

  it('and one that claims to be later than those around it moves nothing', async () => {
    const layers = [timestamp(200, 5), timestamp(300, 25), timestamp(400, 20)];
    expect(await judged(layers)).toEqual({ order: ['400 on 30', '300 on 20', '200 on 20'], proven: [400, 200] });
  });

  it('and one without a time proves none', async () => {
    expect(await judged([timestamp(200, 5), timestamp(300, null)])).toEqual({
      order: ['300 on 30', '200 on 30'],
      proven: [200],
    });
  });
});

describe('the timestamps that cover a signature', () => {
  const range = (gapStart: number, coveredUntil: number) => ({
    covered: { gapStart, gapEnd: gapStart + 10, coveredUntil },
  });
  const own = range(80, 100);
  const mark = (end: number) => judgementOf(timestamp(end, 1));

  it('are those that begin behind it, from the inside out', () => {
    const [outer, inner] = [mark(300), mark(200)];
    const signed = [own, range(280, 300), range(180, 200)];
    const timestamps = new Map([
      [1, outer],
      [2, inner],
    ]);
    expect(timestampsAfter(own, signed, timestamps)).toEqual([inner, outer]);
    expect(timestampsAfter(own, signed, timestamps)[0]).toBe(inner);
  });

  it('are none that stand before its end, though they cover as much', () => {
    const signed = [own, range(90, 200), range(99, 300), range(100, 400)];
    const timestamps = new Map([1, 2, 3].map((index) => [index, mark(index)]));
    const found = timestampsAfter(own, signed, timestamps);
    expect(found).toHaveLength(1);
    expect(found[0]).toBe(timestamps.get(3));
  });

  it('are none where one of the two covers nothing that can be told', () => {
    const timestamps = new Map([[1, mark(200)]]);
    expect(timestampsAfter({ covered: null }, [own, range(180, 200)], timestamps)).toEqual([]);
    expect(timestampsAfter(own, [own, { covered: null }], timestamps)).toEqual([]);
  });
});

describe('what somebody consented to ends', () => {
  const layer = (end: number, subFilter = 'ETSI.CAdES.detached') => ({
    value: { subFilter },
    covered: end === 0 ? null : { gapStart: end - 20, gapEnd: end - 10, coveredUntil: end },
  });
  const stamped = (end: number) => layer(end, 'ETSI.RFC3161');

  it.each([
    { what: 'with the last signature', signed: [layer(100), layer(300), layer(200)], end: 300 },
    { what: 'before a timestamp over it: anybody can have one made', signed: [layer(100), stamped(300)], end: 100 },
    { what: 'with a timestamp where nobody signed', signed: [stamped(100), stamped(300)], end: 300 },
    { what: 'nowhere without a signature that covers anything', signed: [layer(0), stamped(300)], end: 0 },
    { what: 'nowhere where there is none', signed: [], end: 0 },
  ])('$what', ({ signed, end }) => {
    expect(consentedEnd(signed)).toBe(end);
  });
});
