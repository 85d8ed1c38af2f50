import { expect, it, vi } from 'vitest';
import { killDuty } from '../kills/duty-kills.ts';

vi.setConfig({ testTimeout: 180_000 });

/** The same moments each time, as far as the machine has them. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

it('seals by every ticket once, with every use on record, however often the program is killed', async () => {
  const { wrong, killed } = await killDuty(40, 3, seeded(11));
  expect(wrong).toEqual([]);
  expect(killed).toBeGreaterThan(0);
});
