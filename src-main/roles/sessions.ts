import type { RolePerson } from '../contract/index.ts';
import type { KeptPerson } from './roles-file.ts';

export const idleMinutes = 10;
const idleMs = idleMinutes * 60_000;
const lookEveryMs = 15_000;

interface Session {
  readonly person: RolePerson;
  /** Of the PIN that let him in: with another one, or without a place in the file, it is over. */
  readonly key: string;
  usedAt: { readonly wall: number; readonly steady: number };
}

/** Who is signed in, by window. Nobody is any more after a while in which nothing was asked for. */
export interface Sessions {
  begin(window: string, person: KeptPerson): void;
  /** Gives who was signed in. */
  end(window: string): RolePerson | null;
  /** Who is signed in there, as the file has him now. @param touches whether he does something by it */
  find(window: string, people: readonly KeptPerson[], touches: boolean): RolePerson | null;
  close(): void;
}

const now = () => ({ wall: Date.now(), steady: performance.now() });

export function createSessions(onIdle: (person: RolePerson) => void): Sessions {
  const open = new Map<string, Session>();
  let looking: NodeJS.Timeout | null = null;

  /** By the longer of two clocks: one stands still while the computer sleeps, the other can be set. */
  function isIdle({ usedAt }: Session): boolean {
    const { wall, steady } = now();
    return Math.max(wall - usedAt.wall, steady - usedAt.steady) >= idleMs;
  }

  function endIdle(): void {
    for (const [window, session] of open) {
      if (!isIdle(session)) continue;
      open.delete(window);
      onIdle(session.person);
    }
    if (open.size > 0 || looking === null) return;
    clearInterval(looking);
    looking = null;
  }

  return {
    begin(window, { name, role, pin }) {
      open.set(window, { person: { name, role }, key: pin.key, usedAt: now() });
      looking ??= setInterval(endIdle, lookEveryMs).unref();
    },
    end(window) {
      const session = open.get(window);
      open.delete(window);
      return session?.person ?? null;
    },
    find(window, people, touches) {
      const session = open.get(window);
      if (!session) return null;
      if (isIdle(session)) {
        endIdle();
        return null;
      }
      const { person, key } = session;
      if (!people.some(({ name, role, pin }) => name === person.name && role === person.role && pin.key === key)) {
        open.delete(window);
        return null;
      }
      if (touches) session.usedAt = now();
      return person;
    },
    close() {
      open.clear();
      endIdle();
    },
  };
}
