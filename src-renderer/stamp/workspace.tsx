import { LayoutOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Impression, Seal } from '../../src-main/contract/index.ts';
import { useMediaQuery } from '../parts/media-query.ts';
import type { DocumentInView } from '../pdf/open-document.ts';
import { PageColumn, type PageColumnHandle } from '../pdf/page-column.tsx';
import type { PageSize } from '../pdf/page-layout.ts';
import { SearchBar } from '../pdf/search-bar.tsx';
import { Thumbnails } from '../pdf/thumbnails.tsx';
import { useTextSearch } from '../pdf/use-text-search.ts';
import type { Zoom } from '../pdf/zoom.ts';
import { ZoomBar } from '../pdf/zoom-bar.tsx';
import { useSpeech } from '../words/index.ts';
import { focusPages } from './placing/keep-focus.ts';
import { PageOverlay } from './placing/page-overlay.tsx';
import type { Impressed } from './placing/placements.ts';
import type { Placements } from './placing/use-placements.ts';
import { ThumbnailSeals } from './thumbnail-seals.tsx';
import type { Guides } from './use-guides.ts';

export interface WorkspaceHandle extends PageColumnHandle {
  factor: number;
  find(): void;
}

/** Thumbnails, the pages with the seals on them, and a panel at the right. */
export function Workspace({
  view,
  placements,
  guides,
  offered,
  sealById,
  hint,
  zoom,
  onZoom,
  notice,
  panel,
  onDuplicate,
  onOpenAnother,
  onHandle,
}: {
  view: DocumentInView;
  placements: Placements;
  guides: Guides;
  /** Where a seal would go if the offer made for the document were accepted. */
  offered: readonly Impression[];
  sealById: (id: string) => Seal | undefined;
  hint: string;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  /** What has to be known of the document before anything is done with it. */
  notice: ReactNode;
  panel: ReactNode;
  onDuplicate: (placed: Impressed) => void;
  /** Undefined: the document is not chosen here. */
  onOpenAnother: (() => void) | undefined;
  onHandle: (handle: WorkspaceHandle | null) => void;
}) {
  const { words } = useSpeech();
  const isNarrow = useMediaQuery('(max-width: 900px)');
  const [isFolded, setFolded] = useState(false);
  const { opened, preview, previewError } = view;
  const [factor, setFactor] = useState(1);
  const [page, setPage] = useState(1);
  const [firstDrawn, setFirstDrawn] = useState(false);
  const [column, setColumn] = useState<PageColumnHandle | null>(null);
  const source = preview?.source ?? null;

  const search = useTextSearch(source, opened.pageCount);
  const find = useCallback(() => {
    search.open();
    document.querySelector<HTMLInputElement>('.page:not(.page-away) .search-bar input')?.select();
  }, [search.open]);

  useEffect(() => onHandle(column === null ? null : { ...column, factor, find }), [column, factor, find, onHandle]);

  const placed = placements.placements;
  const marks = useMemo(() => {
    const counts = new Map<number, number>();
    for (const { impressions } of placed)
      for (const { page: onPage } of impressions) counts.set(onPage, (counts.get(onPage) ?? 0) + 1);
    return counts;
  }, [placed]);

  const started = useRef(false);
  useEffect(() => {
    if (column === null || started.current) return;
    started.current = true;
    // A document was opened, and what it was opened with is gone.
    if (document.activeElement === document.body) focusPages();
  }, [column]);

  const shownHit = useRef<unknown>(null);
  useEffect(() => {
    const hit = search.current;
    if (hit === null || column === null || hit === shownHit.current) return;
    shownHit.current = hit;
    // The text of the page, once it is there, brings the very place into view.
    if (!column.isInView(hit.page)) column.scrollToPage(hit.page);
  }, [search.current, column]);
  const drawn = useCallback(() => setFirstDrawn(true), []);
  const go = useCallback((to: number) => column?.scrollToPage(to), [column]);

  const thumbnailOverlay = useCallback(
    (onPage: number, pxPerMm: number) => <ThumbnailSeals placed={placed} page={onPage} pxPerMm={pxPerMm} />,
    [placed],
  );
  const overlay = (onPage: number, size: PageSize, pxPerMm: number) => (
    <PageOverlay
      page={onPage}
      size={size}
      pxPerMm={pxPerMm}
      placements={placements}
      guides={guides}
      offered={offered}
      sealById={sealById}
      onDuplicate={onDuplicate}
    />
  );

  return (
    <div className="workspace">
      <header className="document-bar">
        <h1 className="document-name" title={opened.path} data-testid="document-name">
          {opened.name}
          {placed.length > 0 && <span aria-hidden> ●</span>}
        </h1>
        <span className="quiet document-hint">{hint}</span>
        <ZoomBar page={page} pageCount={opened.pageCount} factor={factor} zoom={zoom} onGo={go} onZoom={onZoom} />
        {isNarrow && (
          <Button
            size="small"
            icon={<LayoutOutlined aria-hidden />}
            aria-label={words.stamp.panel}
            aria-expanded={!isFolded}
            onClick={() => setFolded(!isFolded)}
            data-testid="fold-panel"
          />
        )}
        {onOpenAnother !== undefined && (
          <Button size="small" onClick={onOpenAnother} data-testid="open-another">
            {words.document.openAnother}
          </Button>
        )}
      </header>
      {notice}
      <div className="workspace-columns" data-panel={isNarrow && isFolded ? 'folded' : 'open'}>
        <Thumbnails
          source={firstDrawn ? source : null}
          pageCount={opened.pageCount}
          firstPage={opened.firstPage}
          currentPage={page}
          marks={marks}
          overlay={thumbnailOverlay}
          onGo={go}
        />
        <div className="workspace-middle">
          {search.isOpen && (
            <SearchBar
              search={search}
              pageCount={opened.pageCount}
              onClose={() => {
                search.close();
                focusPages();
              }}
            />
          )}
          {previewError !== null && <Alert type="warning" banner showIcon title={words.document.noPreview} />}
          <PageColumn
            source={source}
            pageCount={opened.pageCount}
            firstPage={opened.firstPage}
            zoom={zoom}
            onZoom={onZoom}
            onFactor={setFactor}
            onCurrentPage={setPage}
            onFirstDrawn={drawn}
            search={search}
            overlay={overlay}
            handle={setColumn}
          />
        </div>
        <aside className="side-panel" aria-label={words.stamp.seals}>
          {panel}
        </aside>
      </div>
    </div>
  );
}
