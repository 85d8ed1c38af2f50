import type { PageSource } from './page-source.ts';

/** A page as displayed, drawn whole; `display` on a screen, `print` with what is to be on paper only. */
export async function drawPage(
  source: PageSource,
  page: number,
  pxPerMm: number,
  intent: 'display' | 'print' = 'display',
): Promise<{ canvas: HTMLCanvasElement; widthMm: number; heightMm: number }> {
  const { widthMm, heightMm } = await source.size(page);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(widthMm * pxPerMm));
  canvas.height = Math.max(1, Math.round(heightMm * pxPerMm));
  await source.paint(page, { canvas, pxPerMm, intent }).done;
  return { canvas, widthMm, heightMm };
}
