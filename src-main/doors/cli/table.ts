import { plainText } from './terminal.ts';

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

const widthOf = (text: string) => [...text].reduce((width, character) => width + (wide.test(character) ? 2 : 1), 0);

/** Between columns. */
const gap = '  ';
/** As wide as what stands between columns: two blanks, or the wide one of Chinese. */
const likeGap = /\p{Zs}{2,}|\u3000/gu;

/** A text from outside in a column: it cannot pass for several. */
function cellText(text: string): string {
  return plainText(text).replace(likeGap, (run) => (run.length === 1 ? ' ' : `[U+0020×${run.length}]`));
}

/** Rows under headings as aligned columns; a Chinese character takes two columns. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map(cellText));
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  return lines.map((line) => line.map(pad).join(gap).trimEnd()).join('\n');
}

/** Facts, one a line, their values aligned. */
export function formatFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...facts.map(([name]) => widthOf(name)));
  return facts
    .map(([name, value]) => `${plainText(name)}${' '.repeat(width - widthOf(name))}  ${plainText(value)}`)
    .join('\n');
}
