import type { DrawingMatrix } from '../../contract/index.ts';
import { attributeOf, type XmlElement } from '../xml/read-xml.ts';

/** More numbers in one list are no honest page's. */
const mostNumbers = 200_000;

/** ST_Array of numbers (GB/T 33190-2016, table 2); what is no number ends it. */
export function readNumbers(text: string | undefined): number[] {
  const numbers: number[] = [];
  for (const token of (text ?? '').trim().split(/\s+/, mostNumbers)) {
    const value = token === '' ? Number.NaN : Number(token);
    if (!Number.isFinite(value)) break;
    numbers.push(value);
  }
  return numbers;
}

export function numberOf(element: XmlElement, name: string): number | undefined {
  const text = attributeOf(element, name);
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}

/** xs:boolean; undefined where it is neither. */
export function booleanOf(element: XmlElement, name: string): boolean | undefined {
  const text = attributeOf(element, name)?.toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

export function matrixOf(element: XmlElement, name = 'CTM'): DrawingMatrix | null {
  const [a, b, c, d, e, f, ...others] = readNumbers(attributeOf(element, name));
  const isWhole = a !== undefined && b !== undefined && c !== undefined && d !== undefined && others.length === 0;
  return isWhole && e !== undefined && f !== undefined ? [a, b, c, d, e, f] : null;
}

/** An ST_ID as readers compare it: `01` is `1`. */
export const idOf = (text: string | undefined): string => (text ?? '').trim().replace(/^0+(?=\d)/, '');

/**
 * The steps between characters, up to `count`: `g n v` stands for n times v (GB/T 33190-2016, 11.3). Null where none are written.
 */
export function readDeltas(text: string | undefined, count: number): number[] | null {
  if (text === undefined) return null;
  const deltas: number[] = [];
  const tokens = text.trim().split(/\s+/, mostNumbers);
  for (let at = 0; at < tokens.length && deltas.length < count; at++) {
    if (tokens[at]?.toLowerCase() === 'g') {
      const [times, value] = [Number(tokens[at + 1]), Number(tokens[at + 2])];
      if (!Number.isFinite(times) || !Number.isFinite(value)) break;
      for (let index = 0; index < times && deltas.length < count; index++) deltas.push(value);
      at += 2;
      continue;
    }
    const value = Number(tokens[at]);
    if (tokens[at] === '' || !Number.isFinite(value)) break;
    deltas.push(value);
  }
  return deltas;
}
