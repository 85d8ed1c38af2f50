import { AppError } from '../contract/index.ts';
import { createDeferred } from '../runtime/index.ts';

/** One piece of work at a time per token: signing sessions and PIN changes wait for each other. */
export interface TokenLocks {
  /**
   * Waits for its turn. Returns the way to end it, to be called once.
   * @throws AppError TOKEN_ERROR when the turn does not come in time
   */
  acquire(tokenId: string, serial: string): Promise<() => void>;
  /** Whether somebody waits for a turn. */
  isWanted(tokenId: string): boolean;
}

export function createTokenLocks(waitLimitMs: number): TokenLocks {
  const lastTurns = new Map<string, Promise<void>>();
  const waiting = new Map<string, number>();
  const count = (tokenId: string, more: number) => waiting.set(tokenId, (waiting.get(tokenId) ?? 0) + more);
  return {
    isWanted: (tokenId) => (waiting.get(tokenId) ?? 0) > 0,
    async acquire(tokenId, serial) {
      const before = lastTurns.get(tokenId) ?? Promise.resolve();
      const turn = createDeferred();
      lastTurns.set(
        tokenId,
        before.then(() => turn.promise),
      );
      const limit = createDeferred<'late'>();
      const timer = setTimeout(() => limit.resolve('late'), waitLimitMs);
      count(tokenId, 1);
      const outcome = await Promise.race([before, limit.promise]);
      count(tokenId, -1);
      clearTimeout(timer);
      if (outcome === 'late') {
        turn.resolve();
        throw new AppError('TOKEN_ERROR', { serial }, { detail: 'busy: another signing session is open' });
      }
      return turn.resolve;
    },
  };
}
