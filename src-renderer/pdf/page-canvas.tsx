import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useSpeech } from '../words/index.ts';
import { pageOf, UnsafePage, watchPage } from './page-guard.ts';
import type { PageSize } from './page-layout.ts';

/** Points per millimetre. */
const pointsPerMm = 72 / 25.4;
/** The most pixels one canvas may have; beyond it the page is drawn a little softer instead of exhausting memory. */
const maxPixels = 32_000_000;

/** The displayed size of a page: CropBox, Rotate and UserUnit are in pdf.js's viewport. */
function sizeOfPage(page: PDFPageProxy): PageSize {
  const { width, height } = page.getViewport({ scale: 1 });
  return { widthMm: width / pointsPerMm, heightMm: height / pointsPerMm };
}

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
  pdf: PDFDocumentProxy;
  page: number;
  pxPerMm: number;
  /** Waits this long before drawing, so that pages that only rush by are never begun. */
  delayMs?: number;
  onSize?: (page: number, size: PageSize) => void;
  onDrawn?: () => void;
}

/** Draws one page. While a new scale is being drawn the old picture stays, stretched. */
export function PageCanvas({ pdf, page, pxPerMm, delayMs = 0, onSize, onDrawn }: PageCanvasProps) {
  const { words } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<'failed' | 'unsafe' | null>(null);
  const ratio = useDevicePixelRatio();
  const callbacks = useRef({ onSize, onDrawn });
  callbacks.current = { onSize, onDrawn };

  useEffect(() => {
    let stale = false;
    let task: RenderTask | undefined;
    const draw = async () => {
      const proxy = await pageOf(pdf, page);
      if (stale) return;
      callbacks.current.onSize?.(page, sizeOfPage(proxy));
      const scale = (pxPerMm / pointsPerMm) * ratio;
      const wanted = proxy.getViewport({ scale });
      const softer = Math.min(1, Math.sqrt(maxPixels / (wanted.width * wanted.height)));
      const viewport = proxy.getViewport({ scale: scale * softer });
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(viewport.width));
      canvas.height = Math.max(1, Math.round(viewport.height));
      task = proxy.render({ canvas, viewport });
      await watchPage(pdf, page, task.promise);
      if (stale) return;
      holder.current?.replaceChildren(canvas);
      setFailure(null);
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
  }, [pdf, page, pxPerMm, ratio, delayMs]);

  return (
    <>
      <div ref={holder} className="page-canvas" />
      {failure !== null && (
        <div className="page-failed">
          {failure === 'unsafe' ? words.document.pageUnsafe : words.document.pageFailed}
        </div>
      )}
    </>
  );
}
