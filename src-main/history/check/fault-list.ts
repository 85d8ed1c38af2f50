import type { HistoryFault } from '../../contract/index.ts';

/** So many are told; the others are counted. */
const mostTold = 1000;

/** What a check has found, each number once: what was found first says what is wrong there. */
export interface FaultList {
  add(fault: HistoryFault): void;
  told(): HistoryFault[];
  count(): number;
  /** How many are of the events themselves. */
  chainCount(): number;
}

/** Uses and events have numbers of their own. */
const keyOf = ({ kind, number }: HistoryFault) => (kind === 'view' ? -1 - number : number);

export function createFaultList(): FaultList {
  const told: HistoryFault[] = [];
  const known = new Set<number>();
  let count = 0;
  let chainCount = 0;
  return {
    add(fault) {
      const key = keyOf(fault);
      if (known.has(key)) return;
      count += 1;
      if (fault.kind !== 'view') chainCount += 1;
      if (told.length >= mostTold) return;
      known.add(key);
      told.push(fault);
    },
    told: () => [...told],
    count: () => count,
    chainCount: () => chainCount,
  };
}
