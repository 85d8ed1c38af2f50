import { AsyncLocalStorage } from 'node:async_hooks';
import type { RolePerson } from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';

/** Where a call comes from, and who is signed in there. */
export interface Acting {
  readonly window: string;
  readonly person: RolePerson | null;
}

/** It holds in a call and in all that the call sets going, to the end of a batch or a duty. */
const store = new AsyncLocalStorage<Acting>();

export const acting = (): Acting => store.getStore() ?? { window: '', person: null };

export const actAs = <T>(who: Acting, work: () => T): T => store.run(who, work);

/** What an event says of who was signed in, beside the operator of the system. */
const told = (): { person?: string; role?: string } => {
  const { person } = acting();
  return person ? { person: person.name, role: person.role } : {};
};

/** A ledger that says with each event who was signed in. */
export function namingWhoActs<L extends Pick<Ledger, 'record' | 'begin' | 'recordRepair'>>(ledger: L): L {
  return {
    ...ledger,
    record: (...[kind, data]: Parameters<Ledger['record']>) => ledger.record(kind, { ...data, ...told() }),
    begin: (intents: Parameters<Ledger['begin']>[0]) => ledger.begin(intents.map((one) => ({ ...one, ...told() }))),
    recordRepair: (repair: Parameters<Ledger['recordRepair']>[0]) => ledger.recordRepair({ ...repair, ...told() }),
  };
}
