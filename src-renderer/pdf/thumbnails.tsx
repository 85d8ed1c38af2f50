import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSpeech } from '../words/index.ts';
import { PageCanvas } from './page-canvas.tsx';
import type { PageSize } from './page-layout.ts';
import type { PageSource } from './page-source.ts';

const thumbnailWidth = 92;
const captionHeight = 32;

/**
 * Small pictures of the pages, only the visible ones drawn. `marks` counts the seals placed on a page; `overlay` draws them.
 */
export function Thumbnails({
  source,
  pageCount,
  firstPage,
  currentPage,
  marks,
  overlay,
  onGo,
}: {
  source: PageSource | null;
  pageCount: number;
  firstPage: PageSize;
  currentPage: number;
  marks: ReadonlyMap<number, number>;
  overlay: (page: number, pxPerMm: number) => ReactNode;
  onGo: (page: number) => void;
}) {
  const { words } = useSpeech();
  const scroller = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const pictureHeight = Math.min(thumbnailWidth * 1.6, (thumbnailWidth * firstPage.heightMm) / firstPage.widthMm);
  const rowHeight = Math.round(pictureHeight + captionHeight);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientHeight > 0) setView({ top: element.scrollTop, height: element.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = (currentPage - 1) * rowHeight;
    const shown = top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight;
    if (!shown) element.scrollTop = top - element.clientHeight / 2 + rowHeight / 2;
  }, [currentPage, rowHeight]);

  const first = Math.max(1, Math.floor(view.top / rowHeight));
  const last = Math.min(pageCount, Math.ceil((view.top + view.height) / rowHeight) + 1);
  return (
    <nav
      className="thumbnails"
      ref={scroller}
      aria-label={words.document.thumbnails}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <div style={{ height: pageCount * rowHeight + 16, position: 'relative' }}>
        {Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index).map((page) => (
          <button
            key={page}
            type="button"
            className="thumbnail"
            style={{ top: (page - 1) * rowHeight + 12, height: rowHeight }}
            aria-current={page === currentPage ? 'page' : undefined}
            aria-label={`${page}${marks.has(page) ? ` ● ${marks.get(page)}` : ''} · ${words.common.page(page)}`}
            data-testid={`thumbnail-${page}`}
            onClick={() => onGo(page)}
          >
            <Picture source={source} page={page} firstPage={firstPage} height={pictureHeight} overlay={overlay} />
            <span className="thumbnail-caption">
              {page}
              {marks.has(page) && <span className="thumbnail-mark"> ● {marks.get(page)}</span>}
            </span>
          </button>
        ))}
      </div>
    </nav>
  );
}

function Picture({
  source,
  page,
  firstPage,
  height,
  overlay,
}: {
  source: PageSource | null;
  page: number;
  firstPage: PageSize;
  height: number;
  overlay: (page: number, pxPerMm: number) => ReactNode;
}) {
  const [size, setSize] = useState(firstPage);
  const pxPerMm = Math.min(thumbnailWidth / size.widthMm, height / size.heightMm);
  return (
    <span className="thumbnail-frame" style={{ height }}>
      <span
        className="thumbnail-picture"
        style={{ width: size.widthMm * pxPerMm, height: size.heightMm * pxPerMm }}
        data-page={page}
        data-width-mm={size.widthMm}
        data-height-mm={size.heightMm}
      >
        {source !== null && (
          <PageCanvas
            source={source}
            page={page}
            pxPerMm={pxPerMm}
            delayMs={160}
            onSize={(_, found) => setSize(found)}
          />
        )}
        {overlay(page, pxPerMm)}
      </span>
    </span>
  );
}
