import { createHash, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import {
  type AppError,
  hasSerial,
  type KeptLogin,
  type LoginEnd,
  type ParsedInput,
  type PinNeed,
  type Token,
} from '../../contract/index.ts';

/** How long PINs are kept while nothing is stamped with them, in milliseconds. */
export const loginIdleMs = 10 * 60_000;
/** A machine that slept is behind with its timers: the clock is looked at as often as this. */
const lookMs = 15_000;

type Pins = Readonly<Record<string, Uint8Array>>;
type QueuePart = Pick<ParsedInput<'stamp.run'>, 'path' | 'documentId' | 'loginFor' | 'loginKey'>;
type PinFacts = Pick<Token, 'pinPad' | 'serial' | 'pinState'>;
/** Who signs for a seal, as a sealed placement says. */
interface Signing {
  readonly seal: { readonly id: string };
  readonly token: PinFacts & { readonly id: string };
  readonly certificate: { readonly fingerprint: string };
  readonly isCompanion: boolean;
}

/** A PIN of a token, and for what it was entered: these seals, each on these files, each file once. */
interface KeptPin {
  readonly pin: Buffer;
  /** Paths, by seal and certificate. */
  readonly files: Map<string, string[]>;
}

interface Login {
  readonly id: string;
  readonly key: string;
  readonly pins: Map<string, KeptPin>;
  usedAt: number;
}

/** What one stamp has to do with kept logins. */
export interface RunLogin {
  /** Copies of the kept PINs that serve for this stamp, and for no other: the file counts as used from now on. */
  takePins(placements: readonly Signing[]): Pins;
  /** The key wants a PIN for each signature: none is kept. */
  asksEachTime(tokenId: string): void;
  /** It is stamped: what serves for the files that follow, the PINs that were given now among it. */
  stamped(given: Given): KeptLogin | null;
  /** It is not: what was taken serves again, unless the token refused it or is gone. */
  failed(error: AppError): void;
}

interface Given {
  readonly pins: Pins;
  readonly signaturePins: Pins;
}

export interface KeptLogins {
  forRun(request: QueuePart): RunLogin;
  /** Whether the PINs are wanted, by token id. */
  needs(placements: readonly Signing[], request: QueuePart): Record<string, PinNeed>;
  end(loginKey: string, reason: LoginEnd): void;
  endAll(reason: LoginEnd): void;
  /** Ends what holds a PIN of this token. */
  endOfToken(tokenId: string, reason: LoginEnd): void;
  /** Ends what holds a PIN of a token that is gone, or whose PIN somebody got wrong elsewhere. */
  tokensChanged(): void;
}

const keyOfUse = ({ seal, certificate, isCompanion }: Signing) =>
  JSON.stringify([seal.id, certificate.fingerprint, isCompanion]);

/**
 * Whether a token is one whose PIN may be kept: a PIN pad has it typed on it; one without a serial number cannot be told from
 * another of its label; and a PIN that was wrong lately is typed by the person.
 */
export const mayKeepPinOf = (token: PinFacts): boolean => !token.pinPad && hasSerial(token) && token.pinState === 'ok';

/** Placements by the token that signs for them. */
function byToken(placements: readonly Signing[]): Map<string, Signing[]> {
  return Map.groupBy(placements, ({ token }) => token.id);
}

/** Whether every use of the token in this stamp is one that its PIN was entered for. */
const serves = ({ files }: KeptPin, uses: readonly Signing[], path: string): boolean =>
  uses.every((use) => mayKeepPinOf(use.token) && (files.get(keyOfUse(use)) ?? []).includes(path));

/**
 * The PINs that a person entered for the first file of a queue, kept for those that follow in it. They serve who has the key, for the
 * files that were in the queue when she entered them, each once, and for the same seals with the same certificates on the same token;
 * they are wiped when the last file is stamped, after ten minutes without a stamp, and when the token, the window or the person
 * goes. What a token refuses is not tried again.
 */
export function createKeptLogins(options: {
  /** Whether the person lets PINs be kept. */
  isAllowed(): boolean;
  /** Those that are plugged in. */
  tokens(): readonly Signing['token'][];
  onEnded(ended: { loginId: string; reason: LoginEnd }): void;
}): KeptLogins {
  const { isAllowed, tokens, onEnded } = options;
  /** By the digest of the key, so that how long a search takes tells nothing of a key. */
  const logins = new Map<string, Login>();
  const nameOf = (key: string) => createHash('sha256').update(key).digest('base64url');
  let timer: NodeJS.Timeout | null = null;
  /** How often all was ended: what was begun before that leaves nothing behind. */
  let endings = 0;
  const isSound = (tokenId: string) => tokens().some((token) => token.id === tokenId && mayKeepPinOf(token));

  function endLogin(login: Login, reason: LoginEnd): void {
    for (const { pin } of login.pins.values()) pin.fill(0);
    login.pins.clear();
    if (logins.delete(nameOf(login.key))) onEnded({ loginId: login.id, reason });
    if (logins.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  }

  const isIdle = ({ usedAt }: Login) => {
    const idleMs = Date.now() - usedAt;
    // A clock that was set back says nothing of how long it was.
    return idleMs >= loginIdleMs || idleMs < 0;
  };

  function endIdle(): void {
    for (const login of logins.values()) if (isIdle(login)) endLogin(login, 'idle');
  }

  function find(key: string | undefined): Login | undefined {
    endIdle();
    return key === undefined ? undefined : logins.get(nameOf(key));
  }

  function begin(): Login {
    const key = randomBytes(32).toString('base64url');
    const login: Login = { id: randomBytes(8).toString('base64url'), key, pins: new Map(), usedAt: Date.now() };
    logins.set(nameOf(key), login);
    timer ??= setInterval(endIdle, lookMs).unref();
    return login;
  }

  /** A PIN without a file to serve for is wiped; null when that was the last one. */
  function settle(login: Login): KeptLogin | null {
    for (const [tokenId, { pin, files }] of login.pins) {
      for (const [use, paths] of files) if (paths.length === 0) files.delete(use);
      if (files.size > 0) continue;
      pin.fill(0);
      login.pins.delete(tokenId);
    }
    if (login.pins.size === 0) {
      endLogin(login, 'done');
      return null;
    }
    const left = [...login.pins.values()].flatMap(({ files }) => [...files.values()].map(({ length }) => length));
    return {
      loginId: login.id,
      loginKey: login.key,
      tokenIds: [...login.pins.keys()],
      filesLeft: Math.max(...left),
    };
  }

  return {
    forRun({ path: given, documentId, loginFor, loginKey }) {
      const path = resolve(given);
      let used: readonly Signing[] = [];
      let login: Login | undefined;
      const taken: string[][] = [];
      const endingsBefore = endings;
      const notKept = new Set<string>();
      return {
        takePins(placements) {
          used = placements;
          login = find(loginKey);
          // What nobody looked at is not stamped with a PIN that nobody enters.
          if (!login || documentId === undefined || !isAllowed()) return {};
          login.usedAt = Date.now();
          const pins: Record<string, Uint8Array> = {};
          for (const [tokenId, uses] of byToken(placements)) {
            const kept = login.pins.get(tokenId);
            if (!kept || !serves(kept, uses, path)) continue;
            for (const use of new Set(uses.map(keyOfUse))) {
              const paths = kept.files.get(use) ?? [];
              paths.splice(paths.indexOf(path), 1);
              taken.push(paths);
            }
            pins[tokenId] = Uint8Array.from(kept.pin);
          }
          return pins;
        },
        asksEachTime: (tokenId) => void notKept.add(tokenId),
        stamped({ pins, signaturePins }) {
          const known = login && logins.has(nameOf(login.key)) ? login : undefined;
          for (const tokenId of notKept) known?.pins.get(tokenId)?.files.clear();
          const following = loginFor.map((one) => resolve(one));
          const entered =
            following.length === 0 || !isAllowed() || endings !== endingsBefore
              ? []
              : [...byToken(used)].filter(
                  ([tokenId, uses]) =>
                    (pins[tokenId]?.length ?? 0) > 0 &&
                    signaturePins[tokenId] === undefined &&
                    !notKept.has(tokenId) &&
                    isSound(tokenId) &&
                    uses.every(({ token }) => mayKeepPinOf(token)),
                );
          const kept = entered.length > 0 ? (known ?? begin()) : known;
          for (const [tokenId, uses] of entered) {
            const before = kept?.pins.get(tokenId);
            before?.pin.fill(0);
            const files = new Map(before?.files ?? []);
            for (const use of uses.map(keyOfUse)) files.set(use, [...following]);
            kept?.pins.set(tokenId, { pin: Buffer.from(pins[tokenId] ?? []), files });
          }
          if (!kept) return null;
          kept.usedAt = Date.now();
          return settle(kept);
        },
        failed({ code }) {
          if (!login || taken.length === 0) return;
          if (/^(?:SIGNATURE_)?PIN_/.test(code)) return endLogin(login, 'refused');
          if (code === 'TOKEN_REMOVED' || code === 'TOKEN_NOT_FOUND') return endLogin(login, 'token');
          for (const paths of taken) paths.push(path);
        },
      };
    },
    needs(placements, { path: given, documentId, loginFor, loginKey }) {
      const path = resolve(given);
      const login = isAllowed() && documentId !== undefined ? find(loginKey) : undefined;
      const needOf = (tokenId: string, uses: readonly Signing[]): PinNeed => {
        const kept = login?.pins.get(tokenId);
        if (kept && serves(kept, uses, path)) return 'kept';
        const mayBeKept = isAllowed() && loginFor.length > 0 && uses.every(({ token }) => mayKeepPinOf(token));
        return mayBeKept ? 'once' : 'each-time';
      };
      return Object.fromEntries([...byToken(placements)].map(([tokenId, uses]) => [tokenId, needOf(tokenId, uses)]));
    },
    end(loginKey, reason) {
      const login = find(loginKey);
      if (login) endLogin(login, reason);
    },
    endAll(reason) {
      endings += 1;
      for (const login of [...logins.values()]) endLogin(login, reason);
    },
    endOfToken(tokenId, reason) {
      endings += 1;
      for (const login of [...logins.values()]) if (login.pins.has(tokenId)) endLogin(login, reason);
    },
    tokensChanged() {
      for (const login of [...logins.values()]) if (![...login.pins.keys()].every(isSound)) endLogin(login, 'token');
    },
  };
}
