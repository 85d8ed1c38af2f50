import { useEffect, useRef, useState } from 'react';
import { useSpeech } from '../words/index.ts';
import { UnsafePage } from './page-guard.ts';
import type { PageSize } from './page-layout.ts';
import { PageNotes } from './page-notes.tsx';
import type { PageNote, PageSource, PaintingTask } from './page-source.ts';

/** The most pixels one canvas may have; beyond it the page is drawn a little softer instead of exhausting memory. */
const maxPixels = 32_000_000;

/** The ratio of device to CSS pixels, following the window from one screen to another. */
function useDevicePixelRatio(): number {
  const [ratio, setRatio] = useState(window.devicePixelRatio);
  useEffect(() => {
    const list = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const change = () => setRatio(window.devicePixelRatio);
    list.addEventListener('change', change);
    return () => list.removeEventListener('change', change);
  }, [ratio]);
  return ratio;
}

interface PageCanvasProps {
  source: PageSource;
  page: number;
  pxPerMm: number;
  /** Waits this long before drawing, so that pages that only rush by are never begun. */
  delayMs?: number;
  /** Says on the page what of it is not shown; small pictures have no room for it. */
  tellsNotes?: boolean;
  onSize?: (page: number, size: PageSize) => void;
  onDrawn?: () => void;
}

/** Draws one page. While a new scale is being drawn the old picture stays, stretched. */
export function PageCanvas({
  source,
  page,
  pxPerMm,
  delayMs = 0,
  tellsNotes = false,
  onSize,
  onDrawn,
}: PageCanvasProps) {
  const { words } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<'failed' | 'unsafe' | null>(null);
  const [notes, setNotes] = useState<readonly PageNote[]>([]);
  const ratio = useDevicePixelRatio();
  const callbacks = useRef({ onSize, onDrawn });
  callbacks.current = { onSize, onDrawn };

  useEffect(() => {
    let stale = false;
    let task: PaintingTask | undefined;
    const draw = async () => {
      const size = await source.size(page);
      if (stale) return;
      callbacks.current.onSize?.(page, size);
      const [width, height] = [size.widthMm * pxPerMm * ratio, size.heightMm * pxPerMm * ratio];
      const softer = Math.min(1, Math.sqrt(maxPixels / (width * height)));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(width * softer));
      canvas.height = Math.max(1, Math.round(height * softer));
      task = source.paint(page, { canvas, pxPerMm: pxPerMm * ratio * softer });
      void task.begun?.then(() => {
        // A picture of another size stays until this one is whole.
        if (!stale && holder.current?.childElementCount === 0) holder.current.append(canvas);
      });
      await task.done;
      const undrawn = await source.notes(page);
      if (stale) return;
      holder.current?.replaceChildren(canvas);
      setFailure(null);
      setNotes(undrawn);
      callbacks.current.onDrawn?.();
    };
    const timer = setTimeout(() => {
      draw().catch((error: unknown) => {
        if (stale) return;
        setFailure(error instanceof UnsafePage ? 'unsafe' : 'failed');
        // What waits for the first page need not wait for a picture.
        callbacks.current.onDrawn?.();
      });
    }, delayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
      task?.cancel();
    };
  }, [source, page, pxPerMm, ratio, delayMs]);

  return (
    <>
      <div ref={holder} className="page-canvas" />
      {tellsNotes && notes.length > 0 && <PageNotes notes={notes} />}
      {failure !== null && (
        <div className="page-failed">
          {failure === 'unsafe' ? words.document.pageUnsafe : words.document.pageFailed}
        </div>
      )}
    </>
  );
}
