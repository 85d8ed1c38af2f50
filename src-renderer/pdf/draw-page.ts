import type { PDFDocumentProxy } from 'pdfjs-dist';
import { pageOf, watchPage } from './page-guard.ts';

/** Points per millimetre. */
const pointsPerMm = 72 / 25.4;

/** A page as displayed, drawn whole; `display` on a screen, `print` with what is to be on paper only. */
export async function drawPage(
  pdf: PDFDocumentProxy,
  page: number,
  pxPerMm: number,
  intent: 'display' | 'print' = 'display',
): Promise<{ canvas: HTMLCanvasElement; widthMm: number; heightMm: number }> {
  const proxy = await pageOf(pdf, page);
  const viewport = proxy.getViewport({ scale: pxPerMm / pointsPerMm });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  await watchPage(pdf, page, proxy.render({ canvas, viewport, intent }).promise);
  return { canvas, widthMm: viewport.width / pxPerMm, heightMm: viewport.height / pxPerMm };
}
