import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;
/** At first what the programs of this thread themselves take. */
let leftBytes = heldBytes();
/** What has to come together before a collection, which takes some ten milliseconds, is worth it. */
const worthBytes = 8e6;

function heldBytes(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

/**
 * Collects the garbage of this thread at once, if there is much of it, where a large piece of work is over and another thread is about to need memory: what lies
 * outside the heap the engine notices late. Does nothing where the engine does not offer it.
 */
export function collectGarbage(): void {
  if (heldBytes() < leftBytes + worthBytes) return;
  try {
    if (collect === null) {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as () => void;
      // What was compiled without a flag is not used with it, nor by threads that start later.
      setFlagsFromString('--no-expose-gc');
    }
    collect();
    leftBytes = heldBytes();
  } catch {
    collect = () => undefined;
  }
}
