import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeptLogin, LoginEnd } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { currentOf, type Queue } from './queue.ts';

/** What of the queue goes along with a stamp, and what is known of the login that a file before has left. */
export interface QueueLogin {
  login: KeptLogin | null;
  /** Why the last one ended, where the person did not do that herself. */
  ended: Exclude<LoginEnd, 'done' | 'person'> | null;
  /** The files that wait behind the one at hand. */
  following: readonly string[];
  keep(login: KeptLogin | null): void;
  end(): void;
}

const noFiles: readonly string[] = [];

/** The login of the queue: its key is known to this page alone, and gone with it. */
export function useQueueLogin(queue: Queue): QueueLogin {
  const bridge = useBridge();
  const [login, setLogin] = useState<KeptLogin | null>(null);
  const [ended, setEnded] = useState<QueueLogin['ended']>(null);
  const latest = useRef(login);
  latest.current = login;
  const served = useRef(noFiles);

  useEffect(
    () =>
      bridge.subscribe('stamp.loginEnded', ({ loginId, reason }) => {
        if (latest.current?.loginId !== loginId) return;
        setLogin(null);
        setEnded(reason === 'done' || reason === 'person' ? null : reason);
      }),
    [bridge],
  );

  const end = useCallback(() => {
    const { current } = latest;
    if (current === null) return;
    setLogin(null);
    setEnded(null);
    bridge.call('stamp.endLogin', { loginKey: current.loginKey }).catch(() => undefined);
  }, [bridge]);

  const current = currentOf(queue);
  const following = useMemo(
    () =>
      queue.files
        .filter(({ key, outcome }) => outcome.kind === 'waiting' && key !== current?.key)
        .map(({ path }) => path),
    [queue.files, current?.key],
  );

  const keep = useCallback(
    (kept: KeptLogin | null) => {
      setLogin(kept);
      setEnded(null);
      served.current = kept === null ? noFiles : following;
    },
    [following],
  );

  useEffect(() => {
    // Nothing of what it serves for waits any more: the queue is done, or another one has begun.
    const isWanted = queue.files.some(
      ({ path, outcome }) => outcome.kind === 'waiting' && served.current.includes(path),
    );
    if (!isWanted) end();
  }, [queue, end]);

  return { login, ended, following, keep, end };
}
