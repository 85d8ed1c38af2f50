import { type PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../../file/document.ts';
import { pdfName as name } from '../../file/object-reader.ts';
import { appearanceMatrix } from '../../pages/annotation-appearance.ts';
import { type Matrix, multiply, transformBox } from '../../pages/matrix.ts';
import type { Box } from '../../pages/pages.ts';
import { type Cut, requireExactAreas, requireExactLines, requireExactPlace } from './exact-shapes.ts';
import { imageStrengths, requireSteady, type Strengths, stencilStrengths } from './image-samples.ts';
import { blackInk, darkensBy, type Ink, isDark, opacityBy, type Rgb, rgbOf } from './ink-colour.ts';
import { asGroup, firstState, type State } from './ink-state.ts';
import { PlainPath, requireMatrix, requireThick, requireThickLine, requireThickOverlap } from './plain-geometry.ts';
import {
  numberOf,
  numbersOf,
  plainStream,
  readState,
  require,
  requireImage,
  requireKeys,
  resourceDict,
  wordOf,
} from './plain-resources.ts';
import { NotPlain, type StrictOperation, strictOperations } from './strict-content.ts';

const maxDepth = 8;
/** Forms that are drawn from forms multiply. */
const maxForms = 200;
const maxLightImages = 8;
const maxLight = 20_000;
const maxOverlaid = 200;
const leastOpacity = 0.04;
/** Edges that are compared with each other. */
const maxPairs = 20_000_000;

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

interface Walk {
  readonly document: PdfDocument;
  /** By their colours, so that each is there once. */
  readonly loose: Map<string, Rgb>;
  /** Where light ink of an exact shape is. */
  readonly light: Box[];
  /** How many of those were there before some ink in a shape that is not exact. */
  overlaid: number;
  /** Draws of light pictures. */
  lightImages: number;
  mayWrite: boolean;
  forms: number;
  pairs: number;
}

const firstCounts = { overlaid: 0, lightImages: 0, mayWrite: false, forms: 0, pairs: maxPairs };

/** What is known of an appearance that every reader shows alike, but for the shapes of its loose inks. */
export interface PlainInk {
  /**
   * Of text, whose glyphs each reader chooses and draws in its own way, and of thin dark things. None of them makes dark writing lighter;
   * they could fill in what is lighter than they are.
   */
  readonly loose: readonly Rgb[];
  /** Whether some reader may show dark marks, as writing is, that another does not. */
  readonly mayWrite: boolean;
  /** Light places, on the page, over which ink in shapes of its own came then: it could show there again what was under them. */
  readonly overlaid: readonly Box[];
}

/**
 * What an appearance is made of that every reader shows alike: its content has one reading only, its colours are those of devices, it blends
 * as ink does or not at all, and it has nothing so thin, large or distorted that readers reckon it differently. Null for what is not known to be so.
 *
 * @param rasterScale how large a unit of the page is drawn, by how large it is at one point and 100 dpi
 */
export function readPlainInk(document: PdfDocument, appearance: PDFRef, rect: Box, rasterScale = 1): PlainInk | null {
  try {
    const form = document.dict(appearance);
    require(form !== undefined, 'no form');
    const walk: Walk = { document, loose: new Map(), light: [], ...firstCounts };
    const toRaster: Matrix = [rasterScale, 0, 0, rasterScale, 0, 0];
    const matrix = multiply(appearanceMatrix(document, form, rect), toRaster);
    readForm(walk, appearance, { ...firstState, matrix, clip: transformBox(rect, toRaster) }, 0);
    const { loose, light, overlaid, mayWrite } = walk;
    const toPage: Matrix = [1 / rasterScale, 0, 0, 1 / rasterScale, 0, 0];
    return {
      loose: [...loose.values()],
      mayWrite: mayWrite || loose.size > 0,
      overlaid: fewBoxes(light.slice(0, overlaid)).map((box) => transformBox(box, toPage)),
    };
  } catch {
    // Damaged streams end here too: what cannot be read is not plain.
    return null;
  }
}

/** Many places, each of which would be looked at alone, become one around them. */
function fewBoxes(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length <= maxOverlaid) return boxes;
  return [
    boxes.reduce((one, other) => [
      Math.min(one[0], other[0]),
      Math.min(one[1], other[1]),
      Math.max(one[2], other[2]),
      Math.max(one[3], other[3]),
    ]),
  ];
}

function isReadable(dark: Strengths, size: Parameters<typeof requireSteady>[1]): boolean {
  try {
    requireSteady(dark, size, 'to be read');
    return true;
  } catch {
    return false;
  }
}

/** Stand for all that a dark picture may have. */
const darkImage: readonly Rgb[] = [
  [0, 0, 0],
  [76, 76, 76],
];

const isUpright = ([a, b, c, d]: Matrix) => (a === 0 && d === 0) || (b === 0 && c === 0);

/** @param place with the matrix from the space of the form to the page */
function readForm(walk: Walk, ref: PDFRef, place: State, depth: number): void {
  const { matrix } = place;
  const { document } = walk;
  walk.forms += 1;
  require(depth <= maxDepth && walk.forms <= maxForms, 'forms within forms');
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
  const isClipExact = place.isClipExact && isUpright(matrix);
  const state: State = { ...place, clip, isClipExact, fontSize: 0 };
  new FormReader(walk, resources, dict.has(name('Group')) ? asGroup(state) : state, depth).read(data);
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

  constructor(walk: Walk, resources: PDFDict | null, state: State, depth: number) {
    this.#walk = walk;
    this.#resources = resources;
    this.#depth = depth;
    this.#path = new PlainPath(walk);
    this.#state = state;
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

  /** Ink that could take something away has to have a shape that is known; other ink may have one that is not. */
  #lay(ink: Ink, requireExact: () => readonly Box[]): void {
    const { darkens, group } = this.#state;
    const isLight = !darkens && !isDark(ink.rgb);
    try {
      const boxes = requireExact();
      if (!isLight) return;
      // Many layers of next to nothing are rounded to nothing in one reader and to much in another.
      require(ink.opacity * (group?.opacity ?? 1) >= leastOpacity, 'light ink that is hardly there');
      this.#walk.light.push(...boxes);
      require(this.#walk.light.length <= maxLight, 'too many light places');
    } catch (thrown) {
      require(thrown instanceof NotPlain && !isLight, 'light ink of an inexact shape');
      if (!darkens) this.#addLoose(ink);
      this.#walk.overlaid = this.#walk.light.length;
    }
  }

  #addLoose({ rgb, opacity }: Ink): void {
    // Over some ground or other, ink that lets something through has any colour.
    require(opacity * (this.#state.group?.opacity ?? 1) === 1, 'loose ink that is not opaque');
    this.#walk.loose.set(String(rgb), rgb);
    this.#walk.overlaid = this.#walk.light.length;
  }

  #requireExactPath(check: (cut: Cut) => readonly Box[]): readonly Box[] {
    const { clip, isClipExact, flatness } = this.#state;
    const isCurved = this.#path.outlines.some(({ hasCurves }) => hasCurves);
    require(!isCurved || flatness <= 1, 'curves that are drawn coarsely');
    return clip ? check({ box: clip, isExact: isClipExact }) : [];
  }

  #layPath(operator: string): void {
    const { matrix, lineWidth, dash, lineJoin, miterLimit, fill, stroke } = this.#state;
    const evenOdd = operator.endsWith('*');
    const line = { matrix, lineWidth, isDashed: dash.length > 0, miterLimit: lineJoin === 0 ? miterLimit : null };
    const outlines = /^[sb]/.test(operator)
      ? this.#path.outlines.map((outline) => ({ ...outline, isClosed: true }))
      : this.#path.outlines;
    // However exact, what is thin is a shade in one reader and solid in another.
    this.#walk.mayWrite ||= (fills.has(operator) && isDark(fill.rgb)) || (strokes.has(operator) && isDark(stroke.rgb));
    if (fills.has(operator))
      this.#lay(fill, () =>
        this.#requireExactPath((cut) => requireExactAreas(outlines, cut, { evenOdd, budget: this.#walk })),
      );
    if (strokes.has(operator))
      this.#lay(stroke, () => this.#requireExactPath((cut) => requireExactLines(outlines, cut, line)));
  }

  #paint({ operator, numbers }: StrictOperation): void {
    const { matrix, lineWidth, clip, dash } = this.#state;
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
    if (strokes.has(operator)) requireThickLine(matrix, [lineWidth, ...dash]);
    // A stroke is as thick as its line, wherever its points are.
    const [left, bottom, right, top] = this.#path.box;
    const margin = strokes.has(operator) ? (Math.hypot(...matrix.slice(0, 4)) * lineWidth) / 2 : 0;
    const drawn: Box = [left - margin, bottom - margin, right + margin, top + margin];
    if (clip && operator !== 'n') requireThickOverlap(clip, drawn);
    this.#layPath(operator);
    if (clip && this.#isClipping) {
      const [only, ...others] = this.#path.outlines;
      const isClipExact = this.#state.isClipExact && only?.isUpright === true && others.length === 0;
      this.#state = { ...this.#state, clip: requireThickOverlap(clip, [left, bottom, right, top]), isClipExact };
    }
    this.#path.clear();
    this.#isClipping = false;
  }

  #layImage(ref: PDFRef, dict: PDFDict): void {
    const { document } = this.#walk;
    const { matrix, clip, isClipExact, fill, darkens } = this.#state;
    if (!clip) return;
    const size = { widthPt: Math.hypot(matrix[0], matrix[1]), heightPt: Math.hypot(matrix[2], matrix[3]) };
    const requireExact = (strengths: Strengths) => {
      requireSteady(strengths, size, 'to be seen');
      return requireExactPlace(matrix, transformBox([0, 0, 1, 1], matrix), { box: clip, isExact: isClipExact });
    };
    if (wordOf(document, dict, 'ImageMask') === 'true') {
      if (!darkens && !isDark(fill.rgb)) this.#countLightImage();
      this.#walk.mayWrite ||= isDark(fill.rgb);
      this.#lay(fill, () => requireExact(stencilStrengths(document, ref)));
      return;
    }
    const { light, dark } = this.#strengthsOf(ref) ?? {};
    if (!darkens && light?.values.some((value) => value > 0)) {
      this.#countLightImage();
      this.#lay({ ...fill, rgb: [255, 255, 255] }, () => requireExact(light));
    }
    if (dark?.values.every((value) => value === 0)) return;
    this.#walk.mayWrite ||= !dark || !isReadable(dark, size);
    for (const rgb of darkImage)
      this.#lay({ ...fill, rgb }, () => {
        require(dark !== undefined, 'samples that are not known');
        return requireExact(dark);
      });
  }

  /** Null where they cannot be read, of a picture that makes nothing lighter. */
  #strengthsOf(ref: PDFRef): ReturnType<typeof imageStrengths> | null {
    try {
      return imageStrengths(this.#walk.document, ref);
    } catch (thrown) {
      require(this.#state.darkens, String(thrown));
      return null;
    }
  }

  /** What of a picture is faint is not measured, and adds up. */
  #countLightImage(): void {
    this.#walk.lightImages += 1;
    require(this.#walk.lightImages <= maxLightImages, 'too many light pictures');
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
    } else if (operator === 'Tr') {
      require(a === 0 || a === 1 || a === 2, 'text that is not painted');
      this.#state = { ...this.#state, textMode: a };
    } else if (operator === 'Tz') require(a >= 10 && a <= 1_000, 'text set wide or narrow');
    else if (showing.has(operator)) this.#show();
  }

  #show(): void {
    const { matrix, fontSize, textMode, fill, stroke, darkens } = this.#state;
    require(this.#text !== null && fontSize !== 0, 'text without a font');
    const placed = requireMatrix(multiply(requireMatrix(this.#text), matrix));
    requireThick(placed, fontSize, fontSize);
    // Which glyph a code stands for, and how it is drawn, each reader finds out in its own way.
    for (const ink of [...(textMode === 1 ? [] : [fill]), ...(textMode === 0 ? [] : [stroke])]) {
      require(darkens || isDark(ink.rgb), 'light text');
      this.#addLoose(ink);
    }
  }

  #readColour({ operator, numbers, names }: StrictOperation): void {
    require(numbers.every((value) => value >= 0 && value <= 1), 'a colour out of range');
    const side = operator === operator.toLowerCase() ? 'fill' : 'stroke';
    const before = this.#state[side];
    if (/^s/i.test(operator)) require(numbers.length === before.components, 'a colour with other components');
    const isSpace = operator === 'cs' || operator === 'CS';
    const components = isSpace ? deviceSpaces.get(names[0] ?? '') : numbers.length;
    require(components !== undefined, `the colours of ${names[0]}`);
    // A space begins with black.
    const rgb = isSpace ? blackInk.rgb : rgbOf(numbers);
    this.#state = { ...this.#state, [side]: { ...before, components, rgb } };
  }

  #setStates(key: string | undefined): void {
    const { document } = this.#walk;
    const dict = readState(document, this.#resource('ExtGState', key));
    const { fill, stroke, group, ...before } = this.#state;
    const number = (entry: string, otherwise: number) => numberOf(document, dict, entry) ?? otherwise;
    const darkens = darkensBy(document, dict);
    this.#state = {
      ...before,
      group,
      fill: { ...fill, opacity: opacityBy(document, dict, 'ca', fill.opacity) },
      stroke: { ...stroke, opacity: opacityBy(document, dict, 'CA', stroke.opacity) },
      // Within a group, some readers blend with what is in it only.
      darkens: darkens === null ? before.darkens : (group?.darkens ?? darkens),
      lineWidth: number('LW', before.lineWidth),
      lineJoin: number('LJ', before.lineJoin),
      miterLimit: number('ML', before.miterLimit),
      flatness: number('FL', before.flatness),
    };
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
    } else if (operator === 'gs') this.#setStates(names[0]);
    else if (operator === 'w') {
      require(a >= 0, 'a line width below zero');
      this.#state = { ...this.#state, lineWidth: a };
    } else if (operator === 'd') {
      const dash = array?.hasStrings === false ? array.numbers : null;
      const isUsual = dash?.every((length) => length > 0 && length < 1_000) === true && a >= 0 && a < 1_000;
      require(isUsual, 'a dash of unusual form');
      this.#state = { ...this.#state, dash: array?.numbers ?? [] };
    } else if (operator === 'j' || operator === 'J') {
      require(a === 0 || a === 1 || a === 2, `${a} ${operator}`);
      if (operator === 'j') this.#state = { ...this.#state, lineJoin: a };
    } else if (operator === 'M') {
      require(a >= 1, 'a miter limit below one');
      this.#state = { ...this.#state, miterLimit: a };
    } else if (operator === 'i') {
      require(a >= 0 && a <= 100, 'a flatness out of range');
      this.#state = { ...this.#state, flatness: a };
    } else if (operator === 'ri') require(intents.has(names[0] ?? ''), 'an unknown intent');
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
      this.#layImage(object, dict);
      return;
    }
    const own = numbersOf(document, dict.get(name('Matrix')));
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = own ?? [];
    const placed = multiply(requireMatrix([a, b, c, d, e, f]), matrix);
    readForm(this.#walk, object, { ...this.#state, matrix: placed }, this.#depth + 1);
  }
}
