import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextRun } from './text-run.ts';

const mmPerPoint = 25.4 / 72;
/** A page of the densest print has a tenth. */
const maxRuns = 100_000;
const maxTextLength = 1_000_000;

/** What is written on a page and in its fields, in the order of its content. Throws where it is more than a page holds. */
export async function textRunsOf(page: PDFPageProxy): Promise<TextRun[]> {
  const { transform } = page.getViewport({ scale: mmPerPoint });
  const { items, styles } = await page.getTextContent({ disableNormalization: true });
  if (items.length > maxRuns) throw new Error('the page has too much text');
  const runs: TextRun[] = [];
  let length = 0;
  for (const item of items) {
    if (!('str' in item)) continue;
    length += item.str.length;
    if (length > maxTextLength) throw new Error('the page has too much text');
    const runsDown = styles[item.fontName]?.vertical ?? false;
    runs.push(runOf(item, multiply(transform, item.transform), lengthOfOne(transform), runsDown));
  }
  return [...runs, ...(await fieldRunsOf(page, transform))];
}

type Matrix = readonly number[];

function multiply(
  [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: Matrix,
  [g = 0, h = 0, i = 0, j = 0, k = 0, l = 0]: Matrix,
) {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f] as const;
}

/** What one unit of user space is in millimetres. */
const lengthOfOne = ([a = 0, b = 0]: Matrix) => Math.hypot(a, b);

interface Item {
  readonly str: string;
  readonly width: number;
  readonly height: number;
  readonly hasEOL: boolean;
}

function runOf(
  { str, width, height, hasEOL }: Item,
  [a, b, c, d, x, y]: readonly [number, number, number, number, number, number],
  unit: number,
  runsDown: boolean,
): TextRun {
  const along = runsDown ? [-c, -d] : [a, b];
  const [dx = 1, dy = 0] = along;
  const size = Math.hypot(dx, dy) || 1;
  return {
    text: str,
    xMm: x,
    yMm: y,
    direction: [dx / size, dy / size],
    lengthMm: (runsDown ? height : width) * unit,
    heightMm: runsDown ? Math.hypot(a, b) : Math.hypot(c, d),
    runsDown,
    endsLine: hasEOL,
  };
}

interface Field {
  readonly subtype?: unknown;
  readonly fieldType?: unknown;
  readonly fieldValue?: unknown;
  readonly hidden?: unknown;
  readonly rect?: unknown;
}

/** The values of text fields, each as one line from the left side of its rectangle. */
async function fieldRunsOf(page: PDFPageProxy, transform: Matrix): Promise<TextRun[]> {
  const annotations: Field[] = await page.getAnnotations({ intent: 'display' });
  return annotations.slice(0, maxRuns).flatMap(({ subtype, fieldType, fieldValue, hidden, rect }) => {
    const isText = subtype === 'Widget' && fieldType === 'Tx' && hidden !== true;
    if (!isText || typeof fieldValue !== 'string' || fieldValue === '' || !Array.isArray(rect)) return [];
    const [left = 0, bottom = 0, right = 0, top = 0] = rect.map(Number);
    const [, , , , x1, y1] = multiply(transform, [1, 0, 0, 1, left, bottom]);
    const [, , , , x2, y2] = multiply(transform, [1, 0, 0, 1, right, top]);
    const height = Math.abs(y2 - y1);
    const place = { xMm: Math.min(x1, x2), yMm: Math.max(y1, y2) - height / 4, heightMm: height / 2 };
    const lengthMm = Math.min(Math.abs(x2 - x1), fieldValue.length * place.heightMm);
    return [{ text: fieldValue, ...place, direction: [1, 0], lengthMm, runsDown: false, endsLine: true } as const];
  });
}
