import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Impression, Placement, Seal } from '../../../src-main/contract/index.ts';
import type { DocumentInView } from '../../pdf/open-document.ts';
import { useSpeech } from '../../words/index.ts';
import { useFocusHandedOn } from './keep-focus.ts';
import type { Placed } from './placements.ts';
import { pagesInWords } from './rules.ts';
import { usePreviews } from './use-previews.ts';

/** What a seal was last stamped by, and where that would put it in the document that was opened since. */
export interface OfferedPlacement {
  placement: Placement;
  impressions: readonly Impression[];
}

const none: readonly Placement[] = [];

/**
 * Offers the last placing by keyword again, for a document on which nothing was placed yet and in which its keyword stands. Kept as long
 * as the window is open.
 */
export function useKeywordOffer(view: DocumentInView | null, isFree: boolean) {
  const [last, setLast] = useState<Placement | null>(null);
  const [declinedFor, setDeclinedFor] = useState<string | null>(null);
  const documentId = view?.opened.documentId;
  const isOpen = isFree && documentId !== undefined && declinedFor !== documentId && last !== null;
  const asked = useMemo(() => (isOpen && last !== null ? [last] : none), [isOpen, last]);
  const answerTo = usePreviews(view?.opened ?? null, view?.password, asked);
  const answer = isOpen && last !== null ? answerTo(last) : undefined;
  const offer = useMemo<OfferedPlacement | null>(
    () =>
      last !== null && answer !== undefined && answer.impressions.length > 0
        ? { placement: last, impressions: answer.impressions }
        : null,
    [last, answer],
  );
  const remember = useCallback((placed: readonly Placed[]) => {
    const byKeyword = placed.findLast(({ placing }) => placing.rule === 'keyword');
    if (byKeyword !== undefined) setLast({ sealId: byKeyword.sealId, placing: byKeyword.placing });
  }, []);
  const decline = useCallback(() => setDeclinedFor(documentId ?? null), [documentId]);
  return { offer, remember, decline };
}

/** The question, in the panel: Enter accepts, as its button has the focus. */
export function KeywordOffer({
  offer,
  seal,
  onAccept,
  onDecline,
}: {
  offer: OfferedPlacement;
  seal: Seal;
  onAccept: () => void;
  onDecline: () => void;
}) {
  const { words } = useSpeech();
  const accept = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement>(null);
  useFocusHandedOn(section);
  useEffect(() => {
    // Only where the document that was opened has it: nobody is interrupted.
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.matches('.page-column')) accept.current?.focus();
  }, []);
  const { placing } = offer.placement;
  return (
    <section ref={section} className="keyword-offer" data-testid="keyword-offer">
      <strong>{words.placing.again(seal.name, placing.rule === 'keyword' ? placing.text : '')}</strong>
      <p>{words.placing.againText(pagesInWords(offer.impressions.map(({ page }) => page)))}</p>
      <div>
        <Button ref={accept} size="small" type="primary" onClick={onAccept} data-testid="accept-keyword">
          {words.placing.accept}
        </Button>
        <Button size="small" onClick={onDecline} data-testid="decline-keyword">
          {words.placing.decline}
        </Button>
      </div>
    </section>
  );
}
