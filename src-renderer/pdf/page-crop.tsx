import { type ReactNode, useEffect, useRef } from 'react';
import type { PageSource, PaintingTask } from './page-source.ts';

/** A window onto a page, in millimetres from its top-left corner as displayed. */
export interface PageWindow {
  page: number;
  leftMm: number;
  topMm: number;
  widthMm: number;
  heightMm: number;
}

/** A small picture of a part of a page, `widthPx` wide; children lie over it. */
export function PageCrop({
  source,
  place,
  widthPx,
  label,
  children,
}: {
  source: PageSource;
  place: PageWindow;
  widthPx: number;
  label: string;
  children?: ReactNode;
}) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const { page, leftMm, topMm, widthMm, heightMm } = place;
  const heightPx = (widthPx * heightMm) / widthMm;

  useEffect(() => {
    let stale = false;
    let task: PaintingTask | undefined;
    const draw = async () => {
      const ratio = window.devicePixelRatio;
      const pxPerMm = (widthPx / widthMm) * ratio;
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(widthPx * ratio);
      canvas.height = Math.round(heightPx * ratio);
      task = source.paint(page, { canvas, pxPerMm, leftMm, topMm });
      await task.done;
      const target = canvasRef.current;
      if (stale || target === null) return;
      target.width = canvas.width;
      target.height = canvas.height;
      target.getContext('2d')?.drawImage(canvas, 0, 0);
    };
    // A part that cannot be drawn stays blank paper; the page itself says so in the document view.
    draw().catch(() => undefined);
    return () => {
      stale = true;
      task?.cancel();
    };
  }, [source, page, leftMm, topMm, widthMm, heightPx, widthPx]);

  return (
    <div className="page-crop" style={{ width: widthPx, height: heightPx }} role="img" aria-label={label}>
      <canvas ref={canvasRef} style={{ width: widthPx, height: heightPx }} />
      {children}
    </div>
  );
}
