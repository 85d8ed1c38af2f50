import type { DrawingPaint, DrawingStroke } from '../../contract/index.ts';
import { attributeOf, childrenOf, descendantsOf, type XmlElement } from '../xml/read-xml.ts';
import type { Resources } from './resources.ts';
import { numberOf, readNumbers } from './values.ts';

/** A colour, and whether more was meant than a colour. */
export interface ReadColor {
  readonly paint: DrawingPaint;
  readonly isSimplified: boolean;
}

const patterns = ['Pattern', 'AxialShd', 'RadialShd', 'GouraudShd', 'LaGourandShd', 'LaGouraudShd'];

const byte = (value: number): string =>
  Math.round(Math.min(255, Math.max(0, value)))
    .toString(16)
    .padStart(2, '0');

/** Numbers of a colour, which may be hexadecimal with a `#`. */
const components = (text: string): number[] =>
  readNumbers(text.replaceAll(/#([0-9a-fA-F]+)/g, (_, digits: string) => String(Number.parseInt(digits, 16))));

function rgbOf(values: readonly number[], type: string, largest: number): string | null {
  const [one, two, three, four] = values.map((value) => (value / largest) * 255);
  if (one === undefined) return null;
  if (type === 'GRAY') return `#${byte(one).repeat(3)}`;
  if (two === undefined || three === undefined) return null;
  if (type !== 'CMYK') return `#${byte(one)}${byte(two)}${byte(three)}`;
  if (four === undefined) return null;
  return `#${[one, two, three].map((ink) => byte(((255 - ink) * (255 - four)) / 255)).join('')}`;
}

/**
 * CT_Color (GB/T 33190-2016, 8.3). Patterns and gradients become the first colour that they name. Null where there is no colour.
 * @param alpha of what it is for
 */
export function readColor(element: XmlElement, resources: Resources, alpha: number): ReadColor | null {
  const special = element.children.find(({ name }) => patterns.includes(name));
  if (special) {
    const first = [...descendantsOf(special, 'Color'), ...descendantsOf(special, 'FillColor')].find((one) =>
      one.attributes.has('Value'),
    );
    const read = first && readColor({ ...first, children: [] }, resources, alpha);
    return { paint: read?.paint ?? { color: '#808080', alpha: alpha / 2 }, isSimplified: true };
  }
  const space = resources.find('ColorSpace', attributeOf(element, 'ColorSpace'))?.element;
  const type = ((space && attributeOf(space, 'Type')) ?? 'RGB').toUpperCase();
  const bits = Math.min(16, Math.max(1, (space && numberOf(space, 'BitsPerComponent')) ?? 8));
  const palette = space
    ? childrenOf(space, 'Palette').flatMap((one) => childrenOf(one, 'CV').map(({ text }) => text))
    : [];
  const index = numberOf(element, 'Index');
  const value = attributeOf(element, 'Value') ?? (index === undefined ? undefined : palette[index]);
  // GB/T 33190-2016, 8.3.2: without a value all components are 0.
  const color = rgbOf(components(value ?? '0 0 0 255'), type, 2 ** bits - 1);
  if (color === null) return null;
  const own = Math.min(255, Math.max(0, numberOf(element, 'Alpha') ?? 255)) / 255;
  return { paint: { color, alpha: own * alpha }, isSimplified: false };
}

/** What lines are drawn like where an object, its DrawParam and those that it is relative to are searched in turn. */
export class Style {
  readonly #chain: readonly XmlElement[];

  constructor(chain: readonly XmlElement[]) {
    this.#chain = chain;
  }

  attribute(name: string): string | undefined {
    return this.#chain.flatMap((one) => attributeOf(one, name) ?? [])[0];
  }

  child(name: string): XmlElement | undefined {
    return this.#chain.flatMap((one) => childrenOf(one, name))[0];
  }

  stroke(paint: DrawingPaint): DrawingStroke {
    const number = (name: string, usual: number): number => {
      const value = Number(this.attribute(name) ?? usual);
      return Number.isFinite(value) && value >= 0 ? value : usual;
    };
    const dash = readNumbers(this.attribute('DashPattern')).slice(0, 64);
    return {
      ...paint,
      width: number('LineWidth', usualWidthMm),
      cap: caps[this.attribute('Cap') ?? ''] ?? 'butt',
      join: joins[this.attribute('Join') ?? ''] ?? 'miter',
      miterLimit: number('MiterLimit', usualMiterLimit) || usualMiterLimit,
      dash: dash.every((value) => value >= 0) && dash.some((value) => value > 0) ? dash : [],
      dashOffset: number('DashOffset', 0),
    };
  }
}

/** GB/T 33190-2016, table 22. */
const usualWidthMm = 0.353;
const usualMiterLimit = 3.528;
const caps: Readonly<Record<string, DrawingStroke['cap']>> = { Butt: 'butt', Round: 'round', Square: 'square' };
const joins: Readonly<Record<string, DrawingStroke['join']>> = { Miter: 'miter', Round: 'round', Bevel: 'bevel' };

const deepest = 16;

/** A DrawParam and those that it is relative to, the nearest first. */
export function drawParams(resources: Resources, id: string | undefined): XmlElement[] {
  const chain: XmlElement[] = [];
  let found = resources.find('DrawParam', id);
  while (found && chain.length < deepest && !chain.includes(found.element)) {
    chain.push(found.element);
    found = resources.find('DrawParam', attributeOf(found.element, 'Relative'));
  }
  return chain;
}
