import { drawPage } from './draw-page.ts';
import type { PageSource } from './page-source.ts';

/** More pages than these fill the memory of a usual computer. */
export const mostPrintedPages = 300;
const mmPerInch = 25.4;
/** Sharper for what is printed most. */
const dotsPerInch = (pages: number) => (pages <= 40 ? 300 : 200);

interface Sheet {
  readonly address: string;
  readonly widthMm: number;
  readonly heightMm: number;
}

async function drawSheet(source: PageSource, page: number): Promise<Sheet> {
  const { canvas, widthMm, heightMm } = await drawPage(
    source,
    page,
    dotsPerInch(source.pageCount) / mmPerInch,
    'print',
  );
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  // Memory of pictures that are not shown is given back late.
  canvas.width = 0;
  if (picture === null) throw new Error('no memory for a page');
  return { address: URL.createObjectURL(picture), widthMm, heightMm };
}

/** Puts the sheets in the place of the window for a printer, each page of paper as large as its sheet. */
async function layOut(sheets: readonly Sheet[]): Promise<() => void> {
  const rules = new CSSStyleSheet();
  rules.replaceSync(
    [
      '.print-sheets { display: none }',
      '@media print {',
      '  html, body { height: auto !important; overflow: visible !important; background: #fff }',
      '  body > :not(.print-sheets) { display: none !important }',
      '  .print-sheets { display: block }',
      '  .print-sheets img { display: block; break-after: page; break-inside: avoid }',
      '  .print-sheets img:last-child { break-after: auto }',
      '}',
      ...sheets.map(
        ({ widthMm, heightMm }, index) =>
          `@page sheet${index} { size: ${widthMm.toFixed(2)}mm ${heightMm.toFixed(2)}mm; margin: 0 }`,
      ),
    ].join('\n'),
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
  const holder = document.createElement('div');
  holder.className = 'print-sheets';
  const pictures = sheets.map(({ address, widthMm, heightMm }, index) => {
    const picture = document.createElement('img');
    picture.src = address;
    picture.alt = '';
    // A hair less than the paper: rounding would bring an empty page after each.
    Object.assign(picture.style, { width: `${widthMm}mm`, height: `${heightMm - 0.1}mm`, page: `sheet${index}` });
    return picture;
  });
  holder.append(...pictures);
  document.body.append(holder);
  await Promise.all(pictures.map((picture) => picture.decode()));
  return () => {
    holder.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== rules);
  };
}

/**
 * Prints a document through the system's dialog, page by page as the window draws it: what no limited thread has weighed is not drawn.
 * Resolves when the dialog is closed.
 * @throws UnsafePage where a page cannot be drawn: then nothing is printed
 */
export async function printPages(
  source: PageSource,
  onPage: (page: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const sheets: Sheet[] = [];
  try {
    for (let page = 1; page <= source.pageCount; page++) {
      if (signal.aborted) return;
      onPage(page);
      sheets.push(await drawSheet(source, page));
    }
    if (signal.aborted) return;
    const clear = await layOut(sheets);
    try {
      window.print();
    } finally {
      clear();
    }
  } finally {
    for (const { address } of sheets) URL.revokeObjectURL(address);
  }
}
