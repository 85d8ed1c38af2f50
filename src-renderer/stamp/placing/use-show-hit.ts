import { useEffect, useRef } from 'react';
import type { PageColumnHandle } from '../../pdf/page-column.tsx';
import type { Impressed } from './placements.ts';

/** Scrolls to where a keyword has brought the selected seal, when that is not in the middle of the view. */
export function useShowHit(selected: Impressed | undefined, column: PageColumnHandle | null): void {
  const shown = useRef('');
  useEffect(() => {
    if (selected === undefined || column === null) return;
    const { key, placing, impressions, waiting } = selected;
    if (placing.rule !== 'keyword' || waiting) return;
    const asked = JSON.stringify([key, placing.text, placing.which, placing.pages]);
    if (asked === shown.current) return;
    shown.current = asked;
    const [first] = impressions;
    const { page } = column.centre();
    if (first !== undefined && !impressions.some((impression) => impression.page === page)) {
      column.scrollToPage(first.page);
    }
  }, [selected, column]);
}
