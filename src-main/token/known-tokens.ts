/** The tokens that the drivers show, put together, and how it went with them. */
import type { Token } from '../contract/index.ts';
import type { TokenFacts } from './host/messages.ts';
import type { DriverHost } from './supervision/driver-host.ts';
import { groupTokens, mergeWays, rankWays, type WayFacts, type WayTask } from './ways.ts';

/** One driver's way to a token. */
export interface TokenWay extends WayFacts {
  readonly host: DriverHost;
  /** The token as this driver shows it. */
  readonly token: Token;
  /** The driver's own words about it. */
  readonly facts: TokenFacts;
}

/** A token and the ways to it, the best first. */
export interface KnownToken {
  readonly token: Token;
  readonly ways: readonly [TokenWay, ...TokenWay[]];
}

export interface KnownTokens {
  /** Every token once. A token that is as it was is the same object. */
  list(): Token[];
  /** The token of this id, by whichever way it got it; null when it is not there. */
  find(tokenId: string): KnownToken | null;
  /** The ways to it, the best for the task first. */
  waysFor(known: KnownToken, task: WayTask): readonly [TokenWay, ...TokenWay[]];
  /** Keeps how it went, for the choice of the next way. */
  remember(way: TokenWay, outcome: 'signed' | 'failed'): void;
  /** The drivers through which a token of this serial number was seen since the program started. */
  driversOf(serial: string): readonly string[];
}

interface KnownTokensContext {
  hosts(): readonly DriverHost[];
  /** Ids of the drivers that the person prefers, the dearest first. */
  preferred(): readonly string[];
  standsForOthers(host: DriverHost): boolean;
}

type Ways = readonly [TokenWay, ...TokenWay[]];

/** Sorting leaves out nothing: what was not empty stays so. */
const ranked = (ways: Ways, task: WayTask | null): Ways => {
  const [best = ways[0], ...others] = rankWays(ways, task);
  return [best, ...others];
};

export function createKnownTokens({ hosts, preferred, standsForOthers }: KnownTokensContext): KnownTokens {
  /** The id under which a token first came, by the ids that its drivers give it: it stays when drivers come and go. */
  const firstIds = new Map<string, string>();
  const merged = new Map<string, { parts: readonly Token[]; token: Token }>();
  const outcomes = new Map<string, 'signed' | 'failed'>();
  const seenThrough = new Map<string, Set<string>>();

  const outcomeKey = ({ token }: TokenWay) => `${token.driverId} ${token.id}`;

  function waysOf(host: DriverHost): TokenWay[] {
    const place = preferred().indexOf(host.candidate.id);
    const facts = host.facts();
    return host.tokens().flatMap((token, index): TokenWay[] => {
      const own = facts[index];
      if (!own) return [];
      const outcome = outcomes.get(`${token.driverId} ${token.id}`);
      return [
        {
          host,
          token,
          facts: own,
          preference: place < 0 ? null : place,
          failedLast: outcome === 'failed',
          signedLast: outcome === 'signed',
          hadTrouble: host.describe().restarts > 0,
          standsForOthers: standsForOthers(host),
        },
      ];
    });
  }

  function idOf(ways: Ways, taken: ReadonlySet<string>): string {
    const known = ways.map(({ token }) => firstIds.get(token.id)).find((id) => id !== undefined && !taken.has(id));
    const id = known ?? ways.map(({ token }) => token.id).find((own) => !taken.has(own)) ?? ways[0].token.id;
    for (const { token } of ways) firstIds.set(token.id, id);
    return id;
  }

  /** The same object as before, where its parts are. */
  function mergeOrKeep(ways: Ways, id: string): Token {
    const [best, ...others] = ways;
    const parts = ways.map(({ token }) => token);
    const before = merged.get(id);
    if (before && before.parts.length === parts.length && before.parts.every((part, index) => part === parts[index])) {
      return before.token;
    }
    const token = mergeWays([best.token, ...others.map((way) => way.token)], id);
    merged.set(id, { parts, token });
    return token;
  }

  function gather(): KnownToken[] {
    const taken = new Set<string>();
    return groupTokens(hosts().flatMap(waysOf)).flatMap(([first, ...others]): KnownToken[] => {
      if (!first) return [];
      const id = idOf([first, ...others], taken);
      taken.add(id);
      const ways = ranked([first, ...others], null);
      for (const { token } of ways) {
        seenThrough.set(token.serial, (seenThrough.get(token.serial) ?? new Set()).add(token.driverId));
      }
      return [{ token: mergeOrKeep(ways, id), ways }];
    });
  }

  return {
    list: () => gather().map(({ token }) => token),
    find(tokenId) {
      const known = gather();
      const byId = known.find(({ token }) => token.id === tokenId);
      const first = firstIds.get(tokenId);
      return (
        byId ??
        known.find(({ token, ways }) => token.id === first || ways.some((way) => way.token.id === tokenId)) ??
        null
      );
    },
    waysFor: ({ ways }, task) => ranked(ways, task),
    remember(way, outcome) {
      outcomes.set(outcomeKey(way), outcome);
    },
    driversOf: (serial) => [...(seenThrough.get(serial) ?? [])],
  };
}
