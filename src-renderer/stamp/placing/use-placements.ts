import {
  type PointerEvent as ReactPointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react';
import type { Impression, PageEdge, Placing, Seal } from '../../../src-main/contract/index.ts';
import type { DocumentInView } from '../../pdf/open-document.ts';
import type { PageSize } from '../../pdf/page-layout.ts';
import { followPointer } from '../follow-pointer.ts';
import type { Guides } from '../use-guides.ts';
import { focusPages } from './keep-focus.ts';
import {
  areasOnPage,
  type Impressed,
  noPlacements,
  type Placed,
  placementReducer,
  type Spot,
  spotUnder,
} from './placements.ts';
import { edgeAt, movedTo } from './rules.ts';
import { usePreviews } from './use-previews.ts';

/** Pixels that the pointer must move before a press on a seal counts as a drag. */
const dragThreshold = 3;

/** One impression of a placed seal, by its place among all of them. */
export interface Handle {
  placed: Impressed;
  impression: Impression;
  index: number;
}

/** The impression in hand: shown where the hand has it until the core has answered. */
interface Held extends Spot {
  key: number;
  index: number;
}

/** The placements of the open document and what one can do with them. */
export function usePlacements(
  sealById: (id: string) => Seal | undefined,
  { guide, hide }: Pick<Guides, 'guide' | 'hide'>,
  view: DocumentInView | null,
) {
  const [state, dispatch] = useReducer(placementReducer, noPlacements);
  const [selectedKey, setSelectedKey] = useState<number | null>(null);
  /** The impression that takes the focus as soon as it is there. */
  const [focusOn, setFocusOn] = useState<{ key: number; page: number } | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const [edgeOffer, setEdgeOffer] = useState<{ key: number; edge: PageEdge; size: PageSize } | null>(null);
  const lastKey = useRef(0);
  const lastGesture = useRef(0);
  const placed = state.present;

  const chosen = placed.find(({ key }) => key === selectedKey);
  const everyHit = useMemo(
    () =>
      chosen?.placing.rule === 'keyword'
        ? { sealId: chosen.sealId, placing: { ...chosen.placing, which: 'all' as const } }
        : null,
    [chosen],
  );
  const asked = [
    ...placed.filter(({ placing }) => placing.rule !== 'here').map(({ sealId, placing }) => ({ sealId, placing })),
    ...(everyHit === null ? [] : [everyHit]),
  ];
  const answerTo = usePreviews(view?.opened ?? null, view?.password, asked);

  const before = useRef<readonly Impressed[]>([]);
  const placements = useMemo<Impressed[]>(
    () => placed.map((one) => impressedBy(one, sealById, answerTo, before.current, held)),
    [placed, sealById, answerTo, held],
  );
  useEffect(() => {
    before.current = placements;
  }, [placements]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus may be gone with what changed
  useEffect(() => {
    if (document.activeElement === document.body) focusPages();
  }, [placed]);
  /** Where the selected seal could go, of the places of its keyword. */
  const hits = (everyHit === null ? undefined : answerTo(everyHit))?.impressions ?? [];

  const present = useRef(placements);
  present.current = placements;
  const isOfMany = (view?.opened.pageCount ?? 1) > 1;

  const offerEdge = useCallback(
    (key: number, spot: Spot, seal: Seal, size: PageSize) => {
      const edge = isOfMany ? edgeAt(spot, seal, size) : null;
      setEdgeOffer(edge === null ? null : { key, edge, size });
    },
    [isOfMany],
  );

  /** @param dropped the page that it was put down on by hand: at an edge it may be meant across that */
  const place = useCallback(
    (sealId: string, placing: Placing, dropped?: { spot: Spot; size: PageSize }) => {
      const key = ++lastKey.current;
      dispatch({ type: 'place', placed: { key, sealId, placing } });
      setSelectedKey(key);
      setHeld(null);
      setEdgeOffer(null);
      if (placing.rule === 'here') setFocusOn({ key, page: placing.page });
      const seal = sealById(sealId);
      if (dropped !== undefined && seal !== undefined) offerEdge(key, dropped.spot, seal, dropped.size);
      return key;
    },
    [sealById, offerEdge],
  );

  /** Gives a placed seal another rule, or its rule other values. */
  const change = useCallback((key: number, placing: Placing, gesture: string | null = null) => {
    dispatch({ type: 'change', key, placing, gesture });
    setHeld(null);
    setEdgeOffer(null);
  }, []);

  /** Moves a placed seal by one of its impressions. */
  const move = useCallback(
    ({ placed: { key, sealId, placing }, impression, index }: Handle, spot: Spot, page: PageSize, gesture: string) => {
      const seal = sealById(sealId);
      if (seal === undefined) return null;
      const moved = movedTo(placing, impression, spot, seal, page);
      dispatch({ type: 'change', key, placing: moved.placing, gesture });
      setHeld(placing.rule === 'here' ? null : { key, index, ...moved.shown });
      setEdgeOffer(null);
      return moved.shown;
    },
    [sealById],
  );

  /** The same, as its guides have it. Slices know no guides: they keep to their edge. */
  const guideTo = useCallback(
    (
      handle: Handle,
      spot: Spot,
      pageSize: PageSize,
      { gesture, ...how }: { snap: boolean; onFound?: () => void; gesture: string },
    ) => {
      const { key, sealId, placing } = handle.placed;
      const seal = sealById(sealId);
      if (seal === undefined) return null;
      const others = areasOnPage(present.current, spot.page, key);
      const isGuided =
        placing.rule !== 'paging' && (placing.rule !== 'keyword' || spot.page === handle.impression.page);
      return move(handle, isGuided ? guide({ spot, seal, pageSize, others }, how) : spot, pageSize, gesture);
    },
    [sealById, guide, move],
  );

  /** Moves a seal by keyboard: just as far as asked. */
  const nudge = useCallback(
    (handle: Handle, by: { xMm: number; yMm: number }, pageSize: PageSize) => {
      const { page, xMm, yMm } = handle.impression;
      const gesture = `nudge ${handle.placed.key}`;
      guideTo(handle, { page, xMm: xMm + by.xMm, yMm: yMm + by.yMm }, pageSize, { snap: false, gesture });
    },
    [guideTo],
  );

  /** Follows the pointer from a press on an impression to its release, over any page. Alt keeps it from moving into line. */
  const grab = useCallback(
    (handle: Handle, event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      const start = spotUnder(event.clientX, event.clientY);
      if (start === null) return;
      const { placed: grabbed, impression } = handle;
      const gesture = `drag ${++lastGesture.current}`;
      const hold = { xMm: start.xMm - impression.xMm, yMm: start.yMm - impression.yMm };
      const [startX, startY] = [event.clientX, event.clientY];
      let moving = false;
      let last: { spot: Spot; size: PageSize } | null = null;
      const following = followPointer(event, ({ clientX, clientY, altKey }) => {
        if (!moving && Math.hypot(clientX - startX, clientY - startY) < dragThreshold) return;
        moving = true;
        const under = spotUnder(clientX, clientY);
        if (under === null) return;
        const spot = { page: under.page, xMm: under.xMm - hold.xMm, yMm: under.yMm - hold.yMm };
        const at = guideTo(handle, spot, under.size, { snap: !altKey, onFound: following.repeat, gesture });
        if (at === null) return;
        last = { spot: at, size: under.size };
        if (at.page !== impression.page) setFocusOn({ key: grabbed.key, page: at.page });
      });
      const up = () => {
        following.stop();
        hide();
        window.removeEventListener('pointerup', up);
        window.removeEventListener('pointercancel', up);
        const seal = sealById(grabbed.sealId);
        if (last !== null && seal !== undefined && grabbed.placing.rule === 'here')
          offerEdge(grabbed.key, last.spot, seal, last.size);
      };
      window.addEventListener('pointerup', up);
      window.addEventListener('pointercancel', up);
    },
    [guideTo, hide, sealById, offerEdge],
  );

  const select = useCallback((key: number | null) => {
    setSelectedKey(key);
    setEdgeOffer((offer) => (offer?.key === key ? offer : null));
  }, []);
  const letGo = useCallback(() => {
    setHeld(null);
    setEdgeOffer(null);
    hide();
  }, [hide]);
  const remove = useCallback(
    (key: number) => {
      dispatch({ type: 'remove', key });
      setSelectedKey(null);
      letGo();
    },
    [letGo],
  );
  const undo = useCallback(() => {
    dispatch({ type: 'undo' });
    letGo();
  }, [letGo]);
  const redo = useCallback(() => {
    dispatch({ type: 'redo' });
    letGo();
  }, [letGo]);
  const clear = useCallback(() => {
    dispatch({ type: 'clear' });
    setSelectedKey(null);
    letGo();
  }, [letGo]);
  const focused = useCallback(() => setFocusOn(null), []);
  const declineEdge = useCallback(() => setEdgeOffer(null), []);

  return {
    /** What is asked of the core, and stays the same object while nothing changes. */
    placed,
    placements,
    hits,
    edgeOffer,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    selectedKey,
    select,
    focusOn,
    setFocusOn,
    focused,
    declineEdge,
    place,
    change,
    move,
    nudge,
    grab,
    remove,
    undo,
    redo,
    clear,
  };
}

export type Placements = ReturnType<typeof usePlacements>;

/** A placed seal with its impressions: those of the core, but for one place, which is what it says. */
function impressedBy(
  placed: Placed,
  sealById: (id: string) => Seal | undefined,
  answerTo: ReturnType<typeof usePreviews>,
  before: readonly Impressed[],
  held: Held | null,
): Impressed {
  const { key, sealId, placing } = placed;
  if (placing.rule === 'here') {
    const seal = sealById(sealId);
    const { page, xMm, yMm } = placing;
    const impressions =
      seal === undefined ? [] : [{ page, xMm, yMm, widthMm: seal.widthMm, heightMm: seal.heightMm, slice: null }];
    return { ...placed, impressions, error: null, waiting: false };
  }
  const answer = answerTo({ sealId, placing });
  if (answer !== undefined) return { ...placed, ...answer, waiting: false };
  const last = before.find((one) => one.key === key && one.placing.rule === placing.rule);
  const impressions = (last?.impressions ?? []).map((impression, index) =>
    held?.key === key && held.index === index
      ? { ...impression, page: held.page, xMm: held.xMm, yMm: held.yMm }
      : impression,
  );
  return { ...placed, impressions, error: null, waiting: true };
}
