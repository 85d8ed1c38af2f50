/** A piece of text on a page as displayed. */
export interface TextRun {
  /** The middle of its first character, in millimetres from the top-left corner of the page. */
  xMm: number;
  yMm: number;
  /** Where it runs to, of any length. */
  directionX: number;
  directionY: number;
  /** How much text it is, in the page's own unit: the longest piece of a line says where the line is. */
  length: number;
}

/** The middles of the lines of text of a page as displayed, in millimetres from its top-left corner, ascending. */
export interface TextLines {
  /** Of lines that run across the page: from its top. */
  rows: readonly number[];
  /** Of lines that run up or down the page: from its left. */
  columns: readonly number[];
}

/** Pieces whose middles are nearer than this are of one line. */
const sameLineMm = 0.4;
/** The sine of the angle up to which text still counts as level or upright. */
const straight = 0.02;

/** The middles of lines: each that of its longest piece, as a number raised or set small beside it moves no line. */
function merge(pieces: { atMm: number; length: number }[]): number[] {
  const lines: { startMm: number; atMm: number; length: number }[] = [];
  for (const { atMm, length } of pieces.toSorted((one, other) => one.atMm - other.atMm)) {
    const line = lines.at(-1);
    if (line === undefined || atMm - line.startMm > sameLineMm) lines.push({ startMm: atMm, atMm, length });
    else if (length > line.length) Object.assign(line, { atMm, length });
  }
  return lines.map(({ atMm }) => atMm);
}

/** Puts pieces of text together to lines. Slanted text belongs to none. */
export function mergeLines(runs: readonly TextRun[]): TextLines {
  const rows: { atMm: number; length: number }[] = [];
  const columns: { atMm: number; length: number }[] = [];
  for (const { xMm, yMm, directionX, directionY, length } of runs) {
    const reach = Math.hypot(directionX, directionY);
    if (reach === 0) continue;
    if (Math.abs(directionY) <= reach * straight) rows.push({ atMm: yMm, length });
    else if (Math.abs(directionX) <= reach * straight) columns.push({ atMm: xMm, length });
  }
  return { rows: merge(rows), columns: merge(columns) };
}
