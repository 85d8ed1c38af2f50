import { useCallback, useRef, useState } from 'react';
import { currentOf, emptyQueue, nextOf, type Queue, type QueueAction, queueReducer } from './queue.ts';

/** The queue of the page, and what it is after an action, at once: whoever acts opens what is at hand then. */
export function useQueue() {
  const [queue, setQueue] = useState<Queue>(emptyQueue);
  const latest = useRef(queue);
  const act = useCallback((action: QueueAction): Queue => {
    latest.current = queueReducer(latest.current, action);
    setQueue(latest.current);
    return latest.current;
  }, []);
  return { queue, current: currentOf(queue), next: nextOf(queue), act };
}
