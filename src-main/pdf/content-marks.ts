import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { contentOperations, type Operand } from './content-tokens.ts';
import type { PdfDocument } from './document.ts';
import type { Box } from './pages.ts';

/** [a b c d e f] (ISO 32000-2, 8.3.3). */
export type Matrix = readonly [number, number, number, number, number, number];

/** Something that a content stream paints, by the box that it lies in. */
export interface Mark {
  readonly kind: 'text' | 'fill' | 'stroke' | 'image' | 'shading';
  readonly box: Box;
  /** Whether what lies under it cannot be seen. */
  readonly opaque: boolean;
  /** Red, green and blue from 0 to 1, where it is painted in one colour that is known. */
  readonly colour: Colour | null;
  /** Of an image. */
  readonly imageRef: PDFRef | null;
}

export type Colour = readonly [red: number, green: number, blue: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];
const markLimit = 20_000;
const operationLimit = 400_000;
const depthLimit = 6;
const contentLimitBytes = 8 << 20;
/** Of the font size, for want of the font's own widths. */
const averageGlyphWidth = 0.5;

const name = (text: string) => PDFName.of(text);

/** `first`, then `second`. */
export function multiply(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [A, B, C, D, E, F] = second;
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

/** The box around a box that a matrix moved. */
export function transformBox([left, bottom, right, top]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const xs = [left, right].flatMap((x) => [bottom, top].map((y) => a * x + c * y + e));
  const ys = [left, right].flatMap((x) => [bottom, top].map((y) => b * x + d * y + f));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function matrixOf(document: PdfDocument, object: PDFObject | undefined): Matrix {
  const items = document.array(object)?.asArray() ?? [];
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = items.map((item) => {
    const value = document.resolve(item);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const matrix: Matrix = [a, b, c, d, e, f];
  return items.length === 6 && matrix.every(Number.isFinite) ? matrix : identity;
}

interface State {
  matrix: Matrix;
  opacity: number;
  blends: boolean;
  fill: Colour | null;
  stroke: Colour | null;
}

function grey(value: number): Colour {
  return [value, value, value];
}

function colourOf(operands: readonly Operand[]): Colour | null {
  const numbers = operands.filter((operand) => typeof operand === 'number');
  if (numbers.length !== operands.length) return null;
  const [first = 0, second = 0, third = 0, fourth = 0] = numbers;
  if (numbers.length === 1) return grey(first);
  if (numbers.length === 3) return [first, second, third];
  if (numbers.length === 4)
    return [(1 - first) * (1 - fourth), (1 - second) * (1 - fourth), (1 - third) * (1 - fourth)];
  return null;
}

/** How many more operations and marks may be looked at. */
interface Budget {
  operations: number;
  marks: number;
}

/**
 * What a content stream paints, in the coordinates that `matrix` leads to. Null where it cannot be followed to its end: too long, or
 * damaged. Clipping is not followed: a mark may be larger here than on the page.
 */
export function contentMarks(
  document: PdfDocument,
  content: Uint8Array,
  resources: PDFDict | undefined,
  matrix: Matrix,
): Mark[] | null {
  const budget = { operations: operationLimit, marks: markLimit };
  const marks: Mark[] = [];
  try {
    const initial: State = { matrix, opacity: 1, blends: false, fill: grey(0), stroke: grey(0) };
    return paint(document, content, resources, initial, 0, budget, marks) ? marks : null;
  } catch {
    return null;
  }
}

/** The decoded data of one content stream, or of several one after the other. Throws PDF_DAMAGED. */
export function contentData(document: PdfDocument, object: PDFObject | undefined): Uint8Array {
  const parts = document.array(object)?.asArray() ?? [object];
  const data: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    if (!(part instanceof PDFRef) || !document.load(part)) continue;
    const decoded = document.streamData(part, contentLimitBytes - length);
    length += decoded.length + 1;
    data.push(decoded, Uint8Array.of(0x0a));
  }
  return Buffer.concat(data);
}

function paint(
  document: PdfDocument,
  content: Uint8Array,
  resources: PDFDict | undefined,
  initial: State,
  depth: number,
  budget: Budget,
  marks: Mark[],
): boolean {
  if (depth > depthLimit) return false;
  let state: State = { ...initial };
  const saved: State[] = [];
  let path: Box | null = null;
  let textMatrix = identity;
  let lineMatrix = identity;
  let fontSize = 0;
  let leading = 0;

  const add = (
    kind: Mark['kind'],
    box: Box,
    colour: Colour | null,
    isOpaque = true,
    imageRef: PDFRef | null = null,
  ) => {
    budget.marks -= 1;
    const opaque = isOpaque && !state.blends && state.opacity > 0.5;
    if (state.opacity > 0) marks.push({ kind, box: transformBox(box, state.matrix), opaque, colour, imageRef });
  };
  const extend = (x: number, y: number) => {
    path = path
      ? [Math.min(path[0], x), Math.min(path[1], y), Math.max(path[2], x), Math.max(path[3], y)]
      : [x, y, x, y];
  };
  const resource = (kind: string, operand: Operand | undefined): PDFObject | undefined => {
    if (operand === null || typeof operand !== 'object' || !('name' in operand)) return undefined;
    return document.dict(resources?.get(name(kind)))?.get(name(operand.name));
  };
  const showText = (bytes: number) => {
    const width = bytes * fontSize * averageGlyphWidth;
    const box = transformBox([0, -fontSize * 0.2, width, fontSize * 0.8], textMatrix);
    if (bytes > 0) add('text', box, state.fill, false);
    textMatrix = multiply([1, 0, 0, 1, width, 0], textMatrix);
  };
  const nextLine = (x: number, y: number) => {
    lineMatrix = multiply([1, 0, 0, 1, x, y], lineMatrix);
    textMatrix = lineMatrix;
  };
  const applyGraphicsState = (dict: PDFDict | undefined) => {
    const alpha = document.resolve(dict?.get(name('ca')));
    if (alpha instanceof PDFNumber) state.opacity = alpha.asNumber();
    const blend = dict?.get(name('BM'));
    if (blend !== undefined) state.blends = /\b(Multiply|Darken)\b/.test(String(document.resolve(blend)));
  };
  const paintXObject = (object: PDFObject | undefined): boolean => {
    if (!(object instanceof PDFRef)) return true;
    const dict = document.dict(object);
    if (!dict) return true;
    if (dict.get(name('Subtype')) === name('Image')) {
      const isMasked =
        dict.has(name('SMask')) || dict.has(name('Mask')) || String(dict.get(name('ImageMask'))) === 'true';
      add('image', [0, 0, 1, 1], null, !isMasked, object);
      return true;
    }
    const inner = { ...state, matrix: multiply(matrixOf(document, dict.get(name('Matrix'))), state.matrix) };
    const own = document.dict(dict.get(name('Resources'))) ?? resources;
    return paint(document, contentData(document, object), own, inner, depth + 1, budget, marks);
  };

  for (const { operator, operands } of contentOperations(content)) {
    budget.operations -= 1;
    if (budget.operations < 0 || budget.marks < 0) return false;
    const numbers = operands.map((operand) => (typeof operand === 'number' ? operand : 0));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    switch (operator) {
      case 'q':
        saved.push({ ...state });
        break;
      case 'Q':
        state = saved.pop() ?? state;
        break;
      case 'cm':
        state.matrix = multiply([a, b, c, d, e, f], state.matrix);
        break;
      case 'gs':
        applyGraphicsState(document.dict(resource('ExtGState', operands[0])));
        break;
      case 'g':
      case 'rg':
      case 'k':
      case 'sc':
      case 'scn':
        state.fill = colourOf(operands);
        break;
      case 'G':
      case 'RG':
      case 'K':
      case 'SC':
      case 'SCN':
        state.stroke = colourOf(operands);
        break;
      case 'm':
      case 'l':
        extend(a, b);
        break;
      case 'c':
        extend(a, b);
        extend(c, d);
        extend(e, f);
        break;
      case 'v':
      case 'y':
        extend(a, b);
        extend(c, d);
        break;
      case 're':
        extend(a, b);
        extend(a + c, b + d);
        break;
      case 'f':
      case 'F':
      case 'f*':
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
        if (path) add('fill', path, state.fill);
        path = null;
        break;
      case 'S':
      case 's':
        if (path) add('stroke', path, state.stroke, false);
        path = null;
        break;
      case 'n':
        path = null;
        break;
      case 'BT':
        textMatrix = identity;
        lineMatrix = identity;
        break;
      case 'Tf':
        fontSize = b;
        break;
      case 'TL':
        leading = a;
        break;
      case 'Td':
        nextLine(a, b);
        break;
      case 'TD':
        leading = -b;
        nextLine(a, b);
        break;
      case 'Tm':
        lineMatrix = [a, b, c, d, e, f];
        textMatrix = lineMatrix;
        break;
      case 'T*':
        nextLine(0, -leading);
        break;
      case "'":
      case '"':
        nextLine(0, -leading);
        showText(lengthOf(operands.at(-1)));
        break;
      case 'Tj':
        showText(lengthOf(operands[0]));
        break;
      case 'TJ':
        for (const item of Array.isArray(operands[0]) ? operands[0] : []) {
          if (typeof item !== 'number') showText(lengthOf(item));
          else textMatrix = multiply([1, 0, 0, 1, (-item / 1000) * fontSize, 0], textMatrix);
        }
        break;
      case 'sh':
        add('shading', path ?? [-1e6, -1e6, 1e6, 1e6], null);
        break;
      case 'ID':
        add('image', [0, 0, 1, 1], null);
        break;
      case 'Do':
        if (!paintXObject(resource('XObject', operands[0]))) return false;
        break;
      default:
        break;
    }
  }
  return true;
}

function lengthOf(operand: Operand | undefined): number {
  return operand !== null && typeof operand === 'object' && 'stringBytes' in operand ? operand.stringBytes : 0;
}
