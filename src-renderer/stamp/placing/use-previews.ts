import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenedDocument, Placement, PreviewedPlacement } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { toAppError } from '../../parts/app-error.ts';

/** Milliseconds that a question waits, for others that come with it. */
const gatherMs = 60;
/** Answers that are kept, for undo and for coming back; more than questions can be open at one time. */
const mostAnswers = 128;
const mostQuestions = 100;

const nothing: ReadonlyMap<string, PreviewedPlacement> = new Map();

/**
 * What the core makes of placements. Answers are kept by their questions, so that one that comes late stands at no other's place; while
 * one is on its way no other is asked, and of those that came meanwhile only the ones still open.
 */
export function usePreviews(
  opened: Pick<OpenedDocument, 'path' | 'documentId'> | null,
  password: string | undefined,
  placements: readonly Placement[],
): (placement: Placement) => PreviewedPlacement | undefined {
  const bridge = useBridge();
  const [answers, setAnswers] = useState(nothing);
  const [asking, setAsking] = useState(false);
  const documentId = opened?.documentId;
  const keyOf = useCallback(
    ({ sealId, placing }: Placement) => JSON.stringify([documentId, sealId, placing]),
    [documentId],
  );
  const open = placements.filter((placement) => !answers.has(keyOf(placement)));
  const latest = useRef(open);
  latest.current = open;
  const isOpen = open.length > 0;

  useEffect(() => {
    if (!isOpen || asking || opened === null) return;
    const ask = async () => {
      const asked = latest.current.slice(0, mostQuestions);
      if (asked.length === 0) return;
      setAsking(true);
      let found: PreviewedPlacement[];
      try {
        const { path } = opened;
        found = await bridge.call('stamp.preview', { path, documentId, password, placements: asked });
      } catch (thrown) {
        const error = toAppError(thrown).toShape();
        found = asked.map(() => ({ impressions: [], error }));
      }
      setAnswers((before) => {
        const all = new Map(before);
        asked.forEach((placement, index) => {
          const answer = found[index];
          if (answer) all.set(keyOf(placement), answer);
        });
        return new Map([...all].slice(-mostAnswers));
      });
      setAsking(false);
    };
    const timer = setTimeout(ask, gatherMs);
    return () => clearTimeout(timer);
  }, [isOpen, asking, opened, bridge, documentId, password, keyOf]);

  return useCallback((placement: Placement) => answers.get(keyOf(placement)), [answers, keyOf]);
}
