/** Drivers and waiting, for the tests of the token room. */
import type { DriverCandidate } from '../../src-main/token/index.ts';
import { type SoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';

/** SoftHSM2 as a driver that sees the tokens of one folder. */
export function softHsmDriver(id: string, token: Pick<SoftHsmToken, 'confPath'>): DriverCandidate {
  const env = { SOFTHSM2_CONF: token.confPath };
  return {
    id,
    name: `SoftHSM ${id}`,
    path: softHsmModulePath,
    library: softHsmModulePath,
    source: 'catalogue',
    rescan: 'reinitialize',
    env,
  };
}

/** Looks again and again until `look` gives something; fails when it does not in time. */
export async function eventually<Value>(
  what: string,
  look: () => Value | null | undefined | false,
  limitMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = look();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
