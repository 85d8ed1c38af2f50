import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Impression, Placement, RememberedStamp, SealWithState } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { isUsable } from '../../parts/seal-shapes.ts';
import type { DocumentInView } from '../../pdf/open-document.ts';
import { useSpeech } from '../../words/index.ts';
import { useFocusHandedOn } from '../placing/keep-focus.ts';
import { pagesInWords } from '../placing/rules.ts';
import { usePreviews } from '../placing/use-previews.ts';

/** How a document of the same kind was stamped last, and where that would put the seals in this one. */
export interface OfferedStamp {
  stamp: RememberedStamp;
  impressions: readonly Impression[];
}

const nothing: readonly Placement[] = [];

/**
 * Offers what was done to the last document of the kind, by the seals that can be used now: all of it, or nothing.
 * @param isFree nothing was placed yet, and nothing else is asked
 */
export function useRememberedOffer(view: DocumentInView | null, seals: readonly SealWithState[], isFree: boolean) {
  const bridge = useBridge();
  const [known, setKnown] = useState<{ documentId: string; stamps: RememberedStamp[] } | null>(null);
  const [declinedFor, setDeclinedFor] = useState<string | null>(null);
  const documentId = view?.opened.documentId ?? null;

  useEffect(() => {
    if (documentId === null) return;
    let isCurrent = true;
    const tell = (stamps: RememberedStamp[]) => isCurrent && setKnown({ documentId, stamps });
    // Without it one places by hand.
    bridge.call('stamp.remembered', { documentId }).then(tell, () => tell([]));
    return () => {
      isCurrent = false;
    };
  }, [bridge, documentId]);

  const isKnown = documentId !== null && known?.documentId === documentId;
  const stamp = useMemo(() => {
    if (!isKnown) return null;
    const canBeUsed = ({ sealId }: Placement) => seals.some((seal) => seal.id === sealId && isUsable(seal));
    return known?.stamps.find(({ placements }) => placements.every(canBeUsed)) ?? null;
  }, [isKnown, known, seals]);
  const isAsked = isFree && stamp !== null && declinedFor !== documentId;
  const asked = isAsked ? stamp.placements : nothing;
  const answerTo = usePreviews(view?.opened ?? null, view?.password, asked);
  const offer = useMemo<OfferedStamp | null>(() => {
    if (!isAsked || stamp === null) return null;
    const answers = stamp.placements.map(answerTo);
    if (!answers.every((answer) => answer !== undefined && answer.error === null && answer.impressions.length > 0)) {
      return null;
    }
    return { stamp, impressions: answers.flatMap((answer) => answer?.impressions ?? []) };
  }, [isAsked, stamp, answerTo]);
  const decline = useCallback(() => setDeclinedFor(documentId), [documentId]);
  /** Whether it is known that there is nothing to offer, so that something else may be. */
  const isSilent = isKnown && stamp === null;
  return { offer, decline, isSilent };
}

/** The question, in the panel: Enter places, as its button has the focus; Ctrl+Enter goes on to the last look. */
export function RememberedOffer({
  offer: { stamp, impressions },
  sealById,
  onAccept,
  onDecline,
}: {
  offer: OfferedStamp;
  sealById: (id: string) => SealWithState | undefined;
  onAccept: () => void;
  onDecline: () => void;
}) {
  const { words } = useSpeech();
  const section = useRef<HTMLElement>(null);
  const accept = useRef<HTMLButtonElement>(null);
  useFocusHandedOn(section);
  useEffect(() => {
    // Only where the document that was opened has it: nobody is interrupted.
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.matches('.page-column')) accept.current?.focus();
  }, []);
  const names = [...new Set(stamp.placements.map(({ sealId }) => sealById(sealId)?.name ?? ''))];
  const text = words.remembered;
  return (
    <section ref={section} className="remembered-offer" data-testid="remembered-offer">
      <strong>{text.title(names.join(words.common.separator))}</strong>
      <p>{text.text(pagesInWords(impressions.map(({ page }) => page)))}</p>
      {stamp.reason !== '' && <p className="wrap-anywhere">{text.reason(stamp.reason)}</p>}
      <div>
        <Button ref={accept} type="primary" onClick={onAccept} data-testid="accept-remembered">
          {text.accept}
        </Button>
        <Button onClick={onDecline} data-testid="decline-remembered">
          {text.decline}
        </Button>
      </div>
      <p className="quiet">{text.keys}</p>
    </section>
  );
}
