import { useEffect, useState } from 'react';
import type { FoundSource } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { type Sources, sourceOf } from './sources.ts';

/** What the core finds of the sources: how many files, the first of them, and where they go. */
export function useFound(sources: Sources): { found: FoundSource | null; error: unknown } {
  const bridge = useBridge();
  const [answer, setAnswer] = useState<{ found: FoundSource | null; error: unknown }>({ found: null, error: null });
  useEffect(() => {
    let isWanted = true;
    setAnswer({ found: null, error: null });
    const source = sourceOf(sources);
    if (source === null) return;
    bridge.call('batch.find', { source }).then(
      (found) => isWanted && setAnswer({ found, error: null }),
      (error: unknown) => isWanted && setAnswer({ found: null, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [bridge, sources]);
  return answer;
}
