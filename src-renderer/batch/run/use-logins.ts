import { useEffect, useState } from 'react';
import type { Batch, BatchLogin } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';

/** Which tokens would sign, asked anew when a token comes or goes; null while it is not known, or nothing is to be signed. */
export function useLogins({ id, counts }: Batch, isWanted: boolean) {
  const bridge = useBridge();
  const { tokens } = useApp();
  const [answer, setAnswer] = useState<{ logins: readonly BatchLogin[] | null; error: unknown }>({
    logins: null,
    error: null,
  });
  const { waiting } = counts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with other tokens the answer is another, and for other files
  useEffect(() => {
    if (!isWanted || waiting === 0) return setAnswer({ logins: null, error: null });
    let isCurrent = true;
    bridge.call('batch.logins', { id }).then(
      (logins) => isCurrent && setAnswer({ logins, error: null }),
      (error: unknown) => isCurrent && setAnswer({ logins: null, error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, id, isWanted, waiting, tokens]);
  return answer;
}
