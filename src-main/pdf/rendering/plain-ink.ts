import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { appearanceMatrix } from '../annotation-appearance.ts';
import type { PdfDocument } from '../document.ts';
import { type Matrix, multiply, transformBox } from '../matrix.ts';
import type { Box } from '../pages.ts';
import { PlainPath, requireMatrix, requireThick, requireThickLine, requireThickOverlap } from './plain-geometry.ts';
import {
  numbersOf,
  plainStream,
  readState,
  require,
  requireImage,
  requireKeys,
  resourceDict,
  wordOf,
} from './plain-resources.ts';
import { type StrictOperation, strictOperations } from './strict-content.ts';

const name = (text: string) => PDFName.of(text);
const depthLimit = 8;
/** Forms that are drawn from forms multiply. */
const formLimit = 200;
/** Edges that are compared with each other. */
const pairLimit = 20_000_000;

const deviceSpaces: ReadonlyMap<string, number> = new Map([
  ['DeviceGray', 1],
  ['DeviceRGB', 3],
  ['DeviceCMYK', 4],
]);
const formKeys = new Set(
  'Type Subtype FormType BBox Matrix Resources Group Name Filter Length StructParent StructParents'.split(' '),
);
const resourceKinds = new Set('Font XObject ExtGState ColorSpace ProcSet'.split(' '));
const groupKeys = new Set(['Type', 'S', 'CS', 'I', 'K']);
const fontTypes = new Set(['/Type1', '/MMType1', '/TrueType', '/Type0']);
const intents = new Set(['AbsoluteColorimetric', 'RelativeColorimetric', 'Saturation', 'Perceptual']);
const paths = new Set('m l c v y h re'.split(' '));
const fills = new Set('f F f* B B* b b*'.split(' '));
const strokes = new Set('S s B B* b b*'.split(' '));
const betweenText = new Set('BT q Q cm Do m l c v y h re f F f* S s B B* b b* n W W*'.split(' '));
const withinText = new Set(`ET Td TD Tm T* Tj TJ ' "`.split(' '));
const showing = new Set(`Tj TJ ' "`.split(' '));

/** The part of the graphics state (ISO 32000-2, 8.4) on which it depends what is plain. */
interface State {
  readonly matrix: Matrix;
  /** Around what is not clipped, on the page; null where nothing is left. */
  readonly clip: Box | null;
  readonly lineWidth: number;
  readonly fillComponents: number;
  readonly strokeComponents: number;
  readonly fontSize: number;
}

interface Walk {
  readonly document: PdfDocument;
  forms: number;
  pairs: number;
}

/**
 * Whether every reader shows an appearance alike: its content has one reading only, its colours are those of devices, it blends as ink does
 * or not at all, and it has nothing so thin, large or distorted that readers reckon it differently. What is not known to be so is not plain.
 */
export function isPlainInk(document: PdfDocument, appearance: PDFRef, rect: Box): boolean {
  try {
    const form = document.dict(appearance);
    require(form !== undefined, 'no form');
    readForm(
      { document, forms: 0, pairs: pairLimit },
      appearance,
      { matrix: appearanceMatrix(document, form, rect), clip: rect },
      0,
    );
    return true;
  } catch {
    // Damaged streams end here too: what cannot be read is not plain.
    return false;
  }
}

/** @param place with the matrix from the space of the form to the page */
function readForm(walk: Walk, ref: PDFRef, place: Pick<State, 'matrix' | 'clip'>, depth: number): void {
  const { matrix } = place;
  const { document } = walk;
  walk.forms += 1;
  require(depth <= depthLimit && walk.forms <= formLimit, 'forms within forms');
  const { dict, data } = plainStream(document, ref);
  requireKeys(dict, formKeys);
  require(wordOf(document, dict, 'Subtype') === '/Form' && !dict.has(name('DecodeParms')), 'no form');
  requireMatrix(matrix);
  require(!dict.has(name('Matrix')) || numbersOf(document, dict.get(name('Matrix')))?.length === 6, 'Matrix');
  const [left = 0, bottom = 0, right = 0, top = 0, ...rest] = numbersOf(document, dict.get(name('BBox'))) ?? [];
  require(rest.length === 0 && left < right && bottom < top, 'BBox');
  requireThick(matrix, right - left, top - bottom);
  requireGroup(document, dict);
  const resources = dict.has(name('Resources')) ? resourceDict(document, dict.get(name('Resources'))) : null;
  if (resources) requireResources(document, resources);
  const clip = place.clip && requireThickOverlap(place.clip, transformBox([left, bottom, right, top], matrix));
  new FormReader(walk, resources, { matrix, clip }, depth).read(data);
}

function requireGroup(document: PdfDocument, form: PDFDict): void {
  if (!form.has(name('Group'))) return;
  const group = resourceDict(document, form.get(name('Group')));
  requireKeys(group, groupKeys);
  const space = wordOf(document, group, 'CS');
  require(wordOf(document, group, 'S') === '/Transparency', 'a group of another kind');
  require(space === null || deviceSpaces.has(space.slice(1)), 'the colours of a group');
  for (const key of ['I', 'K']) require([null, 'false'].includes(wordOf(document, group, key)), `a group with ${key}`);
}

function requireResources(document: PdfDocument, resources: PDFDict): void {
  // Default colour spaces would stand in for those of the device.
  const spaces = document.dict(resources.get(name('ColorSpace')));
  for (const key of spaces?.keys() ?? []) require(!/^(?:Default|Device)/.test(key.decodeText()), `the space ${key}`);
  for (const [key, value] of resources.entries()) {
    const isEmpty = document.dict(value)?.keys().length === 0;
    require(resourceKinds.has(key.decodeText()) || isEmpty, `resources of the kind ${key}`);
  }
}

class FormReader {
  readonly #walk: Walk;
  readonly #resources: PDFDict | null;
  readonly #depth: number;
  readonly #path: PlainPath;
  readonly #saved: State[] = [];
  #state: State;
  #text: Matrix | null = null;
  #marks = 0;
  #isClipping = false;

  constructor(walk: Walk, resources: PDFDict | null, place: Pick<State, 'matrix' | 'clip'>, depth: number) {
    this.#walk = walk;
    this.#resources = resources;
    this.#depth = depth;
    this.#path = new PlainPath(walk);
    this.#state = { ...place, lineWidth: 1, fillComponents: 1, strokeComponents: 1, fontSize: 0 };
  }

  read(content: Uint8Array): void {
    for (const operation of strictOperations(content)) {
      const { operator } = operation;
      require(!(this.#text ? betweenText : withinText).has(operator), `${operator} out of place`);
      const continues =
        paths.has(operator) || fills.has(operator) || strokes.has(operator) || /^(?:n|W\*?)$/.test(operator);
      require(continues || this.#path.isEmpty, `${operator} within a path`);
      if (continues) this.#paint(operation);
      else if (/^(?:T|BT|ET|'|")/.test(operator)) this.#readText(operation);
      else if (/^(?:g|rg|k|cs|scn?)$/i.test(operator)) this.#readColour(operation);
      else this.#readState(operation);
    }
    const isBalanced = this.#saved.length === 0 && this.#text === null && this.#marks === 0;
    require(isBalanced && this.#path.isEmpty, 'content that ends in the middle');
  }

  #resource(kind: string, key: string | undefined): PDFObject {
    const found = this.#walk.document.dict(this.#resources?.get(name(kind)))?.get(name(key ?? ''));
    require(found !== undefined, `${kind} ${key} is missing`);
    return found;
  }

  #paint({ operator, numbers }: StrictOperation): void {
    const { matrix, lineWidth, clip } = this.#state;
    if (paths.has(operator)) {
      require(!this.#isClipping, 'a path that goes on after W');
      this.#path.add(operator, numbers, matrix);
      return;
    }
    if (operator !== 'n') require(!this.#path.isEmpty, `${operator} without a path`);
    if (operator === 'W' || operator === 'W*') {
      this.#path.requireThickAreas(operator === 'W*');
      this.#isClipping = true;
      return;
    }
    if (fills.has(operator)) this.#path.requireThickAreas(operator.endsWith('*'));
    if (strokes.has(operator)) requireThickLine(matrix, lineWidth);
    // A stroke is as thick as its line, wherever its points are.
    const [left, bottom, right, top] = this.#path.box;
    const margin = strokes.has(operator) ? (Math.hypot(...matrix.slice(0, 4)) * lineWidth) / 2 : 0;
    const drawn: Box = [left - margin, bottom - margin, right + margin, top + margin];
    if (clip && operator !== 'n') requireThickOverlap(clip, drawn);
    if (clip && this.#isClipping)
      this.#state = { ...this.#state, clip: requireThickOverlap(clip, [left, bottom, right, top]) };
    this.#path.clear();
    this.#isClipping = false;
  }

  #readText({ operator, numbers, names }: StrictOperation): void {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    if (operator === 'BT') this.#text = [1, 0, 0, 1, 0, 0];
    else if (operator === 'ET') this.#text = null;
    else if (operator === 'Tm') this.#text = [a, b, c, d, e, f];
    else if (operator === 'Tf') {
      const font = resourceDict(this.#walk.document, this.#resource('Font', names[0]));
      require(fontTypes.has(wordOf(this.#walk.document, font, 'Subtype') ?? ''), 'a font of another kind');
      this.#state = { ...this.#state, fontSize: a };
    } else if (operator === 'Tr') require(a === 0 || a === 1 || a === 2, 'text that is not filled');
    else if (operator === 'Tz') require(a >= 10 && a <= 1_000, 'text set wide or narrow');
    else if (showing.has(operator)) this.#show();
  }

  #show(): void {
    const { matrix, fontSize } = this.#state;
    require(this.#text !== null && fontSize !== 0, 'text without a font');
    const placed = requireMatrix(multiply(requireMatrix(this.#text), matrix));
    requireThick(placed, fontSize, fontSize);
  }

  #readColour({ operator, numbers, names }: StrictOperation): void {
    require(numbers.every((value) => value >= 0 && value <= 1), 'a colour out of range');
    const side = operator === operator.toLowerCase() ? 'fillComponents' : 'strokeComponents';
    if (/^s/i.test(operator)) {
      require(numbers.length === this.#state[side], 'a colour with other components');
      return;
    }
    const isSpace = operator === 'cs' || operator === 'CS';
    const components = isSpace ? deviceSpaces.get(names[0] ?? '') : numbers.length;
    require(components !== undefined, `the colours of ${names[0]}`);
    this.#state = { ...this.#state, [side]: components };
  }

  #readState({ operator, numbers, names, array }: StrictOperation): void {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    if (operator === 'q') this.#saved.push(this.#state);
    else if (operator === 'Q') {
      const saved = this.#saved.pop();
      require(saved !== undefined, 'Q without q');
      this.#state = saved;
    } else if (operator === 'cm') {
      const matrix = requireMatrix(multiply(requireMatrix([a, b, c, d, e, f]), this.#state.matrix));
      this.#state = { ...this.#state, matrix };
    } else if (operator === 'gs') {
      const lineWidth = readState(this.#walk.document, this.#resource('ExtGState', names[0]));
      if (lineWidth !== null) this.#state = { ...this.#state, lineWidth };
    } else if (operator === 'w') {
      require(a >= 0, 'a line width below zero');
      this.#state = { ...this.#state, lineWidth: a };
    } else if (operator === 'd') {
      const isEven = array?.hasStrings === false && array.numbers.every((dash) => dash >= 0.1 && dash < 1_000);
      require(isEven && a >= 0 && a < 1_000, 'a dash of unusual form');
    } else if (operator === 'j' || operator === 'J') require(a === 0 || a === 1 || a === 2, `${a} ${operator}`);
    else if (operator === 'M') require(a >= 1, 'a miter limit below one');
    else if (operator === 'i') require(a >= 0 && a <= 100, 'a flatness out of range');
    else if (operator === 'ri') require(intents.has(names[0] ?? ''), 'an unknown intent');
    else if (operator === 'Do') this.#draw(names[0]);
    else this.#mark(operator, names[0]);
  }

  #mark(operator: string, tag: string | undefined): void {
    require(tag !== 'OC', 'a layer');
    if (operator === 'BMC' || operator === 'BDC') this.#marks += 1;
    if (operator === 'EMC') this.#marks -= 1;
    require(this.#marks >= 0, 'EMC without BMC');
  }

  #draw(key: string | undefined): void {
    const { document } = this.#walk;
    const object = this.#resource('XObject', key);
    const dict = document.dict(object);
    require(object instanceof PDFRef && dict !== undefined, 'an XObject that is no stream');
    const { matrix, clip } = this.#state;
    if (wordOf(document, dict, 'Subtype') === '/Image') {
      requireThick(matrix, 1, 1);
      if (clip) requireThickOverlap(clip, transformBox([0, 0, 1, 1], matrix));
      requireImage(document, object);
      return;
    }
    const own = numbersOf(document, dict.get(name('Matrix')));
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = own ?? [];
    const placed = multiply(requireMatrix([a, b, c, d, e, f]), matrix);
    readForm(this.#walk, object, { matrix: placed, clip }, this.#depth + 1);
  }
}
