import { Alert, Button, Segmented, Spin } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { describeChange } from '../../src-main/words/index.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { differingAreas } from '../pdf/differing-areas.ts';
import { drawPage } from '../pdf/draw-page.ts';
import { PageCrop, type PageWindow } from '../pdf/page-crop.tsx';
import type { PageSource } from '../pdf/page-source.ts';
import { useSpeech } from '../words/index.ts';
import type { ChangeMark, MarkedRect } from './marks.ts';
import { useRevision } from './use-revision.ts';

/** Of the pictures that are compared: a comma is two pixels wide. */
const comparedPxPerMm = 4;
/** What differs within this is one place. */
const cellMm = 2;
const aroundMm = 8;
/** No part of a page is enlarged beyond this. */
const leastMm = 60;
/** Height to width of the part that is enlarged: what stands around a line tells what it is. */
const leastHeight = 0.7;
/** Beyond what differs, so that the line around it hides nothing. */
const boxMarginMm = 0.8;
const gapPx = 12;
const sidePx = 16;

interface Compared {
  readonly areas: readonly MarkedRect[];
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Where a page of two documents differs; a document without the page counts as not there. */
async function comparePages(signed: PageSource, current: PageSource, page: number): Promise<Compared> {
  const sides = await Promise.all(
    [signed, current].map((source) => (page <= source.pageCount ? drawPage(source, page, comparedPxPerMm) : null)),
  );
  const widthMm = Math.max(...sides.map((side) => side?.widthMm ?? 0));
  const heightMm = Math.max(...sides.map((side) => side?.heightMm ?? 0));
  const [before, after] = sides.map((side) => {
    const context = side?.canvas.getContext('2d');
    return side && context ? context.getImageData(0, 0, side.canvas.width, side.canvas.height) : null;
  });
  if (!before || !after) return { areas: [], widthMm, heightMm };
  const areas = differingAreas(before, after, cellMm * comparedPxPerMm).map(({ left, top, right, bottom }) => ({
    leftMm: left / comparedPxPerMm,
    topMm: top / comparedPxPerMm,
    widthMm: (right - left) / comparedPxPerMm,
    heightMm: (bottom - top) / comparedPxPerMm,
  }));
  return { areas, widthMm, heightMm };
}

/** The part of the page with all that differs, and with the place of the change. */
function closeUp({ areas, widthMm, heightMm }: Compared, rect: MarkedRect | null): MarkedRect {
  const shown = areas.length > 0 ? areas : rect === null ? [] : [rect];
  if (shown.length === 0) return { leftMm: 0, topMm: 0, widthMm, heightMm };
  const left = Math.min(...shown.map(({ leftMm }) => leftMm)) - aroundMm;
  const top = Math.min(...shown.map(({ topMm }) => topMm)) - aroundMm;
  const right = Math.max(...shown.map(({ leftMm, widthMm: width }) => leftMm + width)) + aroundMm;
  const bottom = Math.max(...shown.map(({ topMm, heightMm: height }) => topMm + height)) + aroundMm;
  const width = Math.min(widthMm, Math.max(leastMm, right - left));
  const height = Math.min(heightMm, Math.max(width * leastHeight, bottom - top));
  const within = (middle: number, size: number, whole: number) =>
    Math.min(Math.max(0, middle - size / 2), Math.max(0, whole - size));
  return {
    leftMm: within((left + right) / 2, width, widthMm),
    topMm: within((top + bottom) / 2, height, heightMm),
    widthMm: width,
    heightMm: height,
  };
}

/** A page as it was signed and as it is now, side by side, with the difference boxed on both. */
export function Comparison({
  mark,
  total,
  path,
  password,
  current,
  onStep,
  onClose,
}: {
  mark: ChangeMark;
  total: number;
  path: string;
  password: string | undefined;
  current: PageSource | null;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
}) {
  const { language, words } = useSpeech();
  const text = words.verify.desk;
  const { preview, error } = useRevision({ path, password, fieldName: mark.signature.fieldName });
  const [compared, setCompared] = useState<Compared | 'failed' | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const [width, setWidth] = useState(0);
  const holder = useRef<HTMLElement>(null);
  const signed = preview?.source ?? null;
  const { rect } = mark;
  const [page, setPage] = useState(mark.page);
  const lastPage = Math.max(signed?.pageCount ?? 1, current?.pageCount ?? 1);
  // A change of the file as a whole may show on any page.
  const isAnywhere = mark.change.page === null && lastPage > 1;

  useEffect(() => {
    let isWanted = true;
    setCompared(null);
    if (signed === null || current === null) return;
    comparePages(signed, current, page).then(
      (found) => isWanted && setCompared(found),
      () => isWanted && setCompared('failed'),
    );
    return () => {
      isWanted = false;
    };
  }, [signed, current, page]);

  useLayoutEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const sides = [
    { label: text.before, source: signed, absent: text.absentBefore },
    { label: text.after, source: current, absent: text.absentNow },
  ];
  const widthPx = Math.max(80, Math.floor((width - 2 * sidePx - gapPx) / 2));
  return (
    <section className="comparison" aria-label={text.compareLong} data-testid="comparison">
      <div className="comparison-head">
        <strong data-testid="comparison-of">{text.changeOf(mark.number, total)}</strong>
        <Button size="small" aria-label={text.previous} disabled={mark.number <= 1} onClick={() => onStep(-1)}>
          ‹
        </Button>
        <Button
          size="small"
          aria-label={text.next}
          disabled={mark.number >= total}
          onClick={() => onStep(1)}
          data-testid="next-change"
        >
          ›
        </Button>
        {isAnywhere && (
          <span className="comparison-pages">
            <Button size="small" aria-label={text.pageBefore} disabled={page <= 1} onClick={() => setPage(page - 1)}>
              ‹
            </Button>
            {words.common.page(page)}
            <Button
              size="small"
              aria-label={text.pageAfter}
              disabled={page >= lastPage}
              onClick={() => setPage(page + 1)}
            >
              ›
            </Button>
          </span>
        )}
        <span className="comparison-gap" />
        <Segmented<boolean>
          value={isWhole}
          onChange={setIsWhole}
          options={[
            { label: text.zoomed, value: false },
            { label: text.whole, value: true },
          ]}
        />
        <Button size="small" onClick={onClose} data-testid="comparison-close">
          {text.backToPages}
        </Button>
      </div>
      <p className="comparison-said">{describeChange(mark.change, language)}</p>
      <section className="comparison-sides" ref={holder} aria-label={words.common.page(page)}>
        {error !== null && <ErrorPanel error={error} reader="checking" />}
        {error === null && compared === null && (
          <div className="page-wait">
            <Spin description={text.comparing} />
          </div>
        )}
        {compared === 'failed' && <Alert type="warning" showIcon title={text.notDrawn} />}
        {compared !== null && compared !== 'failed' && width > 0 && (
          <>
            <p className="quiet" role="status" data-testid="differences" data-count={compared.areas.length}>
              {compared.areas.length > 0
                ? text.differences(compared.areas.length)
                : signed !== null && current !== null && page <= Math.min(signed.pageCount, current.pageCount)
                  ? text.noDifference
                  : ''}
            </p>
            <div className="comparison-pair">
              {sides.map(({ label, source, absent }) => (
                <figure key={label}>
                  <figcaption>
                    {label} · {words.common.page(page)}
                  </figcaption>
                  {source !== null && page <= source.pageCount ? (
                    <Side
                      source={source}
                      place={{
                        page,
                        ...(isWhole
                          ? { leftMm: 0, topMm: 0, widthMm: compared.widthMm, heightMm: compared.heightMm }
                          : closeUp(compared, rect)),
                      }}
                      areas={compared.areas}
                      widthPx={widthPx}
                      label={`${label} ${words.common.page(page)}`}
                    />
                  ) : (
                    <div className="comparison-absent" style={{ width: widthPx }}>
                      {absent}
                    </div>
                  )}
                </figure>
              ))}
            </div>
          </>
        )}
      </section>
    </section>
  );
}

function Side({
  source,
  place,
  areas,
  widthPx,
  label,
}: {
  source: PageSource;
  place: PageWindow;
  areas: readonly MarkedRect[];
  widthPx: number;
  label: string;
}) {
  const pxPerMm = widthPx / place.widthMm;
  return (
    <PageCrop source={source} place={place} widthPx={widthPx} label={label}>
      {areas.map((area) => (
        <span
          key={`${area.leftMm} ${area.topMm}`}
          className="difference"
          style={{
            left: (area.leftMm - boxMarginMm - place.leftMm) * pxPerMm,
            top: (area.topMm - boxMarginMm - place.topMm) * pxPerMm,
            width: (area.widthMm + 2 * boxMarginMm) * pxPerMm,
            height: (area.heightMm + 2 * boxMarginMm) * pxPerMm,
          }}
        />
      ))}
    </PageCrop>
  );
}
