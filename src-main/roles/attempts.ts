import { AppError, type LedgerEvent, nameKey } from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';

/** So many wrong PINs in a row cost no time: fingers slip. */
const freeTries = 3;
const firstWaitSeconds = 30;
const longestWaitSeconds = 3600;

/** How long nobody is let in under a name after so many wrong PINs in a row, in seconds. */
export const waitAfter = (wrong: number) =>
  wrong < freeTries ? 0 : Math.min(firstWaitSeconds * 2 ** (wrong - freeTries), longestWaitSeconds);

const kinds = ['role-pin-wrong', 'role-signed-in', 'role-confirmed', 'roles-changed'] as const;
const atOnce = 200;
const mostPages = 50;

const isOf = (key: string, { data }: LedgerEvent) => typeof data.name === 'string' && nameKey(data.name) === key;

/** Whether an event ends a row of wrong PINs: the right one was entered, or another was set. */
const endsRow = ({ kind, data }: LedgerEvent) =>
  kind === 'role-signed-in' || kind === 'role-confirmed' || (kind === 'roles-changed' && data.action === 'reset-pin');

/** Wrong PINs in a row under a name, by the record: a file that is put back forgets none. */
function wrongInARow(ledger: Pick<Ledger, 'events'>, name: string): { count: number; lastAt: number } {
  const key = nameKey(name);
  let count = 0;
  let lastAt = 0;
  let before: number | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const events = ledger.events({ kinds, before, limit: atOnce });
    for (const event of events.filter((one) => isOf(key, one))) {
      if (endsRow(event)) return { count, lastAt };
      if (event.kind === 'role-pin-wrong') {
        count += 1;
        lastAt ||= Date.parse(event.time);
      }
    }
    before = events.at(-1)?.number;
    if (events.length < atOnce) break;
  }
  return { count, lastAt };
}

/** @throws AppError ROLE_PIN_WAIT */
export function assertMayTry(ledger: Pick<Ledger, 'events'>, name: string): void {
  const { count, lastAt } = wrongInARow(ledger, name);
  // A clock that was set back shortens no wait.
  const passed = Math.max(0, (Date.now() - lastAt) / 1000);
  const left = Math.ceil(waitAfter(count) - passed);
  if (left > 0) throw new AppError('ROLE_PIN_WAIT', { name, seconds: left });
}
