import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFName, PDFRawStream, type PDFRef } from 'pdf-lib';
import { breakLines } from './line-breaking.ts';
import { pageHeight, pageWidth, pointsPerMm } from './page-flow.ts';
import { embedReportFonts, type ReportFont, type Weight } from './report-font.ts';
import type { ReportingProgram } from './report-pdf.ts';

export interface RegisterColumn {
  readonly title: string;
  readonly widthMm: number;
  readonly align: 'left' | 'right' | 'center';
}

/** A table at the end that says what the rows above come to. */
export interface RegisterTotals {
  readonly title: string;
  readonly columns: readonly RegisterColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** A register as offices keep it on paper: one table over many pages of A4, landscape. */
export interface RegisterOf {
  readonly title: string;
  /** What stands below the title on the first page. */
  readonly facts: readonly string[];
  readonly columns: readonly RegisterColumn[];
  /** Several rows at a time; cells in the order of the columns, lines in them by `\n`. */
  rows(): Iterable<readonly (readonly string[])[]>;
  /** Asked when all rows are through. */
  totals(): readonly RegisterTotals[];
  /** Where somebody signs on paper: 制表人 … */
  readonly signers: readonly string[];
  readonly footer: string;
  readonly noRows: string;
  pageOf(page: number, count: number): string;
  readonly language: string;
  readonly program: ReportingProgram;
  readonly madeAt: Date;
}

const width = pageHeight;
const height = pageWidth;
const marginX = 11 * pointsPerMm;
const topY = height - 12 * pointsPerMm;
const bottomY = 16 * pointsPerMm;
const footerY = 9 * pointsPerMm;

const size = 7.5;
const leading = 10;
const padX = 2.2;
const padY = 2.6;
/** What somebody put into one cell does not push the others off the page. */
const mostLines = 8;

interface Style {
  readonly weight: Weight;
  readonly size: number;
}
const body: Style = { weight: 'regular', size };
const strong: Style = { weight: 'bold', size };

const fontNames: Readonly<Record<Weight, string>> = { regular: 'F1', bold: 'F2' };
const round = (value: number) => String(Math.round(value * 100) / 100);

/** Writes text as a content stream does. Each character is looked up in the font once. */
function createInk(fonts: Readonly<Record<Weight, ReportFont>>) {
  const codes: Record<Weight, Map<string, string>> = { regular: new Map(), bold: new Map() };
  const hexOf = (text: string, weight: Weight) => {
    const known = codes[weight];
    let hex = '';
    for (const character of text) {
      let code = known.get(character);
      if (code === undefined) {
        code = fonts[weight].embedded.encodeText(character).asString();
        known.set(character, code);
      }
      hex += code;
    }
    return hex;
  };
  const widthOf = (text: string, style: Style) => fonts[style.weight].widthOf(text, style.size);
  return {
    widthOf,
    text(text: string, x: number, baseline: number, { weight, size }: Style): string {
      if (text === '') return '';
      return `BT /${fontNames[weight]} ${size} Tf ${round(x)} ${round(baseline)} Td <${hexOf(text, weight)}> Tj ET\n`;
    },
    linesOf(text: string, widthPt: number, style: Style): string[] {
      const font = fonts[style.weight];
      const lines = text
        .split('\n')
        .flatMap((line) => breakLines(font.showable(line), widthPt, (part) => widthOf(part, style)));
      return lines.length > mostLines ? [...lines.slice(0, mostLines - 1), '……'] : lines;
    },
  };
}
type Ink = ReturnType<typeof createInk>;

/** Pages that fill from the top. Only what is written on the page at hand is in memory as text. */
function createPages(document: PDFDocument, head: () => string) {
  const bodies: PDFRef[] = [];
  let content = '';
  let y = topY;
  const streamOf = (text: string) => {
    const bytes = deflateSync(text);
    const dictionary = document.context.obj({ Filter: 'FlateDecode', Length: bytes.length });
    return document.context.register(PDFRawStream.of(dictionary, bytes));
  };
  function turn(): void {
    bodies.push(streamOf(content));
    content = '';
    y = topY;
  }
  return {
    bodies,
    streamOf,
    y: () => y,
    /** Puts something of that height on the page at hand, or on the next with its head. */
    put(blockHeight: number, draw: (top: number) => string, repeatsHead: boolean): void {
      if (y - blockHeight < bottomY && y < topY) {
        turn();
        if (repeatsHead) content += head();
      }
      content += draw(y);
      y -= blockHeight;
    },
    /** Begins a new page where less is left and a page has so much. */
    reserve(blockHeight: number): void {
      if (y - blockHeight < bottomY && blockHeight <= topY - bottomY) turn();
    },
    /** Takes room for what `head` has drawn. */
    lower(by: number): void {
      y -= by;
    },
    end: turn,
  };
}
type Pages = ReturnType<typeof createPages>;

interface Row {
  readonly height: number;
  draw(top: number): string;
}

/** A row of a table with lines around its cells. */
function rowOf(ink: Ink, columns: readonly RegisterColumn[], cells: readonly string[], style: Style): Row {
  const lines = columns.map(({ widthMm }, index) =>
    ink.linesOf(cells[index] ?? '', widthMm * pointsPerMm - 2 * padX, style),
  );
  const rowHeight = Math.max(...lines.map(({ length }) => length)) * leading + 2 * padY;
  return {
    height: rowHeight,
    draw(top) {
      let boxes = '';
      let texts = '';
      let x = marginX;
      for (const [index, { widthMm, align }] of columns.entries()) {
        const columnWidth = widthMm * pointsPerMm;
        boxes += `${round(x)} ${round(top - rowHeight)} ${round(columnWidth)} ${round(rowHeight)} re\n`;
        for (const [number, line] of (lines[index] ?? []).entries()) {
          const room = columnWidth - 2 * padX - ink.widthOf(line, style);
          const shift = align === 'left' ? 0 : align === 'right' ? room : room / 2;
          texts += ink.text(line, x + padX + shift, top - padY - size * 0.95 - number * leading, style);
        }
        x += columnWidth;
      }
      // The head of a table is grey.
      const paint = style.weight === 'bold' ? '0.93 g' : '1 g';
      return `q 0.4 w 0.35 G ${paint}\n${boxes}B\n0 g\n${texts}Q\n`;
    },
  };
}

function writeTotals(ink: Ink, pages: Pages, totals: readonly RegisterTotals[]): void {
  for (const { title, columns, rows } of totals) {
    const titles = rowOf(
      ink,
      columns,
      columns.map((column) => column.title),
      strong,
    );
    const drawn = rows.map((cells) => rowOf(ink, columns, cells, body));
    const titleHeight = 20 + titles.height;
    // On one page, where it fits on one.
    pages.reserve(drawn.reduce((sum, row) => sum + row.height, titleHeight));
    pages.put(
      titleHeight,
      (top) => ink.text(title, marginX, top - 14, { weight: 'bold', size: 9.5 }) + titles.draw(top - 20),
      false,
    );
    for (const row of drawn) pages.put(row.height, row.draw, false);
  }
}

function writeSigners(ink: Ink, pages: Pages, signers: readonly string[]): void {
  if (signers.length === 0) return;
  const style: Style = { weight: 'regular', size: 9.5 };
  const step = (width - 2 * marginX) / signers.length;
  pages.put(
    44,
    (top) =>
      signers
        .map((signer, index) => {
          const x = marginX + index * step;
          const lineX = x + ink.widthOf(signer, style) + 4;
          return `${ink.text(signer, x, top - 36, style)}q 0.5 w ${round(lineX)} ${round(top - 38)} m ${round(x + step - 14)} ${round(top - 38)} l S Q\n`;
        })
        .join(''),
    false,
  );
}

/** Adds the pages, now that it is known how many there are. */
function bindPages(
  document: PDFDocument,
  ink: Ink,
  fonts: Readonly<Record<Weight, ReportFont>>,
  pages: Pages,
  of: RegisterOf,
): void {
  const style: Style = { weight: 'regular', size: 8 };
  for (const [index, bodyRef] of pages.bodies.entries()) {
    const number = of.pageOf(index + 1, pages.bodies.length);
    const right = width - marginX - ink.widthOf(number, style);
    const footer = ink.text(of.footer, marginX, footerY, style) + ink.text(number, right, footerY, style);
    const page = document.addPage([width, height]);
    for (const weight of ['regular', 'bold'] as const)
      page.node.setFontDictionary(PDFName.of(fontNames[weight]), fonts[weight].embedded.ref);
    page.node.set(PDFName.of('Contents'), document.context.obj([bodyRef, pages.streamOf(footer)]));
  }
}

/** The register as a PDF, fonts embedded. @param onRows how many rows are through */
export async function writeRegisterPdf(of: RegisterOf, onRows: (count: number) => void): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const fonts = await embedReportFonts(document);
  const ink = createInk(fonts);
  const titles = rowOf(
    ink,
    of.columns,
    of.columns.map((column) => column.title),
    strong,
  );
  const pages = createPages(document, () => {
    const drawn = titles.draw(topY);
    pages.lower(titles.height);
    return drawn;
  });
  const titleStyle: Style = { weight: 'bold', size: 18 };
  pages.put(
    28,
    (top) => ink.text(of.title, (width - ink.widthOf(of.title, titleStyle)) / 2, top - 18, titleStyle),
    false,
  );
  const factStyle: Style = { weight: 'regular', size: 8.5 };
  for (const fact of of.facts)
    for (const line of ink.linesOf(fact, width - 2 * marginX, factStyle))
      pages.put(12.5, (top) => ink.text(line, marginX, top - 9, factStyle), false);
  pages.lower(3);
  pages.put(titles.height, titles.draw, false);
  let count = 0;
  for (const rows of of.rows()) {
    for (const cells of rows) {
      const row = rowOf(ink, of.columns, cells, body);
      pages.put(row.height, row.draw, true);
    }
    count += rows.length;
    onRows(count);
  }
  if (count === 0) pages.put(24, (top) => ink.text(of.noRows, marginX + padX, top - 14, factStyle), false);
  writeTotals(ink, pages, of.totals());
  writeSigners(ink, pages, of.signers);
  pages.end();
  bindPages(document, ink, fonts, pages, of);
  document.setTitle(of.title, { showInWindowTitleBar: true });
  document.setLanguage(of.language);
  document.setCreator(`${of.program.name} ${of.program.version}`);
  document.setProducer(`${of.program.name} ${of.program.version}`);
  document.setCreationDate(of.madeAt);
  document.setModificationDate(of.madeAt);
  return document.save();
}
