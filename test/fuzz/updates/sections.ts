/** Cross-reference sections (ISO 32000-2, 7.5.4 and 7.5.8), each part of which may be written otherwise. */
import { deflateSync } from 'node:zlib';

export interface Entry {
  type: number;
  second: number;
  third: number;
}

/** What stands between the end of the file and the new one. */
export interface Section {
  /** The objects. */
  body: string;
  /** Where the body begins in the file. */
  readonly start: number;
  /** The number of the cross-reference stream; null for a table. */
  own: number | null;
  readonly entries: Map<number, Entry>;
  trailer: [key: string, value: string][];
  readonly isCompressed: boolean;
  readonly alterations: {
    rows?: (rows: string) => string;
    index?: (index: string) => string;
    widths?: readonly [number, number, number];
    data?: (data: Buffer) => Buffer;
    dictionary?: (text: string) => string;
    startxref?: (offset: number) => string;
    end?: string;
    beforeSection?: string;
    /** A cross-reference stream need not list itself. */
    isUnlisted?: boolean;
  };
}

const runsOf = (numbers: readonly number[]): number[][] => {
  const runs: number[][] = [];
  for (const one of numbers) {
    const run = runs.at(-1);
    if (run && run.at(-1) === one - 1) run.push(one);
    else runs.push([one]);
  }
  return runs;
};

export const digits = (value: number, length: number) => String(value).padStart(length, '0');
const sorted = (numbers: Iterable<number>) => [...numbers].toSorted((one, other) => one - other);
const trailerText = (entries: Section['trailer']) => entries.map(([key, value]) => `/${key} ${value}`).join(' ');

function tableText({ entries, trailer, alterations }: Section): string {
  const rows = runsOf(sorted(entries.keys())).map((run) => {
    const lines = run.map((one) => {
      const { type, second, third } = entries.get(one) ?? { type: 0, second: 0, third: 0 };
      return `${digits(second, 10)} ${digits(third, 5)} ${type === 1 ? 'n' : 'f'} \n`;
    });
    return `${run[0]} ${run.length}\n${lines.join('')}`;
  });
  const text = rows.join('');
  const dictionary = `<< ${trailerText(trailer)} >>`;
  return `xref\n${alterations.rows?.(text) ?? text}trailer\n${alterations.dictionary?.(dictionary) ?? dictionary}\n`;
}

/** A cross-reference stream. */
export function streamText(section: Section, own: number, offset: number): string {
  const { entries, trailer, alterations } = section;
  if (!alterations.isUnlisted) entries.set(own, { type: 1, second: offset, third: 0 });
  const widths = alterations.widths ?? [1, 4, 2];
  const numbers = sorted(entries.keys());
  const rows = numbers.map((one) => {
    const { type, second, third } = entries.get(one) ?? { type: 0, second: 0, third: 0 };
    return Buffer.concat([type, second, third].map((value, column) => bigEndian(value, widths[column] ?? 0)));
  });
  const plain = alterations.data?.(Buffer.concat(rows)) ?? Buffer.concat(rows);
  const data = section.isCompressed ? deflateSync(plain) : plain;
  const index = runsOf(numbers)
    .map((run) => `${run[0]} ${run.length}`)
    .join(' ');
  const filter = section.isCompressed ? '/Filter /FlateDecode' : '';
  const dictionary =
    `<< /Type /XRef /W [${widths.join(' ')}] /Index [${alterations.index?.(index) ?? index}] ${filter} /Length ${data.length} ` +
    `${trailerText(trailer)} >>`;
  const text = alterations.dictionary?.(dictionary) ?? dictionary;
  return `${own} 0 obj\n${text}\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
}

function bigEndian(value: number, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - width);
}

export function writeSection(section: Section): string {
  const { alterations, own } = section;
  const body = section.body + (alterations.beforeSection ?? '');
  const offset = section.start + body.length;
  const text = own === null ? tableText(section) : streamText(section, own, offset);
  return `${body}${text}startxref\n${alterations.startxref?.(offset) ?? offset}\n${alterations.end ?? '%%EOF\n'}`;
}
