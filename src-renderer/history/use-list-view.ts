import { type RefObject, useCallback, useEffect, useState } from 'react';

/** Under this width a row takes two lines. */
const twoLineWidthPx = 900;

/** What of a long list is in view in a page that scrolls, below a head that stays. */
export function useListView(body: RefObject<HTMLElement | null>, head: RefObject<HTMLElement | null>) {
  const [view, setView] = useState({ scrollTop: 0, height: 600, isNarrow: false });
  useEffect(() => {
    const element = body.current;
    const scroller = element?.closest<HTMLElement>('.page-scroll') ?? null;
    if (element === null || scroller === null) return;
    const measure = () => {
      const passed = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const next = {
        scrollTop: Math.max(0, Math.round(passed)),
        height: scroller.clientHeight,
        isNarrow: element.clientWidth < twoLineWidthPx,
      };
      setView((before) =>
        before.scrollTop === next.scrollTop && before.height === next.height && before.isNarrow === next.isNarrow
          ? before
          : next,
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    observer.observe(element);
    scroller.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', measure);
    };
  }, [body]);

  /** Scrolls the page as little as it takes for a part of the list to be in view below the head. */
  const reveal = useCallback(
    (top: number, height: number) => {
      const element = body.current;
      const scroller = element?.closest<HTMLElement>('.page-scroll') ?? null;
      if (element === null || scroller === null) return;
      const frame = scroller.getBoundingClientRect();
      const headHeight = head.current === null ? 0 : head.current.getBoundingClientRect().bottom - frame.top;
      const at = element.getBoundingClientRect().top + top;
      if (at < frame.top + headHeight) scroller.scrollTop += at - frame.top - headHeight;
      else if (at + height > frame.bottom) scroller.scrollTop += at + height - frame.bottom;
    },
    [body, head],
  );
  return { ...view, reveal };
}
