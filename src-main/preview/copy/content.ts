import type { DrawingMatrix } from '../../contract/index.ts';

export const written = (...values: readonly number[]): string =>
  values.map((value) => String(Math.round(value * 1e5) / 1e5).replace(/^-?\d.*e-\d+$/, '0')).join(' ');

/** Path data as operators of a content stream (ISO 32000-2, 8.5.2), each point moved by `matrix`. */
export function pathOperators(outline: string, [a, b, c, d, e, f]: DrawingMatrix): string {
  const tokens = outline.split(' ');
  const parts: string[] = [];
  let current: readonly [number, number] = [0, 0];
  let at = 0;
  const point = (): [number, number] => {
    const [x, y] = [Number(tokens[at]), Number(tokens[at + 1])];
    at += 2;
    return [a * x + c * y + e, b * x + d * y + f];
  };
  while (at < tokens.length) {
    const operator = tokens[at];
    at += 1;
    if (operator === 'Z') parts.push('h');
    else if (operator === 'M' || operator === 'L') {
      current = point();
      parts.push(`${written(...current)} ${operator === 'M' ? 'm' : 'l'}`);
    } else if (operator === 'Q') {
      const [control, end] = [point(), point()];
      const towards = ([x, y]: readonly [number, number]) => [
        x + (2 / 3) * (control[0] - x),
        y + (2 / 3) * (control[1] - y),
      ];
      parts.push(`${written(...towards(current), ...towards(end), ...end)} c`);
      current = end;
    } else if (operator === 'C') {
      const [first, second, end] = [point(), point(), point()];
      parts.push(`${written(...first, ...second, ...end)} c`);
      current = end;
    }
  }
  return parts.join('\n');
}

/** A colour as three numbers of up to 1. */
export function rgbOf(color: string): string {
  const value = Number.parseInt(color.slice(1), 16);
  return written((value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255);
}
