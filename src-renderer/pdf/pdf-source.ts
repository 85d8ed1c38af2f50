import { type PDFDocumentProxy, type RenderTask, TextLayer } from 'pdfjs-dist';
import { pageOf, watchPage } from './page-guard.ts';
import type { PageSize } from './page-layout.ts';
import { readPageMarks } from './page-marks.ts';
import type { LaidText, PageSource, Painting, PaintingTask } from './page-source.ts';
import { textContentOf, textOf } from './page-text-content.ts';

/** Points per millimetre. */
const pointsPerMm = 72 / 25.4;

/** The pages of a PDF as pdf.js draws them. */
export function pdfSource(pdf: PDFDocumentProxy): PageSource {
  /** The displayed size of a page: CropBox, Rotate and UserUnit are in pdf.js's viewport. */
  async function size(page: number): Promise<PageSize> {
    const { width, height } = (await pageOf(pdf, page)).getViewport({ scale: 1 });
    return { widthMm: width / pointsPerMm, heightMm: height / pointsPerMm };
  }

  function paint(page: number, { canvas, pxPerMm, leftMm = 0, topMm = 0, intent = 'display' }: Painting): PaintingTask {
    let task: RenderTask | undefined;
    let isOver = false;
    const draw = async (): Promise<void> => {
      const proxy = await pageOf(pdf, page);
      if (isOver) throw new Error('cancelled');
      const viewport = proxy.getViewport({
        scale: pxPerMm / pointsPerMm,
        offsetX: -leftMm * pxPerMm,
        offsetY: -topMm * pxPerMm,
      });
      task = proxy.render({ canvas, viewport, intent });
      await watchPage(pdf, page, task.promise);
    };
    return {
      done: draw(),
      cancel() {
        isOver = true;
        task?.cancel();
      },
    };
  }

  async function layText(page: number): Promise<LaidText> {
    const [proxy, content] = await Promise.all([pageOf(pdf, page), textContentOf(pdf, page)]);
    const container = document.createElement('div');
    const layer = new TextLayer({ textContentSource: content, container, viewport: proxy.getViewport({ scale: 1 }) });
    await layer.render();
    const nodes = layer.textDivs.flatMap(({ firstChild }) => (firstChild instanceof Text ? [firstChild] : []));
    return { container, nodes, unit: proxy.userUnit };
  }

  return {
    pageCount: pdf.numPages,
    size,
    paint,
    text: (page) => textOf(pdf, page),
    layText,
    marks: (page) => readPageMarks(pdf, page),
    notes: async () => [],
  };
}
