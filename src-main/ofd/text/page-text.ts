import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { type OfdDocument, readBox, readWholePage } from '../structure/document.ts';
import { pageOf } from '../structure/page-area.ts';
import { attributeOf, childrenOf, descendantsOf, isFault, type XmlElement } from '../xml/read-xml.ts';
import { readDeltas } from './deltas.ts';

/** A sign, or several, on a page as displayed. Lengths in millimetres from the top-left corner; the same shape as that of a PDF. */
export interface TextRun {
  readonly text: string;
  /** Where the first sign stands, on the base line; of text that runs down, the middle of its top. */
  readonly xMm: number;
  readonly yMm: number;
  /** The direction in which it runs, of length 1; y grows downwards. */
  readonly direction: readonly [x: number, y: number];
  readonly lengthMm: number;
  readonly heightMm: number;
  readonly runsDown: boolean;
  readonly endsLine: boolean;
}

/** From the coordinates of an object to those of its page. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];

function readMatrix(text: string | undefined): Matrix {
  const [a, b, c, d, e, f, ...others] = (text ?? '').trim().split(/\s+/).map(Number);
  const isWhole = a !== undefined && b !== undefined && c !== undefined && d !== undefined && e !== undefined;
  if (!isWhole || f === undefined || others.length > 0) return identity;
  return [a, b, c, d, e, f].every(Number.isFinite) ? [a, b, c, d, e, f] : identity;
}

/** Where a base line stands in the height of a sign, from its top. */
const aboveBaseLine = 0.85;
/** Nobody sees it. */
const isUnseen = (object: XmlElement): boolean =>
  /^(?:false|0)$/i.test(attributeOf(object, 'Visible') ?? '') || attributeOf(object, 'Alpha') === '0';

/** Signs of the common scripts that are half as wide as high, where nothing says how wide. */
const isNarrow = (sign: string): boolean => (sign.codePointAt(0) ?? 0) < 0x300;

const numberOf = (element: XmlElement, name: string): number | null => {
  const text = attributeOf(element, name);
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) ? value : null;
};

/** The signs of a TextObject (GB/T 33190-2016, 11.2 and 11.3), each with its place. */
function runsOf(object: XmlElement): TextRun[] {
  const boundary = readBox(attributeOf(object, 'Boundary'));
  const size = numberOf(object, 'Size') ?? 0;
  if (!boundary || size <= 0 || isUnseen(object)) return [];
  const [a, b, c, d, e, f] = readMatrix(attributeOf(object, 'CTM'));
  const place = (x: number, y: number) =>
    [boundary.left + a * x + c * y + e, boundary.top + b * x + d * y + f] as const;
  const wide = Math.hypot(a, b);
  const high = Math.hypot(c, d);
  if (wide === 0 || high === 0) return [];
  const across = size * (numberOf(object, 'HScale') ?? 1);
  const runs: TextRun[] = [];
  let [x, y] = [0, 0];
  for (const code of childrenOf(object, 'TextCode')) {
    x = numberOf(code, 'X') ?? x;
    y = numberOf(code, 'Y') ?? y;
    const [alongX, alongY] = [readDeltas(attributeOf(code, 'DeltaX')), readDeltas(attributeOf(code, 'DeltaY'))];
    const runsDown = alongX.every((one) => one === 0) && alongY.some((one) => one > 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is laid out for whoever reads the file is no sign.
    const signs = Array.from(code.text.replace(/[\u0000-\u001f]/g, ''));
    for (const [index, text] of signs.entries()) {
      const usual = isNarrow(text) ? across / 2 : across;
      const [dx, dy] = [alongX[index], alongY[index]];
      const stepX = runsDown ? 0 : (dx ?? (alongX.length > 0 ? usual : alongY.length > 0 ? 0 : usual));
      const stepY = dy ?? (runsDown ? size : 0);
      const [xMm, yMm] = runsDown ? place(x + across / 2, y - size * aboveBaseLine) : place(x, y);
      const along = runsDown ? ([c / high, d / high] as const) : ([a / wide, b / wide] as const);
      const lengthMm = runsDown ? size * high : Math.min(usual, stepX > 0 ? stepX : usual) * wide;
      runs.push({
        text,
        xMm,
        yMm,
        direction: along,
        lengthMm,
        heightMm: runsDown ? across * wide : size * high,
        runsDown,
        endsLine: false,
      });
      x += stepX;
      y += stepY;
    }
  }
  return runs;
}

function templatesOf(pack: OfdPackage, document: OfdDocument, page: XmlElement): XmlElement[] {
  const known = childrenOf(document.xml, 'CommonData').flatMap((common) => childrenOf(common, 'TemplatePage'));
  return childrenOf(page, 'Template').flatMap((used) => {
    const template = known.find((one) => attributeOf(one, 'ID') === attributeOf(used, 'TemplateID'));
    const location = template && attributeOf(template, 'BaseLoc');
    const path = location === undefined ? null : resolvePartPath(document.path, location);
    const xml = path === null ? null : readWholePage(pack, path);
    return xml === null || isFault(xml) ? [] : [xml];
  });
}

/**
 * What is written on a page and on the templates under it, a run for each sign: objects that nobody sees are left out.
 * @throws AppError PAGE_OUT_OF_RANGE, OFD_DAMAGED, OFD_LIMIT
 */
export function readPageText(pack: OfdPackage, document: OfdDocument, number: number): TextRun[] {
  const { path } = pageOf(document, number);
  const xml = path === null ? { fault: `page ${number} is outside the package` } : readWholePage(pack, path);
  if (isFault(xml)) throw damaged(xml.fault);
  return [...templatesOf(pack, document, xml), xml].flatMap((one) =>
    childrenOf(one, 'Content').flatMap((content) => descendantsOf(content, 'TextObject').flatMap(runsOf)),
  );
}
