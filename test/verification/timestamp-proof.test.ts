import { describe, expect, it } from 'vitest';
import { type JudgedTimestamp, proofOf, timestampFinding } from '../../src-main/verification/timestamps.ts';

/** A timestamp of a day; `null` for one that does not hold. */
function stampOf(day: number, holds = true): JudgedTimestamp {
  const genTime = new Date(Date.UTC(2026, 0, day));
  return {
    verification: {
      ...{ intact: true, trusted: true, genTime, accuracyMs: null, policy: null, serialNumber: null, algorithm: '' },
      ...{ authorityCertificate: null, chain: [], certificates: [], findings: [] },
    },
    chain: { trusted: true, chain: [], findings: [], others: [] },
    revocation: { code: 'revocation', state: 'not-applicable', reason: 'revocation/not-checked', values: {} },
    objection: null,
    holds,
  };
}

const dayOf = (timestamp: JudgedTimestamp | null) => timestamp?.verification.genTime?.getUTCDate() ?? null;

interface Case {
  what: string;
  own: JudgedTimestamp[];
  /** From the inside out. */
  documents: JudgedTimestamp[];
  day: number | null;
  finding: string;
}

describe('the time that timestamps prove', () => {
  it.each<Case>([
    { what: 'is none without any', own: [], documents: [], day: null, finding: 'not-applicable timestamp/absent' },
    {
      what: 'is that of the one inside',
      own: [stampOf(5)],
      documents: [],
      day: 5,
      finding: 'passed timestamp/trusted',
    },
    {
      what: 'stays when the document is stamped again and again',
      own: [stampOf(5)],
      documents: [stampOf(9), stampOf(20)],
      day: 5,
      finding: 'passed timestamp/trusted',
    },
    {
      what: 'is that of the innermost over the document where none is inside',
      own: [],
      documents: [stampOf(9), stampOf(20)],
      day: 9,
      finding: 'passed timestamp/document',
    },
    {
      what: 'is not moved back by an earlier one put beside an honest one',
      own: [stampOf(5), stampOf(1)],
      documents: [],
      day: 5,
      finding: 'passed timestamp/trusted',
    },
    {
      what: 'is not moved back by one around it that claims to be earlier, and the contradiction is named',
      own: [stampOf(5)],
      documents: [stampOf(1)],
      day: 5,
      finding: 'warning timestamp/contradictory',
    },
    {
      what: 'is not moved back by an outer one over the document either',
      own: [],
      documents: [stampOf(9), stampOf(2)],
      day: 9,
      finding: 'warning timestamp/contradictory',
    },
    {
      what: 'is not touched by one that does not hold',
      own: [stampOf(5), stampOf(7, false)],
      documents: [stampOf(1, false)],
      day: 5,
      finding: 'passed timestamp/trusted',
    },
    {
      what: 'is that of a later one where the one inside does not hold',
      own: [stampOf(5, false)],
      documents: [stampOf(9)],
      day: 9,
      finding: 'passed timestamp/document',
    },
  ])('$what', ({ own, documents, day, finding }) => {
    expect(dayOf(proofOf(own, documents))).toBe(day);
    const { state, reason } = timestampFinding(own, documents);
    expect(`${state} ${reason}`).toBe(finding);
  });
});
