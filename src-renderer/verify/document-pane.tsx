import { Spin } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ErrorPanel } from '../parts/error-panel.tsx';
import type { DocumentState } from '../pdf/open-document.ts';
import { PageColumn, type PageColumnHandle } from '../pdf/page-column.tsx';
import type { Zoom } from '../pdf/zoom.ts';
import { ZoomBar } from '../pdf/zoom-bar.tsx';
import { useSpeech } from '../words/index.ts';
import { Comparison } from './comparison.tsx';
import type { AnyMark, ChangeMark, PageMarks, PictureMark } from './marks.ts';
import { PageBoxes } from './page-boxes.tsx';

/** What the person means: a card, a change. `turn` tells one asking from the next. */
export interface Selection {
  readonly key: string;
  readonly turn: number;
}

const none: readonly AnyMark[] = [];

/** The document beside the verdict: its pages with every signature and change boxed, or one change before and after. */
export function DocumentPane({
  state,
  marks,
  pictures,
  selection,
  compared,
  onSelect,
  onCompare,
}: {
  state: DocumentState;
  marks: PageMarks;
  pictures: readonly PictureMark[];
  selection: Selection | null;
  /** The change that is shown before and after; null: the pages are shown. */
  compared: ChangeMark | null;
  onSelect: (mark: AnyMark) => void;
  onCompare: (change: ChangeMark | null) => void;
}) {
  const { words } = useSpeech();
  const [zoom, setZoom] = useState<Zoom>('fit-width');
  const [factor, setFactor] = useState(1);
  const [page, setPage] = useState(1);
  const handle = useRef<PageColumnHandle>(null);
  const all = useMemo<AnyMark[]>(
    // A change of the file as a whole is on no page.
    () => [...marks.changes.filter(({ change }) => change.page !== null), ...marks.seals, ...pictures],
    [marks, pictures],
  );
  const byPage = useMemo(() => Map.groupBy(all, (mark) => mark.page), [all]);
  const isOpen = state.kind === 'open';

  useEffect(() => {
    if (selection === null || compared !== null || !isOpen) return;
    const mark = all.find(({ key }) => key === selection.key);
    if (mark) handle.current?.scrollToPage(mark.page, mark.rect?.topMm);
  }, [selection, compared, all, isOpen]);

  if (state.kind === 'failed')
    return (
      <div className="document-pane-note">
        <ErrorPanel error={state.error} reader="checking" />
      </div>
    );
  if (state.kind !== 'open')
    return (
      <div className="page-wait">
        <Spin description={words.common.loading} />
      </div>
    );
  const { opened, preview, previewError, password } = state.view;
  const source = preview?.source ?? null;
  if (compared !== null)
    return (
      <Comparison
        key={compared.key}
        mark={compared}
        total={marks.changes.length}
        path={opened.path}
        password={password}
        current={source}
        onStep={(by) => {
          const next = marks.changes[compared.number - 1 + by];
          if (next) onCompare(next);
        }}
        onClose={() => onCompare(null)}
      />
    );
  return (
    <>
      <div className="document-pane-bar">
        <ZoomBar
          page={page}
          pageCount={opened.pageCount}
          factor={factor}
          zoom={zoom}
          onGo={(to) => handle.current?.scrollToPage(to)}
          onZoom={setZoom}
        />
        <span className="quiet document-pane-legend">{words.verify.desk.legend}</span>
      </div>
      {previewError !== null && <ErrorPanel error={previewError} reader="checking" />}
      <PageColumn
        key={state.view.sitting}
        source={source}
        pageCount={opened.pageCount}
        firstPage={opened.firstPage}
        zoom={zoom}
        onZoom={setZoom}
        onFactor={setFactor}
        onCurrentPage={setPage}
        name="verified-page"
        overlay={(of, _, pxPerMm) => (
          <PageBoxes
            marks={byPage.get(of) ?? none}
            pxPerMm={pxPerMm}
            selected={selection?.key ?? null}
            onSelect={onSelect}
          />
        )}
        handle={handle}
      />
    </>
  );
}
