import { useEffect, useState } from 'react';
import type { SealWithState } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { isUsable } from '../../parts/seal-shapes.ts';

/** Uses that are looked at: who used a seal before all of them does not remember it. */
const rowsRead = 200;

/** Seals in the order in which one reaches for them: those that can be used first, and among them the last used. */
export function inOrderOfUse(seals: readonly SealWithState[], lastUsed: readonly string[]): SealWithState[] {
  const rank = ({ id }: SealWithState) => (lastUsed.includes(id) ? lastUsed.indexOf(id) : lastUsed.length);
  return seals.toSorted((one, other) => Number(isUsable(other)) - Number(isUsable(one)) || rank(one) - rank(other));
}

/** Whether a seal is meant by what was typed: by its name, what it is of, or its owner. */
export function isMeant(seal: SealWithState, typed: string): boolean {
  const said = `${seal.name} ${seal.naming?.onSeal ?? ''} ${seal.binding.tokenLabel}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** The seals by their last use on record. @param turn the record is read anew when this changes */
export function useLastUsed(turn: unknown): readonly string[] {
  const bridge = useBridge();
  const [lastUsed, setLastUsed] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is why the record is read
  useEffect(() => {
    bridge.call('history.list', { limit: rowsRead }).then(
      ({ rows }) => setLastUsed([...new Set(rows.map(({ sealId }) => sealId))]),
      // A record that cannot be read leaves the seals in the order of their making.
      () => undefined,
    );
  }, [bridge, turn]);
  return lastUsed;
}
