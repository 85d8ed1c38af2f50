/** What a point of an outline may be away from its origin, in its own unit. */
const farthest = 1e6;
/** Characters of path data that an object may have: a map has a few hundred thousand. */
const mostCharacters = 8 << 20;

const written = (value: number): string => String(Math.round(value * 1e4) / 1e4);

/** How many numbers follow an operator (GB/T 33190-2016, 9.1, table 36). */
const operandCounts: Readonly<Record<string, number>> = { S: 2, M: 2, L: 2, Q: 4, B: 6, A: 7, C: 0 };

/**
 * AbbreviatedData as path data of SVG: `B` is a cubic curve there, `C` closes, `A` is an arc. Tokens may be glued together. What comes after
 * something that is none is left out, as in other readers. Null where there is nothing to draw, or too much.
 */
export function readOutline(data: string): { readonly outline: string; readonly isWhole: boolean } | null {
  if (data.length > mostCharacters) return null;
  const tokens = data.match(/[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g) ?? [];
  const parts: string[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  let operator = '';
  let isOpen = false;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    if (/[A-Za-z]/.test(token)) {
      operator = token;
      at += 1;
    }
    const count = operandCounts[operator];
    if (count === undefined) return finish(false);
    if (count === 0) {
      if (isOpen) parts.push('Z');
      [x, y, isOpen] = [startX, startY, false];
      operator = '';
      continue;
    }
    const numbers = tokens.slice(at, at + count).map(Number);
    const isSane = numbers.every((value) => Number.isFinite(value) && Math.abs(value) <= farthest);
    if (numbers.length < count || !isSane) return finish(false);
    at += count;
    const [toX = 0, toY = 0] = numbers.slice(-2);
    if (operator === 'S' || operator === 'M') {
      parts.push(`M ${written(toX)} ${written(toY)}`);
      [startX, startY] = [toX, toY];
      // Further points after the first are lines, as everywhere.
      operator = 'L';
    } else {
      if (!isOpen && parts.at(-1)?.startsWith('M') !== true) parts.push(`M ${written(x)} ${written(y)}`);
      if (operator === 'A') parts.push(...arc(x, y, numbers));
      else parts.push(`${operator === 'B' ? 'C' : operator} ${numbers.map(written).join(' ')}`);
      isOpen = true;
    }
    [x, y] = [toX, toY];
  }
  return finish(true);

  function finish(isWhole: boolean) {
    return parts.length === 0 && isWhole ? null : { outline: parts.join(' '), isWhole };
  }
}

/** An elliptical arc as cubic curves of at most a quarter (SVG 2, B.2.4; the operands are the same in GB/T 33190-2016, table 36). */
function arc(fromX: number, fromY: number, [across = 0, down = 0, turn = 0, large, clockwise, x = 0, y = 0]: number[]) {
  let [rx, ry] = [Math.abs(across), Math.abs(down)];
  if (fromX === x && fromY === y) return [];
  if (rx === 0 || ry === 0) return [`L ${written(x)} ${written(y)}`];
  const phi = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(phi), Math.sin(phi)];
  const [halfX, halfY] = [(fromX - x) / 2, (fromY - y) / 2];
  const [px, py] = [cos * halfX + sin * halfY, cos * halfY - sin * halfX];
  const reach = (px / rx) ** 2 + (py / ry) ** 2;
  if (reach > 1) [rx, ry] = [rx * Math.sqrt(reach), ry * Math.sqrt(reach)];
  const over = (rx * py) ** 2 + (ry * px) ** 2;
  const root = Math.sqrt(Math.max(0, (rx * ry) ** 2 - over) / over);
  const side = (large !== 0) === (clockwise !== 0) ? -root : root;
  const [cx, cy] = [(side * rx * py) / ry, (-side * ry * px) / rx];
  const centreX = cos * cx - sin * cy + (fromX + x) / 2;
  const centreY = sin * cx + cos * cy + (fromY + y) / 2;
  const start = Math.atan2((py - cy) / ry, (px - cx) / rx);
  let sweep = Math.atan2((-py - cy) / ry, (-px - cx) / rx) - start;
  if (clockwise === 0 && sweep > 0) sweep -= 2 * Math.PI;
  if (clockwise !== 0 && sweep < 0) sweep += 2 * Math.PI;
  const pieces = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2)));
  const step = sweep / pieces;
  const handle = (4 / 3) * Math.tan(step / 4);
  const point = (u: number, v: number) =>
    `${written(centreX + rx * u * cos - ry * v * sin)} ${written(centreY + rx * u * sin + ry * v * cos)}`;
  return Array.from({ length: pieces }, (_, index) => {
    const [one, other] = [start + index * step, start + (index + 1) * step];
    const end = index === pieces - 1 ? `${written(x)} ${written(y)}` : point(Math.cos(other), Math.sin(other));
    const first = point(Math.cos(one) - handle * Math.sin(one), Math.sin(one) + handle * Math.cos(one));
    const second = point(Math.cos(other) + handle * Math.sin(other), Math.sin(other) - handle * Math.cos(other));
    return `C ${first} ${second} ${end}`;
  });
}
