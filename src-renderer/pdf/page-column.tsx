import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { pixelsPerMm } from '../format/measures.ts';
import { useSpeech } from '../words/index.ts';
import { PageCanvas } from './page-canvas.tsx';
import { layOutPages, type PageSize } from './page-layout.ts';
import type { PageSource } from './page-source.ts';
import { PageText } from './page-text.tsx';
import type { TextHit } from './text-search.ts';
import type { TextSearch } from './use-text-search.ts';
import { clampZoom, type Zoom } from './zoom.ts';

/** Pixels beyond the visible part that are drawn in advance. */
const overscan = 600;
const sideMargin = 24;
const pageMargin = 16;
/** Milliseconds between two steps of one turning of the wheel. */
const turnMs = 800;
const noHits: readonly TextHit[] = [];

export interface PageColumnHandle {
  /** @param atMm a height of the page that is to be in view; its top when absent */
  scrollToPage(page: number, atMm?: number): void;
  /** The size of a page as far as it is known: that of the first page until it was read. */
  sizeOf(page: number): PageSize;
  isInView(page: number): boolean;
  /** The page in the middle of the view and the millimetres of the point there. */
  centre(): { page: number; xMm: number; yMm: number };
}

interface PageColumnProps {
  source: PageSource | null;
  pageCount: number;
  firstPage: PageSize;
  zoom: Zoom;
  onZoom(zoom: Zoom): void;
  /** Tells the factor in use, also when it follows the width. */
  onFactor(factor: number): void;
  onCurrentPage(page: number): void;
  onFirstDrawn?(): void;
  /** What was found on the pages by a search. */
  search?: Pick<TextSearch, 'hits' | 'current'>;
  overlay(page: number, size: PageSize, pxPerMm: number): ReactNode;
  /** Tells the pages of two columns apart, e.g. in tests. */
  name?: string;
  handle: Ref<PageColumnHandle>;
}

/** The point that stays where it is while sizes change: fractions of a page, held at a point of the view. */
interface Anchor {
  page: number;
  fraction: number;
  viewY: number;
  across: { fraction: number; viewX: number } | null;
}

/** The factor at which a page fills the width of the view, or is seen whole. */
function fitting(zoom: Exclude<Zoom, number>, view: { width: number; height: number }, page: PageSize): number {
  const across = (view.width - 2 * sideMargin) / (page.widthMm * pixelsPerMm);
  if (zoom === 'fit-width') return across;
  return Math.min(across, (view.height - 2 * pageMargin) / (page.heightMm * pixelsPerMm));
}

/** Pages one under the other; only those near the view exist. */
export function PageColumn(props: PageColumnProps) {
  const {
    source,
    pageCount,
    firstPage,
    zoom,
    onZoom,
    onFactor,
    onCurrentPage,
    onFirstDrawn,
    search,
    overlay,
    name = 'page',
    handle,
  } = props;
  const { words } = useSpeech();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, width: 0, height: 0 });
  const [known, setKnown] = useState<ReadonlyMap<number, PageSize>>(new Map());
  const anchor = useRef<Anchor>({ page: 1, fraction: 0, viewY: 16, across: null });

  const factor = typeof zoom === 'number' ? zoom : clampZoom(view.width > 0 ? fitting(zoom, view, firstPage) : 1);
  const pxPerMm = factor * pixelsPerMm;
  const layout = useMemo(
    () => layOutPages(pageCount, firstPage, known, pxPerMm),
    [pageCount, firstPage, known, pxPerMm],
  );

  /** Where the pages were last brought by a change of their sizes. */
  const scrolledTo = useRef({ top: -1, left: -1 });
  /** The turning of the wheel that is going on. */
  const turn = useRef<{ clientX: number; clientY: number; timeStamp: number; anchor: Anchor } | null>(null);
  const columnWidth = Math.max(view.width, layout.width + 2 * sideMargin);
  const hits = search?.hits ?? noHits;
  const hitsByPage = useMemo(() => Map.groupBy(hits, ({ page }) => page), [hits]);
  const rememberAnchor = useCallback(
    (viewX: number, viewY: number) => {
      const element = scroller.current;
      if (element === null) return;
      const y = element.scrollTop + viewY;
      const page = layout.pageAt(y);
      const width = layout.sizeOf(page).widthMm * pxPerMm;
      const fraction = (element.scrollLeft + viewX - (columnWidth - width) / 2) / width;
      anchor.current = {
        page,
        fraction: (y - layout.topOf(page)) / layout.heightOf(page),
        viewY,
        across: { fraction, viewX },
      };
    },
    [layout, columnWidth, pxPerMm],
  );

  useEffect(() => onFactor(factor), [factor, onFactor]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Reachable by keyboard, so that arrows and Page Down scroll.
    element.tabIndex = 0;
    const measure = () => {
      // A hidden page measures zero; its last size is kept.
      if (element.clientWidth === 0) return;
      setView((before) => ({ ...before, width: element.clientWidth, height: element.clientHeight }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const { page, fraction, viewY, across } = anchor.current;
    element.scrollTop = layout.topOf(page) + fraction * layout.heightOf(page) - viewY;
    if (across !== null) {
      const width = layout.sizeOf(page).widthMm * pxPerMm;
      element.scrollLeft = (columnWidth - width) / 2 + across.fraction * width - across.viewX;
    }
    scrolledTo.current = { top: element.scrollTop, left: element.scrollLeft };
    setView((before) => ({ ...before, top: element.scrollTop }));
  }, [layout, columnWidth, pxPerMm]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const { clientX, clientY, timeStamp } = event;
      const last = turn.current;
      const isOneTurn =
        last !== null && last.clientX === clientX && last.clientY === clientY && timeStamp - last.timeStamp < turnMs;
      // A page that is still narrower than the view stands in its middle: the point is found again once there is room.
      if (isOneTurn) anchor.current = last.anchor;
      else rememberAnchor(clientX - box.left, clientY - box.top);
      turn.current = { clientX, clientY, timeStamp, anchor: anchor.current };
      onZoom(clampZoom(factor * Math.exp(-event.deltaY / 400)));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [factor, onZoom, rememberAnchor]);

  const scrolled = () => {
    const element = scroller.current;
    if (element === null || element.clientHeight === 0) return;
    const isOurs = element.scrollTop === scrolledTo.current.top && element.scrollLeft === scrolledTo.current.left;
    // By now the point to be kept may be another.
    if (!isOurs) rememberAnchor(0, 0);
    setView((before) => (before.top === element.scrollTop ? before : { ...before, top: element.scrollTop }));
    onCurrentPage(layout.pageAt(element.scrollTop + element.clientHeight / 2));
  };

  useImperativeHandle(
    handle,
    () => ({
      scrollToPage(page, atMm = 0) {
        // With a third of the view above it, so that it is seen where it stands.
        const above = (scroller.current?.clientHeight ?? 0) / 3;
        const offset = Math.max(0, atMm * pxPerMm - above);
        anchor.current = { page, fraction: offset / layout.heightOf(page), viewY: 16, across: null };
        scroller.current?.scrollTo({ top: layout.topOf(page) + offset - 16 });
      },
      isInView(page) {
        const element = scroller.current;
        if (element === null) return false;
        const [top, bottom] = [layout.topOf(page), layout.topOf(page) + layout.heightOf(page)];
        return bottom > element.scrollTop && top < element.scrollTop + element.clientHeight;
      },
      sizeOf: layout.sizeOf,
      centre() {
        const element = scroller.current;
        const middle = (element?.scrollTop ?? 0) + (element?.clientHeight ?? 0) / 2;
        const page = layout.pageAt(middle);
        const size = layout.sizeOf(page);
        const yMm = Math.min(size.heightMm, Math.max(0, (middle - layout.topOf(page)) / pxPerMm));
        return { page, xMm: size.widthMm / 2, yMm };
      },
    }),
    [layout, pxPerMm],
  );

  const learnSize = useCallback(
    (page: number, size: PageSize) =>
      setKnown((before) => {
        const old = before.get(page) ?? firstPage;
        const same = Math.abs(old.widthMm - size.widthMm) < 0.01 && Math.abs(old.heightMm - size.heightMm) < 0.01;
        return same ? before : new Map(before).set(page, size);
      }),
    [firstPage],
  );

  const first = layout.pageAt(view.top - overscan);
  const last = layout.pageAt(view.top + view.height + overscan);
  return (
    <section className="page-column" ref={scroller} onScroll={scrolled} aria-label={words.document.pageNumber}>
      <div className="page-column-content" style={{ height: layout.height, width: columnWidth }}>
        {view.width > 0 &&
          Array.from({ length: last - first + 1 }, (_, index) => first + index).map((page) => {
            const size = layout.sizeOf(page);
            const width = size.widthMm * pxPerMm;
            const style = {
              top: layout.topOf(page),
              left: (columnWidth - width) / 2,
              width,
              height: size.heightMm * pxPerMm,
            };
            return (
              <div
                key={page}
                className="sheet"
                style={style}
                data-page={page}
                data-width-mm={size.widthMm}
                data-height-mm={size.heightMm}
                data-testid={`${name}-${page}`}
              >
                {source !== null && (
                  <PageCanvas
                    source={source}
                    page={page}
                    pxPerMm={pxPerMm}
                    delayMs={page === 1 ? 0 : 40}
                    tellsNotes
                    onSize={learnSize}
                    onDrawn={onFirstDrawn}
                  />
                )}
                {source !== null && (
                  <PageText
                    source={source}
                    page={page}
                    pxPerMm={pxPerMm}
                    hits={hitsByPage.get(page) ?? noHits}
                    current={search?.current ?? null}
                  />
                )}
                {overlay(page, size, pxPerMm)}
              </div>
            );
          })}
      </div>
    </section>
  );
}
