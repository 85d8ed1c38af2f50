import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { boxOf } from '../pages/annotation-box.ts';
import { identity, keepsBoxes, type Matrix, matrixOf, multiply, transformBox } from '../pages/matrix.ts';
import type { Box } from '../pages/pages.ts';
import { type Colour, deviceSpace, readColourSpace } from './colour-space.ts';
import { createContentState, type PaintState } from './content-state.ts';
import { contentOperations, type Operand, type Operation } from './content-tokens.ts';
import { formOperations } from './form-operations.ts';
import type { Painting, PathStep } from './painting.ts';

const maxPaintings = 20_000;
const maxOperations = 400_000;
const maxDepth = 6;
/** Of the font size, for want of the font's own widths. */
const averageGlyphWidth = 0.5;
const invisibleModes = new Set([3, 7]);

const name = (text: string) => PDFName.of(text);

/**
 * Follows a content stream and hands over what it paints, in order; `matrix` leads from its coordinates to those that are wanted. False
 * where it cannot be followed to its end, for it is too long. Throws PDF_DAMAGED. Of clipping only the box is followed.
 */
export function followContent(
  document: PdfDocument,
  content: Uint8Array,
  resources: PDFDict | undefined,
  matrix: Matrix,
  onPainting: (painting: Painting) => void,
): boolean {
  const walk: Walk = { document, operations: maxOperations, paintings: maxPaintings, onPainting };
  return follow(walk, contentOperations(content), resources, createContentState(matrix), 0);
}

/** How much more may be looked at, and who looks. */
interface Walk {
  readonly document: PdfDocument;
  operations: number;
  paintings: number;
  readonly onPainting: (painting: Painting) => void;
}

function intersect(first: Box | null, second: Box): Box {
  if (!first) return second;
  const left = Math.max(first[0], second[0]);
  const bottom = Math.max(first[1], second[1]);
  return [left, bottom, Math.max(left, Math.min(first[2], second[2])), Math.max(bottom, Math.min(first[3], second[3]))];
}

function follow(
  walk: Walk,
  content: Iterable<Operation>,
  resources: PDFDict | undefined,
  initial: PaintState,
  depth: number,
): boolean {
  if (depth > maxDepth) return false;
  const { document } = walk;
  let state: PaintState = { ...initial };
  const saved: PaintState[] = [];
  let path: PathStep[] = [];
  let box: Box | null = null;
  let point: readonly [number, number] = [0, 0];
  let clips = false;
  let textMatrix = identity;
  let lineMatrix = identity;

  const add = (kind: Painting['kind'], area: Box, about: Partial<Painting> = {}) => {
    walk.paintings -= 1;
    const { matrix, blends, clip, isClipExact, lineWidth } = state;
    const opacity = kind === 'stroke' ? state.strokeOpacity : state.opacity;
    if (opacity <= 0) return;
    const base = { kind, box: area, matrix, path: [], evenOdd: false, lineWidth, colour: null, opacity, blends };
    walk.onPainting({ ...base, clip, isClipExact, isInvisible: false, imageRef: null, ...about });
  };
  const extend = (x: number, y: number) => {
    box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y];
  };
  const curve = (...[a, b, c, d, e, f]: Matrix) => {
    extend(a, b);
    extend(c, d);
    extend(e, f);
    path.push(['c', a, b, c, d, e, f]);
    point = [e, f];
  };
  const endPath = () => {
    if (clips && box) {
      state.clip = intersect(state.clip, transformBox(box, state.matrix));
      state.isClipExact &&= keepsBoxes(state.matrix);
    }
    clips = false;
    path = [];
    box = null;
  };
  const fill = (evenOdd: boolean) => {
    if (!box) return;
    if (state.fillPattern) paintPattern(state.fillPattern, box);
    else add('fill', box, { path, evenOdd, colour: state.fill });
  };
  const stroke = () => {
    if (box) add('stroke', box, { path, colour: state.stroke });
  };
  const resource = (kind: string, operand: Operand | undefined): PDFObject | undefined => {
    if (operand === null || typeof operand !== 'object' || !('name' in operand)) return undefined;
    return document.dict(resources?.get(name(kind)))?.get(name(operand.name));
  };
  const showText = (bytes: number) => {
    const size = state.fontSize;
    const width = bytes * size * averageGlyphWidth;
    const isInvisible = invisibleModes.has(state.textMode);
    const matrix = multiply(textMatrix, state.matrix);
    if (bytes > 0) add('text', [0, -size * 0.2, width, size * 0.8], { matrix, colour: state.fill, isInvisible });
    textMatrix = multiply([1, 0, 0, 1, width, 0], textMatrix);
  };
  const nextLine = (x: number, y: number) => {
    lineMatrix = multiply([1, 0, 0, 1, x, y], lineMatrix);
    textMatrix = lineMatrix;
  };
  const spaceOf = (operand: Operand | undefined) =>
    operand !== null && typeof operand === 'object' && 'name' in operand
      ? readColourSpace(document, name(operand.name), resources)
      : null;
  const applyGraphicsState = (dict: PDFDict | undefined) => {
    const alpha = document.resolve(dict?.get(name('ca')));
    if (alpha instanceof PDFNumber) state.opacity = alpha.asNumber();
    const strokeAlpha = document.resolve(dict?.get(name('CA')));
    if (strokeAlpha instanceof PDFNumber) state.strokeOpacity = strokeAlpha.asNumber();
    const blend = dict?.get(name('BM'));
    if (blend !== undefined) state.blends = /\b(Multiply|Darken)\b/.test(String(document.resolve(blend)));
  };
  const paintForm = (object: PDFRef, dict: PDFDict): boolean => {
    const matrix = multiply(matrixOf(document, dict.get(name('Matrix'))), state.matrix);
    const bounds = boxOf(document, dict.get(name('BBox')));
    const clip = bounds ? intersect(state.clip, transformBox(bounds, matrix)) : state.clip;
    const isClipExact = state.isClipExact && bounds !== null && keepsBoxes(matrix);
    const own = document.dict(dict.get(name('Resources'))) ?? resources;
    return follow(walk, formOperations(document, object), own, { ...state, matrix, clip, isClipExact }, depth + 1);
  };
  const paintXObject = (object: PDFObject | undefined): boolean => {
    if (!(object instanceof PDFRef)) return true;
    const dict = document.dict(object);
    if (!dict) return true;
    if (dict.get(name('Subtype')) !== name('Image')) return paintForm(object, dict);
    add('image', [0, 0, 1, 1], { imageRef: object, colour: state.fill });
    return true;
  };
  /** One cell of a tiling pattern (ISO 32000-2, 8.7.3): where it repeats, the others look the same. */
  const paintPattern = (object: PDFRef, area: Box) => {
    const dict = document.dict(object);
    const clip = intersect(state.clip, transformBox(area, state.matrix));
    if (!dict || document.load(object)?.dataOffset == null) {
      add('fill', area, { path });
      return;
    }
    const matrix = multiply(matrixOf(document, dict.get(name('Matrix'))), initial.matrix);
    const own = document.dict(dict.get(name('Resources'))) ?? resources;
    const { opacity, strokeOpacity, blends } = state;
    const inner = { ...createContentState(matrix), clip, isClipExact: false, opacity, strokeOpacity, blends };
    follow(walk, formOperations(document, object), own, inner, depth + 1);
  };

  for (const { operator, operands } of content) {
    walk.operations -= 1;
    if (walk.operations < 0 || walk.paintings < 0) return false;
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
      case 'w':
        state.lineWidth = a;
        break;
      case 'cs':
        state.fillSpace = spaceOf(operands[0]);
        state.fill = state.fillSpace ? [0, 0, 0] : null;
        state.fillPattern = null;
        break;
      case 'CS':
        state.strokeSpace = spaceOf(operands[0]);
        state.stroke = state.strokeSpace ? [0, 0, 0] : null;
        break;
      case 'g':
      case 'rg':
      case 'k':
        state.fillSpace = null;
        state.fill = colourOf(operands, null);
        state.fillPattern = null;
        break;
      case 'sc':
      case 'scn': {
        const pattern = resource('Pattern', operands.at(-1));
        state.fillPattern = pattern instanceof PDFRef ? pattern : null;
        state.fill = colourOf(operands, state.fillSpace);
        break;
      }
      case 'G':
      case 'RG':
      case 'K':
        state.strokeSpace = null;
        state.stroke = colourOf(operands, null);
        break;
      case 'SC':
      case 'SCN':
        state.stroke = colourOf(operands, state.strokeSpace);
        break;
      case 'm':
      case 'l':
        extend(a, b);
        path.push([operator, a, b]);
        point = [a, b];
        break;
      case 'c':
        curve(a, b, c, d, e, f);
        break;
      case 'v':
        curve(...point, a, b, c, d);
        break;
      case 'y':
        curve(a, b, c, d, c, d);
        break;
      case 'h':
        path.push(['h']);
        break;
      case 're':
        extend(a, b);
        extend(a + c, b + d);
        path.push(['m', a, b], ['l', a + c, b], ['l', a + c, b + d], ['l', a, b + d], ['h']);
        break;
      case 'W':
      case 'W*':
        clips = true;
        break;
      case 'f':
      case 'F':
      case 'f*':
        fill(operator === 'f*');
        endPath();
        break;
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
        if (operator.startsWith('b')) path.push(['h']);
        fill(operator.endsWith('*'));
        stroke();
        endPath();
        break;
      case 'S':
      case 's':
        if (operator === 's') path.push(['h']);
        stroke();
        endPath();
        break;
      case 'n':
        endPath();
        break;
      case 'BT':
        textMatrix = identity;
        lineMatrix = identity;
        break;
      case 'Tf':
        state.fontSize = b;
        break;
      case 'TL':
        state.leading = a;
        break;
      case 'Tr':
        state.textMode = a;
        break;
      case 'Td':
        nextLine(a, b);
        break;
      case 'TD':
        state.leading = -b;
        nextLine(a, b);
        break;
      case 'Tm':
        lineMatrix = [a, b, c, d, e, f];
        textMatrix = lineMatrix;
        break;
      case 'T*':
        nextLine(0, -state.leading);
        break;
      case "'":
      case '"':
        nextLine(0, -state.leading);
        showText(lengthOf(operands.at(-1)));
        break;
      case 'Tj':
        showText(lengthOf(operands[0]));
        break;
      case 'TJ':
        for (const item of Array.isArray(operands[0]) ? operands[0] : []) {
          if (typeof item !== 'number') showText(lengthOf(item));
          else textMatrix = multiply([1, 0, 0, 1, (-item / 1000) * state.fontSize, 0], textMatrix);
        }
        break;
      case 'sh':
        add('shading', box ?? [-1e6, -1e6, 1e6, 1e6]);
        break;
      case 'ID':
        add('image', [0, 0, 1, 1]);
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

/** Without a space, the one that has so many components. */
function colourOf(operands: readonly Operand[], space: PaintState['fillSpace']): Colour | null {
  const numbers = operands.filter((operand) => typeof operand === 'number');
  if (numbers.length !== operands.length || numbers.length === 0) return null;
  return (space ?? deviceSpace(numbers.length)).toRgb(numbers);
}

function lengthOf(operand: Operand | undefined): number {
  return operand !== null && typeof operand === 'object' && 'stringBytes' in operand ? operand.stringBytes : 0;
}
