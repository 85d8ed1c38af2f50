import { useCallback, useMemo, useRef, useState } from 'react';
import type { PageSize } from '../pdf/page-layout.ts';
import type { Area, PageMarks } from '../pdf/page-marks.ts';
import type { PageSource } from '../pdf/page-source.ts';
import { type Guide, guidesAt, guideTargets, snapToGuides } from './guides.ts';
import { keepOnPage, type Spot } from './placing/placements.ts';

/** The guides in view. */
export interface ShownGuides {
  page: number;
  guides: readonly Guide[];
}

/** A seal on its way over a page. */
export interface Approach {
  spot: Spot;
  seal: { widthMm: number; heightMm: number };
  pageSize: PageSize;
  /** The other seals that were put on this page. */
  others: readonly Area[];
}

const nothing: PageMarks = { text: { rows: [], columns: [] }, signatures: [] };

/** What is known of the pages of documents in view. */
const marksByDocument = new WeakMap<PageSource, Map<number, PageMarks | 'reading'>>();

/** Guides while a seal moves. What stands on a page is read once, when a seal first comes over it; until then there is nothing to line up with. */
export function useGuides(source: PageSource | null) {
  const [shown, setShown] = useState<ShownGuides | null>(null);
  const latest = useRef<{ source: PageSource | null; page: number; found: (marks: PageMarks) => void } | null>(null);

  const show = useCallback((approach: Approach, at: Spot, found: PageMarks) => {
    const targets = guideTargets(approach.pageSize, found, approach.others);
    setShown({ page: at.page, guides: guidesAt({ ...at, ...sizeOf(approach.seal) }, targets) });
  }, []);

  const marksOf = useCallback(
    (page: number): PageMarks => {
      if (source === null) return nothing;
      const pages = marksByDocument.get(source) ?? new Map<number, PageMarks | 'reading'>();
      marksByDocument.set(source, pages);
      const known = pages.get(page);
      if (known !== undefined) return known === 'reading' ? nothing : known;
      pages.set(page, 'reading');
      source
        .marks(page)
        .catch(() => nothing)
        .then((found) => {
          pages.set(page, found);
          const { current } = latest;
          if (current?.source === source && current.page === page) current.found(found);
        });
      return nothing;
    },
    [source],
  );

  /**
   * Where a seal comes to stand, with its guides shown: moved into line when `snap`, and always on the page. `onFound` is called when
   * what stands on the page has been read meanwhile; without it the guides are shown then, and the seal stays.
   */
  const guide = useCallback(
    (approach: Approach, { snap, onFound }: { snap: boolean; onFound?: () => void }): Spot => {
      const { spot, seal, pageSize, others } = approach;
      const found = marksOf(spot.page);
      const kept = keepOnPage(spot, seal, pageSize);
      const area = { ...kept, ...sizeOf(seal) };
      const snapped = snap ? snapToGuides(area, guideTargets(pageSize, found, others)) : area;
      const at = keepOnPage({ page: spot.page, xMm: snapped.xMm, yMm: snapped.yMm }, seal, pageSize);
      latest.current = { source, page: at.page, found: onFound ?? ((marks) => show(approach, at, marks)) };
      show(approach, at, found);
      return at;
    },
    [source, marksOf, show],
  );

  const hide = useCallback(() => {
    latest.current = null;
    setShown(null);
  }, []);

  /** Reads ahead: a seal is about to come over this page. */
  const prepare = useCallback((page: number) => void marksOf(page), [marksOf]);

  return useMemo(() => ({ shown, guide, hide, prepare }), [shown, guide, hide, prepare]);
}

export type Guides = ReturnType<typeof useGuides>;

const sizeOf = ({ widthMm, heightMm }: { widthMm: number; heightMm: number }) => ({ widthMm, heightMm });
