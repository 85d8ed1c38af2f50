import { useCallback, useRef } from 'react';
import type { Placing, SuggestedPlace } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import type { DocumentInView } from '../../pdf/open-document.ts';
import type { Placements } from '../placing/use-placements.ts';

/** The suggestions for one seal on one document, and the one that was taken last. */
interface Suggested {
  documentId: string;
  sealId: string;
  places: readonly SuggestedPlace[];
  index: number;
  key: number;
}

/** Where a suggestion put the seal. */
export interface ClosingPlace {
  place: SuggestedPlace;
  index: number;
  count: number;
}

/**
 * Puts a seal where an office would, and at the next such place when asked again while it still stands there.
 * @returns null where there is no such place. Rejects with what reading the document throws.
 */
export function useClosing(view: DocumentInView, placements: Placements) {
  const bridge = useBridge();
  const last = useRef<Suggested | null>(null);
  const { placed, place, change } = placements;
  const { path, documentId } = view.opened;
  return useCallback(
    async (sealId: string): Promise<ClosingPlace | null> => {
      const before = last.current;
      const isSame = before?.documentId === documentId && before.sealId === sealId;
      const places = isSame
        ? before.places
        : await bridge.call('stamp.suggest', { path, documentId, password: view.password, sealId });
      const standing = isSame ? placed.find(({ key }) => key === before.key) : undefined;
      const stands = before?.places[before.index];
      const isUnmoved =
        standing?.placing.rule === 'here' &&
        standing.placing.xMm === stands?.xMm &&
        standing.placing.yMm === stands.yMm;
      const index = isSame && isUnmoved ? (before.index + 1) % Math.max(1, places.length) : 0;
      const chosen = places[index];
      if (chosen === undefined) return null;
      const placing: Placing = { rule: 'here', page: chosen.page, xMm: chosen.xMm, yMm: chosen.yMm };
      let key = before?.key ?? 0;
      if (isSame && isUnmoved) change(key, placing);
      else key = place(sealId, placing);
      last.current = { documentId, sealId, places, index, key };
      return { place: chosen, index, count: places.length };
    },
    [bridge, path, documentId, view.password, placed, place, change],
  );
}
