import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { SealWithState, Token, TokenSeal } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';

/** What the plugged-in tokens show of seals without a login, and which tokens are worth reading. */
interface TokenSeals {
  /** By token id; absent until the token was looked at. */
  found: ReadonlyMap<string, readonly TokenSeal[]>;
  /** Tokens with something to bring in, or a certificate that has no seal yet. */
  offers: readonly Token[];
  /** The token that is being read in the drawer. */
  readingId: string | null;
  read(tokenId: string | null): void;
  /** Offers this token no more, until it carries something else. */
  dismiss(token: Token): void;
  look(tokenId: string): Promise<void>;
}

const TokenSealsContext = createContext<TokenSeals | null>(null);

export function useTokenSeals(): TokenSeals {
  const known = useContext(TokenSealsContext);
  if (known === null) throw new Error('no token seals above this component');
  return known;
}

export const isInLibrary = ({ facts }: TokenSeal, seals: readonly SealWithState[]) =>
  seals.some(({ standard }) => standard?.sha256 === facts.sha256);

/** A seal that can be brought in from this token: not here yet, and a certificate of the token may use it. */
export const isImportable = (seal: TokenSeal, seals: readonly SealWithState[]) =>
  seal.certificateFingerprint !== null && !isInLibrary(seal, seals);

export const usableCertificates = ({ certificates }: Token) => certificates.filter(({ problem }) => problem === null);

/** The seals of the library that a certificate signs for. */
export const sealsOf = (fingerprint: string, seals: readonly SealWithState[]) =>
  seals.filter(({ binding, companion }) =>
    [binding, companion].some((signer) => signer?.certificateFingerprint === fingerprint),
  );

function isWorthReading(token: Token, found: readonly TokenSeal[], seals: readonly SealWithState[]): boolean {
  const usable = usableCertificates(token);
  if (usable.length === 0) return false;
  if (found.some((seal) => isImportable(seal, seals))) return true;
  // A trial token comes with its seal, if a moment later.
  return !token.trial && usable.every(({ fingerprint }) => sealsOf(fingerprint, seals).length === 0);
}

/** What a dismissal speaks of: another seal on the token makes it worth a word again. */
const offerKey = ({ serial }: Token, found: readonly TokenSeal[]) =>
  [serial, ...found.map(({ facts }) => facts.sha256.slice(0, 16))].join(' ');

const storageKey = 'qianyin.dismissed-tokens';

function readDismissed(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

/** Looks at every token once while it is plugged in. */
export function TokenSealsProvider({ children }: { children: ReactNode }) {
  const bridge = useBridge();
  const { tokens, seals } = useApp();
  const [found, setFound] = useState<ReadonlyMap<string, readonly TokenSeal[]>>(new Map());
  const [dismissed, setDismissed] = useState(readDismissed);
  const [readingId, read] = useState<string | null>(null);
  const looked = useRef(new Set<string>());

  const look = useCallback(
    async (tokenId: string) => {
      // What a token will not show now it may show after a login: then there is nothing to offer yet.
      const seen = await bridge.call('seals.onToken', { tokenId, picture: true }).catch(() => []);
      setFound((before) => (looked.current.has(tokenId) ? new Map(before).set(tokenId, seen) : before));
    },
    [bridge],
  );

  useEffect(() => {
    const plugged = new Set(tokens.map(({ id }) => id));
    const isGone = (id: string) => !plugged.has(id);
    for (const id of looked.current) if (isGone(id)) looked.current.delete(id);
    setFound((before) =>
      [...before.keys()].some(isGone) ? new Map([...before].filter(([id]) => plugged.has(id))) : before,
    );
    for (const id of plugged) {
      if (looked.current.has(id)) continue;
      looked.current.add(id);
      void look(id);
    }
  }, [tokens, look]);

  const known = useMemo<TokenSeals>(() => {
    const offers = tokens.filter((token) => {
      const seen = found.get(token.id);
      return seen && isWorthReading(token, seen, seals) && !dismissed.includes(offerKey(token, seen));
    });
    return {
      found,
      offers,
      readingId,
      read,
      look,
      dismiss(token) {
        const keys = [...dismissed, offerKey(token, found.get(token.id) ?? [])];
        setDismissed(keys);
        try {
          localStorage.setItem(storageKey, JSON.stringify(keys));
        } catch {
          // Where nothing may be stored it holds until the window closes.
        }
      },
    };
  }, [tokens, seals, found, dismissed, readingId, look]);

  return <TokenSealsContext value={known}>{children}</TokenSealsContext>;
}
