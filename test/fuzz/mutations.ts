/** Mutations that know what a PDF is made of. Each is drawn from a generator of numbers, so that a seed tells them all. */

/** Numbers from 0 up to `limit`, the same for the same seed (xorshift, Marsaglia 2003). */
export type Draw = (limit: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0 || 0x9e3779b9;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return limit <= 0 ? 0 : (state >>> 0) % limit;
  };
}

/** The bytes from `from` to `to` give way to `insert`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: Buffer;
}

const pick = <T>(draw: Draw, items: readonly T[]): T | undefined => items[draw(items.length)];

/** Words that decide what a file is, and what an attacker would put for them. */
const words = [
  ...['/ByteRange', '/Contents', '/SubFilter', '/Filter', '/Type', '/Sig', '/V', '/FT', '/T', '/Kids', '/Parent'],
  ...['/Annots', '/AcroForm', '/Fields', '/Pages', '/Count', '/Root', '/Prev', '/Size', '/Length', '/W', '/Index'],
  ...['/XRefStm', '/Encrypt', '/DSS', '/Perms', '/ObjStm', '/XRef', '/N', '/First', '/Extends', '/Rect', '/AP'],
  ...['obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref', '%%EOF', '%PDF-1.7', ' R', 'null'],
  ...['<<', '>>', '[', ']', '(', ')', '<', '>', '%', '#', '\\', '/', '\n', '\r', '\0', ' '],
];
const numbers = [
  ...['0', '-1', '1', '2', '3', '65535', '65536', '2147483647', '4294967296', '9007199254740993', '1e9', '0.5', '+7'],
  ...['99999999999999999999', '00000000000000000001', '--5', '.', '-', '4.', '0x10', 'NaN'],
];

function positionsOf(file: Buffer, word: string): number[] {
  const found: number[] = [];
  for (
    let at = file.indexOf(word, 0, 'latin1');
    at >= 0 && found.length < 200;
    at = file.indexOf(word, at + 1, 'latin1')
  ) {
    found.push(at);
  }
  return found;
}

const insertion = (at: number, text: string | Buffer): Edit => ({
  from: at,
  to: at,
  insert: Buffer.from(text as string, 'latin1'),
});

type Mutation = (file: Buffer, draw: Draw) => Edit | null;

const flipByte: Mutation = (file, draw) => {
  const from = draw(file.length);
  return { from, to: from + 1, insert: Buffer.from([(file[from] ?? 0) ^ (1 + draw(255))]) };
};

const deleteBytes: Mutation = (file, draw) => {
  const from = draw(file.length);
  return { from, to: Math.min(file.length, from + 1 + draw(64)), insert: Buffer.alloc(0) };
};

const repeatBytes: Mutation = (file, draw) => {
  const start = draw(file.length);
  return { from: draw(file.length), to: 0, insert: file.subarray(start, start + 1 + draw(400)) };
};

const insertWord: Mutation = (file, draw) => insertion(draw(file.length), pick(draw, words) ?? '');

const exchangeWord: Mutation = (file, draw) => {
  const word = pick(draw, words) ?? '';
  const from = pick(draw, positionsOf(file, word));
  return from === undefined
    ? null
    : { from, to: from + word.length, insert: Buffer.from(pick(draw, words) ?? '', 'latin1') };
};

const exchangeNumber: Mutation = (file, draw) => {
  const start = draw(file.length);
  const match = /\d+/.exec(file.subarray(start, start + 400).toString('latin1'));
  if (!match) return null;
  const from = start + match.index;
  const value = Number(match[0]);
  const near = [value + 1, value - 1, value * 2, value + 10].map(String);
  return { from, to: from + match[0].length, insert: Buffer.from(pick(draw, [...numbers, ...near]) ?? '0', 'latin1') };
};

/** A reference to another object: itself perhaps, or one that is none. */
const redirectReference: Mutation = (file, draw) => {
  const start = draw(file.length);
  const match = /(\d+) 0 R/.exec(file.subarray(start, start + 800).toString('latin1'));
  if (!match) return null;
  const from = start + match.index;
  return { from, to: from + match[0].length, insert: Buffer.from(`${draw(30)} ${draw(3) === 0 ? 1 : 0} R`) };
};

const nest: Mutation = (file, draw) => {
  const depth = 10 ** (1 + draw(4));
  return insertion(draw(file.length), (pick(draw, ['[', '<<', '(', '<</A']) ?? '[').repeat(depth));
};

const truncate: Mutation = (file, draw) => ({ from: draw(file.length), to: file.length, insert: Buffer.alloc(0) });

/** One whole object after the end, with a table that knows it: an update as anybody can append. */
const appendUpdate: Mutation = (file, draw) => {
  const text = file.toString('latin1');
  const objects = [...text.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)];
  const original = pick(draw, objects);
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1];
  if (!original || previous === undefined) return null;
  const body = Buffer.from(original[2] ?? '', 'latin1');
  const inner = mutations[draw(5)]?.(body, draw);
  const changed = (inner ? applyEdit(body, inner) : body).toString('latin1');
  const number = draw(4) === 0 ? draw(40) : Number(original[1]);
  const object = `${number} 0 obj\n${changed}\nendobj\n`;
  const table = `xref\n${number} 1\n${String(file.length).padStart(10, '0')} 00000 n \n`;
  const trailer = `trailer\n<< /Size 60 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${file.length + object.length}\n%%EOF\n`;
  return insertion(file.length, `${object}${table}${trailer}`);
};

/** The entry of an object in a table leads elsewhere. */
const moveEntry: Mutation = (file, draw) => {
  const from = pick(draw, positionsOf(file, ' 00000 n'));
  if (from === undefined || from < 10) return null;
  return { from: from - 10, to: from, insert: Buffer.from(String(draw(file.length)).padStart(10, '0')) };
};

const mutations: readonly Mutation[] = [
  flipByte,
  deleteBytes,
  insertWord,
  exchangeWord,
  exchangeNumber,
  redirectReference,
  repeatBytes,
  nest,
  truncate,
  appendUpdate,
  appendUpdate,
  moveEntry,
];

export function applyEdit(file: Buffer, { from, to, insert }: Edit): Buffer {
  return Buffer.concat([file.subarray(0, from), insert, file.subarray(Math.max(from, to))]);
}

/** The file with one to four mutations. */
export function mutate(file: Buffer, draw: Draw): Buffer {
  let mutated = file;
  for (let count = 1 + draw(4); count > 0; count--) {
    const edit = pick(draw, mutations)?.(mutated, draw);
    if (edit && mutated.length < 4 << 20) mutated = applyEdit(mutated, edit);
  }
  return mutated;
}
