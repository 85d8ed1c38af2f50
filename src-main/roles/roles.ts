import { z } from 'zod';
import {
  AppError,
  type Confirmation,
  type HandlersOf,
  type LedgerEventKind,
  type MethodName,
  type ParsedInput,
  type RolePerson,
  type RolesChange,
  type RolesState,
  roleNames,
  type Seal,
  samePerson,
} from '../contract/index.ts';
import type { EventData, Ledger } from '../history/index.ts';
import { type Acting, acting } from './acting.ts';
import { assertMayTry } from './attempts.ts';
import { judgeCall, permissionFor } from './permissions.ts';
import { assertFitPin, isPin, keepPin } from './pins.ts';
import { digestOf, type KeptPerson, type KeptRoles, openRolesFile } from './roles-file.ts';
import { createSessions, idleMinutes } from './sessions.ts';

export interface RolesContext {
  /** `roles.json` in the data folder. */
  readonly path: string;
  readonly ledger: Pick<Ledger, 'events' | 'record' | 'together'>;
  readonly seals: { get(id: string): Pick<Seal, 'id' | 'name'> };
  operator(): string;
  readonly door: string;
  /** The people, or who is signed in somewhere. */
  onChanged(): void;
  /** PINs that are kept for whoever was signed in serve nobody else. */
  onSignedOut(): void;
}

/** 三权分立: who may do what, once it is set up. */
export interface Roles {
  /**
   * Lets a call through, and gives who makes it.
   * @throws AppError ROLES_DIFFER, ROLE_SIGN_IN, ROLE_NOT_ALLOWED
   */
  admit<M extends MethodName>(method: M, input: ParsedInput<M>, window: string): Acting;
  /** Somebody confirms by his PIN, wherever he is signed in or not. @throws AppError ROLES_OFF, ROLES_DIFFER, ROLE_PIN_WRONG, ROLE_PIN_WAIT */
  confirm(given: Confirmation, what: string): Promise<RolePerson>;
  readonly handlers: HandlersOf<'roles'>;
  /** A window is gone, or nobody sits before it. */
  endWindow(window: string): void;
  close(): void;
}

type Found =
  | { readonly status: 'off'; readonly people: readonly KeptPerson[]; readonly mayAdopt: false }
  | { readonly status: 'on'; readonly people: readonly KeptPerson[]; readonly sha256: string; readonly mayAdopt: false }
  | {
      readonly status: 'differs';
      readonly people: readonly KeptPerson[];
      readonly sha256: string | null;
      readonly mayAdopt: boolean;
    };

const changed = z.object({ rolesSha256: z.string().nullable() });
/** What held in the ledger before; absent: it does not say. */
const followed = z.object({ standing: z.object({ roles: z.string().nullable() }) });
const mostFollowed = 100;
/** So long a refused call of the same kind is one attempt. */
const sameAttemptMs = 10 * 60_000;

const isComplete = (people: readonly RolePerson[]) =>
  roleNames.every((role) => people.some((person) => person.role === role));

const peopleOf = (people: readonly RolePerson[]): RolePerson[] => people.map(({ name, role }) => ({ name, role }));

export function createRoles(context: RolesContext): Roles {
  const { ledger } = context;
  const file = openRolesFile(context.path);
  const refusedAt = new Map<string, number>();
  let attempts: Promise<unknown> = Promise.resolve();

  const record = (kind: LedgerEventKind, data: EventData) =>
    ledger.record(kind, { ...data, operator: context.operator().toWellFormed(), door: context.door });

  /** Never throws: that somebody has gone is so whether or not it is recorded. */
  function tellSignedOut({ name, role }: RolePerson, why: string): void {
    try {
      record('role-signed-out', { name, nameRole: role, why });
    } catch {
      // Whoever stamps next is told that nothing can be recorded.
    }
    context.onSignedOut();
    context.onChanged();
  }

  const sessions = createSessions((person) => tellSignedOut(person, 'idle'));

  /**
   * The digest of the file by the record; null: roles are off; undefined: the record does not know; empty: they are on by a record that was
   * damaged, and the file has to be confirmed.
   */
  function digestOnRecord(): string | null | undefined {
    const kinds = ['roles-changed', 'restored', 'ledger-begun'] as const;
    for (const { kind, data } of ledger.events({ kinds, limit: mostFollowed })) {
      if (kind === 'roles-changed') return changed.parse(data).rolesSha256;
      const standing = followed.safeParse(data);
      if (standing.success) return standing.data.standing.roles;
    }
    return undefined;
  }

  function unreadable(kept: KeptRoles | null): Found {
    if (!kept) return { status: 'off', people: [], mayAdopt: false };
    return { status: 'differs', people: kept.people, sha256: kept.sha256, mayAdopt: false };
  }

  function find(): Found {
    const kept = file.read();
    let onRecord: string | null | undefined;
    try {
      onRecord = digestOnRecord();
    } catch {
      // Nothing can be stamped or changed without a record anyway.
      return unreadable(kept);
    }
    if (onRecord === null || (onRecord === undefined && !kept)) return { status: 'off', people: [], mayAdopt: false };
    if (onRecord === undefined || onRecord === '') {
      const { people = [], sha256 = null } = kept ?? {};
      return { status: 'differs', people, sha256, mayAdopt: isComplete(people) };
    }
    const sound = kept?.sha256 === onRecord ? kept : putBack(onRecord);
    if (!sound || !isComplete(sound.people)) return { status: 'differs', people: [], sha256: null, mayAdopt: false };
    return { status: 'on', people: sound.people, sha256: onRecord, mayAdopt: false };
  }

  function putBack(sha256: string): KeptRoles | null {
    try {
      return file.putBack(sha256);
    } catch {
      return null;
    }
  }

  /** @throws AppError ROLES_OFF, ROLES_DIFFER */
  function found(): Found & { status: 'on' } {
    const now = find();
    if (now.status === 'off') throw new AppError('ROLES_OFF');
    if (now.status === 'differs') throw new AppError('ROLES_DIFFER');
    return now;
  }

  function state(): RolesState {
    const { status, people, mayAdopt } = find();
    const signedIn = status === 'on' ? sessions.find(acting().window, people, false) : null;
    return { status, signedIn, idleMinutes, people: peopleOf(people), mayAdopt };
  }

  /** One after the other: nobody tries ten PINs before the first of them counts. */
  function oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = attempts.then(work, work);
    attempts = done.catch(() => undefined);
    return done;
  }

  /**
   * Tries a PIN; right or wrong is on record before anybody hears of it.
   * @throws AppError ROLE_PIN_WRONG, ROLE_PIN_WAIT, HISTORY_…
   */
  const attempt = (
    { name, pin }: Confirmation,
    people: readonly KeptPerson[],
    kind: 'role-signed-in' | 'role-confirmed',
    data: EventData = {},
  ): Promise<KeptPerson> =>
    oneByOne(async () => {
      assertMayTry(ledger, name);
      const person = people.find((one) => samePerson(one.name, name));
      const isRight = await isPin(pin, person?.pin);
      // Once more where it counts: another process may have tried meanwhile.
      const isLetIn = ledger.together(() => {
        assertMayTry(ledger, name);
        if (person && isRight) record(kind, { name: person.name, nameRole: person.role, ...data });
        else record('role-pin-wrong', { name: person?.name ?? name.toWellFormed(), nameRole: person?.role ?? '' });
        return isRight;
      });
      if (!isLetIn || !person) throw new AppError('ROLE_PIN_WRONG', { name });
      return person;
    });

  /**
   * Who is to confirm, by their roles, before any PIN is tried.
   * @throws AppError ROLE_CONFIRMERS
   */
  function assertConfirmers(
    given: readonly Confirmation[],
    people: readonly KeptPerson[],
    { roles, without }: { roles: number; without?: string },
  ): void {
    const known = given.map(({ name }) => people.find((one) => samePerson(one.name, name)));
    const different = new Set(known.map((one) => one?.name)).size === given.length;
    const named = new Set(known.map((one) => one?.role)).size;
    const isAbout = without !== undefined && given.some(({ name }) => samePerson(name, without));
    if (known.includes(undefined) || !different || named < roles || isAbout) throw new AppError('ROLE_CONFIRMERS');
  }

  async function confirmAll(given: readonly Confirmation[], people: readonly KeptPerson[], data: EventData) {
    const names: string[] = [];
    for (const one of given) names.push((await attempt(one, people, 'role-confirmed', data)).name);
    return names;
  }

  /** Writes the file and the record together; `from` is what the change was made of. */
  function write(people: readonly KeptPerson[] | null, from: string | null, data: EventData): void {
    if (people && !isComplete(people)) throw new AppError('ROLES_INCOMPLETE');
    ledger.together(() => {
      const now = find();
      if ((now.status === 'on' ? now.sha256 : null) !== from) throw new AppError('ROLES_DIFFER');
      record('roles-changed', {
        ...data,
        people: peopleOf(people ?? []).map(({ name, role }) => `${name} ${role}`),
        rolesSha256: people ? digestOf(people) : null,
      });
      if (people) file.write(people);
    });
    if (!people) file.remove();
    context.onChanged();
  }

  function assertFreeName(people: readonly RolePerson[], name: string): void {
    if (people.some((one) => samePerson(one.name, name))) throw new AppError('ROLE_NAME_TAKEN', { name });
  }

  function knownAs(people: readonly KeptPerson[], name: string): KeptPerson {
    const person = people.find((one) => samePerson(one.name, name));
    if (!person) throw new AppError('ROLE_PERSON_UNKNOWN', { name });
    return person;
  }

  /** The people after a change. @throws AppError ROLE_NAME_TAKEN, ROLE_PERSON_UNKNOWN, ROLE_PIN_WEAK */
  async function changedPeople(people: readonly KeptPerson[], change: RolesChange): Promise<KeptPerson[] | null> {
    if (change.kind === 'end') return null;
    if (change.kind === 'add') {
      const { name, role, pin } = change;
      assertFreeName(people, name);
      assertFitPin(pin);
      return [...people, { name, role, pin: await keepPin(pin) }];
    }
    const about = knownAs(people, change.name);
    if (change.kind === 'remove') return people.filter((one) => one !== about);
    assertFitPin(change.pin);
    const pin = await keepPin(change.pin);
    return people.map((one) => (one === about ? { ...one, pin } : one));
  }

  async function change(asked: RolesChange): Promise<void> {
    const { people, sha256 } = found();
    const about = asked.kind === 'end' ? {} : { without: asked.name };
    assertConfirmers(asked.confirmedBy, people, { roles: asked.kind === 'end' ? roleNames.length : 2, ...about });
    const after = await changedPeople(people, asked);
    if (after && !isComplete(after)) throw new AppError('ROLES_INCOMPLETE');
    const what = { what: asked.kind, ...(asked.kind === 'end' ? {} : { about: asked.name }) };
    const confirmedBy = await confirmAll(asked.confirmedBy, people, what);
    write(after, sha256, { action: asked.kind, ...(asked.kind === 'end' ? {} : { name: asked.name }), confirmedBy });
  }

  function noteRefusal(method: string, person: RolePerson): void {
    const key = `${person.name}\n${method}`;
    const before = refusedAt.get(key);
    if (before !== undefined && performance.now() - before < sameAttemptMs) return;
    refusedAt.set(key, performance.now());
    try {
      record('role-refused', { name: person.name, nameRole: person.role, method });
    } catch {
      // It is refused no less.
    }
  }

  const handlers: HandlersOf<'roles'> = {
    'roles.state': async () => state(),
    async 'roles.setUp'({ people }) {
      const now = find();
      if (now.status === 'on') throw new AppError('ROLES_ON');
      if (now.status === 'differs') throw new AppError('ROLES_DIFFER');
      const kept: KeptPerson[] = [];
      for (const { name, role, pin } of people) {
        assertFreeName(kept, name);
        assertFitPin(pin);
        kept.push({ name, role, pin: await keepPin(pin) });
      }
      write(kept, null, { action: 'begin' });
      return state();
    },
    async 'roles.signIn'(given) {
      const { people } = found();
      const person = await attempt(given, people, 'role-signed-in');
      const { window } = acting();
      const former = sessions.end(window);
      if (former) context.onSignedOut();
      sessions.begin(window, person);
      context.onChanged();
      return state();
    },
    async 'roles.signOut'() {
      const person = sessions.end(acting().window);
      if (person) tellSignedOut(person, 'person');
      return state();
    },
    async 'roles.changePin'({ oldPin, newPin }) {
      const { people, sha256 } = found();
      const { person, window } = acting();
      if (!person) throw new AppError('ROLE_SIGN_IN');
      assertFitPin(newPin);
      await attempt({ name: person.name, pin: oldPin }, people, 'role-confirmed', { what: 'change-pin' });
      const pin = await keepPin(newPin);
      const after = people.map((one) => (one.name === person.name ? { ...one, pin } : one));
      write(after, sha256, { action: 'change-pin', name: person.name });
      // In other windows of his the old PIN let him in, and does so no more.
      const own = after.find(({ name }) => name === person.name);
      if (own) sessions.begin(window, own);
      return state();
    },
    async 'roles.change'(asked) {
      await change(asked);
      return state();
    },
    async 'roles.adopt'({ confirmedBy }) {
      const now = find();
      if (now.status !== 'differs' || !now.mayAdopt)
        throw new AppError(now.status === 'on' ? 'ROLES_ON' : 'ROLES_DIFFER');
      assertConfirmers(confirmedBy, now.people, { roles: 2 });
      const names = await confirmAll(confirmedBy, now.people, { what: 'adopt' });
      ledger.together(() => {
        const again = find();
        if (again.status !== 'differs' || again.sha256 !== now.sha256) throw new AppError('ROLES_DIFFER');
        record('roles-changed', {
          action: 'adopt',
          confirmedBy: names,
          people: peopleOf(now.people).map(({ name, role }) => `${name} ${role}`),
          rolesSha256: now.sha256,
        });
      });
      context.onChanged();
      return state();
    },
    async 'roles.handOver'({ sealId, from, to, supervisor, note }) {
      const { people } = found();
      const seal = context.seals.get(sealId);
      assertConfirmers([from, to], people, { roles: 1 });
      const keepers = people.filter(({ role }) => role === 'keeper');
      const isKeeper = ({ name }: Confirmation) => keepers.some((one) => samePerson(one.name, name));
      if (!isKeeper(from) || !isKeeper(to)) throw new AppError('ROLE_CONFIRMERS');
      const names = await confirmAll([from, to], people, { what: 'handover', sealId, sealName: seal.name });
      const [giver = '', taker = ''] = names;
      return record('handover', {
        sealId,
        sealName: seal.name,
        from: giver,
        to: taker,
        supervisor,
        note,
        confirmedBy: names,
      });
    },
  };

  return {
    admit(method, input, window) {
      const permission = permissionFor(method, input);
      const isFree = permission.level === 'free';
      const now = find();
      const person = now.status === 'on' ? sessions.find(window, now.people, !isFree) : null;
      const verdict = judgeCall(permission, { status: now.status, role: person?.role ?? null });
      if (verdict === 'differs') throw new AppError('ROLES_DIFFER');
      if (verdict === 'sign-in') throw new AppError('ROLE_SIGN_IN');
      if (verdict === 'not-allowed' && person) {
        noteRefusal(method, person);
        throw new AppError('ROLE_NOT_ALLOWED', person);
      }
      return { window, person };
    },
    async confirm(given, what) {
      const { name, role } = await attempt(given, found().people, 'role-confirmed', { what });
      return { name, role };
    },
    handlers,
    endWindow(window) {
      const person = sessions.end(window);
      if (person) tellSignedOut(person, 'window');
    },
    close: () => sessions.close(),
  };
}
