import type { HistoryFault } from '../../contract/index.ts';

/** So many of each kind are told; the others are counted. One that breaks the chain is not hidden behind many that do not. */
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
  const toldOf = new Map<HistoryFault['kind'], number>();
  let count = 0;
  let chainCount = 0;
  return {
    add(fault) {
      const key = keyOf(fault);
      if (known.has(key)) return;
      count += 1;
      if (fault.kind !== 'view') chainCount += 1;
      const before = toldOf.get(fault.kind) ?? 0;
      if (before >= mostTold) return;
      toldOf.set(fault.kind, before + 1);
      known.add(key);
      told.push(fault);
    },
    told: () => [...told],
    count: () => count,
    chainCount: () => chainCount,
  };
}
