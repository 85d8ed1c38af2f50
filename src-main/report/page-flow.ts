import { type Color, type PDFDocument, type PDFPage, rgb } from 'pdf-lib';
import { breakLines } from './line-breaking.ts';
import { drawMark, type Mark } from './marks.ts';
import type { ReportFont, Weight } from './report-font.ts';

export const pointsPerMm = 72 / 25.4;
/** A4, points. */
export const pageWidth = 210 * pointsPerMm;
export const pageHeight = 297 * pointsPerMm;
export const margin = 20 * pointsPerMm;
const bottom = 24 * pointsPerMm;

export const ink = rgb(0.1, 0.1, 0.12);
export const quiet = rgb(0.36, 0.36, 0.4);
const rule = rgb(0.8, 0.8, 0.83);

const leading = 1.5;

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: Color;
  /** From the left margin. */
  readonly indent?: number;
}

/** Text that runs down pages. Lengths in points. */
export interface PageFlow {
  readonly pages: readonly PDFPage[];
  /** A paragraph. */
  text(text: string, style: TextStyle): void;
  /** A paragraph with a mark before its first line. */
  marked(mark: Mark, text: string, style: TextStyle & { markSize: number }): void;
  /** A name in a column, its value beside it, over as many lines and pages as it needs. */
  fact(name: string, value: string): void;
  rule(): void;
  space(height: number): void;
  /** Begins a new page where less than `height` is left. */
  reserve(height: number): void;
}

const factSize = 9.5;
const factColumn = 30 * pointsPerMm;

/** @param top where text begins on each page, below what its head is to hold */
export function createPageFlow(
  document: PDFDocument,
  fonts: Readonly<Record<Weight, ReportFont>>,
  top: number,
): PageFlow {
  const pages: PDFPage[] = [];
  let y = 0;

  function newPage(): PDFPage {
    const page = document.addPage([pageWidth, pageHeight]);
    pages.push(page);
    y = pageHeight - top;
    return page;
  }
  let page = newPage();

  function reserve(height: number): void {
    if (y - height < bottom) page = newPage();
  }

  const linesOf = (text: string, { size, weight = 'regular', indent = 0 }: TextStyle) => {
    const font = fonts[weight];
    return breakLines(font.showable(text), pageWidth - 2 * margin - indent, (part) => font.widthOf(part, size));
  };

  /** One line, whose top is at `y`; gives its baseline. */
  function draw(line: string, { size, weight = 'regular', color = ink, indent = 0 }: TextStyle): number {
    const baseline = y - size * 1.08;
    page.drawText(line, { x: margin + indent, y: baseline, size, font: fonts[weight].embedded, color });
    return baseline;
  }

  function text(content: string, style: TextStyle): void {
    for (const line of linesOf(content, style)) {
      reserve(style.size * leading);
      draw(line, style);
      y -= style.size * leading;
    }
  }

  return {
    pages,
    text,
    marked(mark, content, { markSize, ...style }) {
      const indent = style.indent ?? 0;
      reserve(Math.max(markSize, style.size) * leading);
      const offset = (style.size * 1.42 - markSize) / 2;
      drawMark(page, mark, { x: margin + indent, y: y - offset, size: markSize });
      text(content, { ...style, indent: indent + markSize * 1.5 });
    },
    fact(name, value) {
      const style = { size: factSize, indent: factColumn };
      for (const [index, line] of linesOf(value, style).entries()) {
        reserve(factSize * leading);
        if (index === 0) draw(fonts.regular.showable(name), { size: factSize, color: quiet });
        draw(line, style);
        y -= factSize * leading;
      }
      y -= 1.5;
    },
    rule() {
      reserve(10);
      page.drawLine({
        start: { x: margin, y: y - 5 },
        end: { x: pageWidth - margin, y: y - 5 },
        thickness: 0.6,
        color: rule,
      });
      y -= 10;
    },
    space(height) {
      y -= height;
    },
    reserve,
  };
}
