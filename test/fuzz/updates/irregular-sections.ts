/** The ways in which a cross-reference section may say different things to different readers. */
import { type Model, pick } from '../documents/draft.ts';
import type { Draw } from '../mutations.ts';
import { digits, type Entry, type Section, streamText } from './sections.ts';

export type Irregularity = (section: Section, model: Model, draw: Draw) => void;

function setTrailer(section: Section, key: string, change: (value: string) => string): void {
  section.trailer = section.trailer.map(([one, value]) => [one, one === key ? change(value) : value]);
}

const previous: Irregularity = (section, { sections, startxref }, draw) => {
  const kind = draw(12);
  if (kind === 0) {
    section.trailer = section.trailer.filter(([key]) => key !== 'Prev');
    return;
  }
  if (kind === 1) section.trailer.push(['Prev', String(pick(draw, [...sections, 0]))]);
  if (kind === 2) section.trailer.unshift(['Prev', String(pick(draw, sections))]);
  if (kind === 3) section.trailer.push(['P#72ev', String(pick(draw, sections))]);
  setTrailer(section, 'Prev', (value) =>
    pick(draw, [
      `${value}.0`,
      `+${value}`,
      `00${value}`,
      `-${value}`,
      `(${value})`,
      `[${value}]`,
      String(startxref + 1),
      String(startxref - 1),
      String(pick(draw, sections)),
      `${value}.4`,
      value,
    ]),
  );
};

/** The value of /Prev in an object of its own, of the update or of the signed file. */
const indirectPrevious: Irregularity = (section, { nextNumber }) => {
  const number = nextNumber + 60;
  section.entries.set(number, { type: 1, second: section.start + section.body.length, third: 0 });
  setTrailer(section, 'Prev', (value) => {
    section.body += `${number} 0 obj\n${value}\nendobj\n`;
    return `${number} 0 R`;
  });
};

const size: Irregularity = (section, _, draw) => {
  setTrailer(section, 'Size', (value) =>
    pick(draw, ['1', `${value}.0`, '999999', '0', `-${value}`, String(Number(value) - 1), '7']),
  );
};

const root: Irregularity = (section, { objects }, draw) => {
  const other = pick(draw, [...objects.keys()]);
  const kind = draw(4);
  if (kind === 0) section.trailer.push(['Root', `${other} 0 R`]);
  if (kind === 1) section.trailer.push(['Ro#6ft', `${other} 0 R`]);
  if (kind === 2) setTrailer(section, 'Root', (value) => value.replace(' 0 R', ' 1 R'));
  if (kind === 3)
    section.trailer.push([
      pick(draw, ['Info', 'Encrypt', 'ID', 'Extends', 'Rooted']),
      pick(draw, ['null', '[<00> <00>]', `${other} 0 R`]),
    ]);
};

/** A section that only those readers see that look for hybrids (ISO 32000-2, 7.5.8.4), or two sections in other ways. */
const sideWay: Irregularity = (section, model, draw) => {
  const number = model.nextNumber + 70;
  const entries = new Map(section.entries);
  const hidden = [...entries.keys()].filter(() => draw(2) === 0);
  const offset = section.start + section.body.length;
  const side: Section = {
    ...section,
    entries: new Map(hidden.map((one) => [one, entries.get(one) ?? { type: 0, second: 0, third: 0 }])),
    trailer: section.trailer.filter(([key]) => key !== 'Prev' || draw(2) === 0),
    alterations: {},
  };
  section.body += streamText(side, number, offset);
  if (draw(2) === 0) for (const one of hidden) section.entries.delete(one);
  section.trailer.push([pick(draw, ['XRefStm', 'XRefStm', 'XRefstm', 'Prev']), String(offset)]);
};

const oldXRefStm: Irregularity = (section, { sections }, draw) => {
  section.trailer.push(['XRefStm', String(pick(draw, sections))]);
};

const anEntry = (draw: Draw, { entries }: Section): [number, Entry] => pick(draw, [...entries]);

const dropEntry: Irregularity = (section, _, draw) => {
  section.entries.delete(anEntry(draw, section)[0]);
};

const moveEntry: Irregularity = (section, { offsets }, draw) => {
  const [number, one] = anEntry(draw, section);
  section.entries.set(number, { ...one, second: pick(draw, [one.second + 1, one.second - 1, ...offsets]) });
};

/** An object of before under the offset of another. */
const borrowOffset: Irregularity = (section, { objects, offsets }, draw) => {
  section.entries.set(pick(draw, [...objects.keys()]), { type: 1, second: pick(draw, offsets), third: draw(2) });
};

const strangeEntry: Irregularity = (section, { objects }, draw) => {
  const [number, one] = anEntry(draw, section);
  const target = draw(2) === 0 ? number : pick(draw, [...objects.keys()]);
  section.entries.set(
    target,
    pick(draw, [
      { ...one, third: 1 },
      { ...one, type: 0 },
      { ...one, type: 3 },
      { ...one, type: 2, third: 0 },
      { type: 0, second: 0, third: 65_535 },
      { type: 0, second: one.second, third: 1 },
    ]),
  );
};

const objectZero: Irregularity = (section, _, draw) => {
  const [, one] = anEntry(draw, section);
  section.entries.set(0, pick(draw, [{ type: 0, second: 0, third: 65_535 }, one, { type: 0, second: 1, third: 0 }]));
};

const rowsAstray: Irregularity = (section, _, draw) => {
  const rows = pick<(rows: string) => string>(draw, [
    (text) => text.replaceAll(' \n', '\n'),
    (text) => text.replaceAll(' \n', '\r\n'),
    (text) => text.replaceAll(' \n', '  \n'),
    (text) => text + text,
    (text) => text.replace(/^(\d+) (\d+)/, '$1  $2'),
    (text) => text.replace(/^(\d+) (\d+)/, (_, first: string, count: string) => `${first} ${Number(count) + 1}`),
    (text) => text.replace(/^(\d+) (\d+)/, (_, first: string, count: string) => `${Number(first) - 1} ${count}`),
    (text) => text.replace(/^(\d+) (\d+)/, (_, first: string, count: string) => `${Number(first) + 1} ${count}`),
    (text) => `0 0\n${text}`,
    (text) => `${text}0 0\n`,
    (text) => text.replace(/ n /, ' N '),
    (text) => text.replace(/ n /, ' x '),
    (text) => `% a remark\n${text}`,
    (text) => text.replace(/\n/, ' % a remark\n'),
    (text) => text.replace(/ 00000 n/, ' 0000 n '),
    (text) => `${text}\n\n`,
  ]);
  section.alterations.rows = rows;
};

const streamAstray: Irregularity = (section, _, draw) => {
  const { alterations } = section;
  const kind = draw(12);
  if (kind === 0) alterations.widths = [2, 4, 2];
  if (kind === 1) alterations.widths = [0, 4, 2];
  if (kind === 2) alterations.widths = [1, 8, 0];
  if (kind === 3) alterations.data = (data) => data.subarray(0, -7);
  if (kind === 4) alterations.data = (data) => Buffer.concat([data, data]);
  if (kind === 5) alterations.data = (data) => Buffer.concat([data, Buffer.alloc(draw(9))]);
  if (kind === 6) alterations.index = (index) => index.replace(/^(\d+)/, (value) => String(Number(value) + 1));
  if (kind === 7) alterations.index = (index) => `${index} ${index}`;
  if (kind === 8) alterations.index = (index) => `${index}.0`;
  if (kind === 9) alterations.dictionary = (text) => text.replace(/\/Index \[.*?\]/, '');
  if (kind === 10) alterations.dictionary = (text) => text.replace(/\/Length \d+/, `/Length ${draw(40)}`);
  if (kind === 11)
    alterations.dictionary = (text) => text.replace('/XRef', pick(draw, ['/ObjStm', '/Xref', '/X#52ef']));
};

const endAstray: Irregularity = (section, { startxref }, draw) => {
  const { alterations } = section;
  const kind = draw(5);
  if (kind === 0) {
    alterations.startxref = (offset) =>
      pick(draw, [
        `${offset} `,
        `0${offset}`,
        `${offset}.0`,
        `+${offset}`,
        `${offset - 1}`,
        `${offset + 1}`,
        `${startxref}`,
        '0',
        `${offset}%`,
      ]);
  }
  if (kind === 1)
    alterations.end = pick(draw, [
      '',
      '%%EOF',
      '%%EOF\n\n\n',
      '%%EOF\n%more\n',
      `%%EOF\nstartxref\n${startxref}\n%%EOF\n`,
      '%EOF\n',
      '%%EOFx\n',
    ]);
  if (kind === 2) alterations.end = `%%EOF\n${' '.repeat(draw(2_000))}`;
  if (kind === 3)
    alterations.beforeSection = pick(draw, ['\n', '  ', '%xref\n', '% a remark\n', '\0\0', 'xref\n0 0\n', 'junk\n']);
  if (kind === 4) alterations.beforeSection = '\n'.repeat(draw(1_500));
};

/** Rows of free entries that spell the content of a page, in fields of one, four and two bytes. */
const words = 'BT    ,/F    ,24    ,Tf    ,72 640,Td    ,(9999),Tj    ,ET    '.split(',');
function spellInRows(section: Section, first: number): void {
  for (const [index, word] of words.entries()) {
    const bytes = Buffer.from(word, 'latin1');
    section.entries.set(first + index, { type: 0, second: bytes.readUInt32BE(0), third: bytes.readUInt16BE(4) });
  }
  setTrailer(section, 'Size', (value) => String(Math.max(Number(value), first + words.length)));
}

/** A cross-reference stream with the number of another object, or with one that it does not list. */
const ownNumber: Irregularity = (section, { objects }, draw) => {
  const unused = Math.max(...section.entries.keys(), ...objects.keys()) + 20;
  const kind = draw(4);
  section.own = kind === 3 ? unused : pick(draw, [...objects.keys()]);
  section.alterations.isUnlisted = kind > 0;
  setTrailer(section, 'Size', (value) => String(Math.max(Number(value), unused + 1)));
  if (draw(2) === 0) spellInRows(section, unused + 1);
};

/** Numbers that readers do not hold: they count no further, or wrap to another object. */
const farNumber: Irregularity = (section, { objects }, draw) => {
  const far = pick(draw, [4_194_303, 4_194_304, 8_388_606, 8_388_607, 16_777_216]);
  const [, entry] = anEntry(draw, section);
  section.entries.set(
    far,
    pick(draw, [entry, { type: 0, second: 0, third: 0 }, { type: 0, second: 0, third: 65_535 }]),
  );
  setTrailer(section, 'Size', (value) => (draw(3) === 0 ? value : String(far + 1)));
  const wrapped = 2 ** pick(draw, [16, 31, 32]) + pick(draw, [...objects.keys()]);
  if (draw(2) === 0) section.body = section.body.replace(/\b\d+ 0 R/, `${wrapped} 0 R`);
};

/** How the header of an object is written that one reader or another finds. */
const headerForms: readonly ((number: number) => string)[] = [
  (number) => `${number} 0 obj`,
  (number) => `${number} 0 obj`,
  (number) => `${digits(number, 11)} 0 obj`,
  (number) => `${number} 00000000 obj`,
  (number) => `+${number} 0 obj`,
  (number) => `${number}.0 0 obj`,
  (number) => `${number} %c\n0 obj`,
  (number) => `${number} 0 %c\nobj`,
  (number) => `${number} 0obj`,
];

/** An object that stands in the update and is listed nowhere, whole or in the data of another. */
const orphan: Irregularity = (section, { objects }, draw) => {
  const number = pick(draw, [...objects.keys()]);
  const content = 'BT /F 24 Tf 72 640 Td (Price: 9999 EUR) Tj ET';
  const object = `${pick(draw, headerForms)(number)}\n<< /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`;
  const free = Math.max(...section.entries.keys(), ...objects.keys()) + 20;
  const kind = draw(4);
  if (kind === 0) section.body += object;
  if (kind === 1) section.body += `%${object.replaceAll('\n', ' ')}\n`;
  if (kind > 1) {
    section.entries.set(free, { type: 1, second: section.start + section.body.length, third: 0 });
    setTrailer(section, 'Size', (value) => String(Math.max(Number(value), free + 1)));
    section.body +=
      kind === 2
        ? `${free} 0 obj\n<< /Length ${object.length} >>\nstream\n${object}\nendstream\nendobj\n`
        : `${free} 0 obj\n(${object.replaceAll(/[()]/g, '')})\nendobj\n`;
  }
};

/** A whole update that the next one leaves out of its chain. */
const leftOut: Irregularity = (section, { startxref, objects }, draw) => {
  const number = pick(draw, [...objects.keys()]);
  const at = section.start + section.body.length;
  const object = `${number} 0 obj\n<< /Length 14 >>\nstream\n0 g 0 0 99 99 re f\nendstream\nendobj\n`;
  const row = `${number} 1\n${digits(at, 10)} 00000 n \n`;
  const root = section.trailer.find(([key]) => key === 'Root')?.[1] ?? '1 0 R';
  section.body += `${object}xref\n${row}trailer\n<< /Size 99 /Root ${root} /Prev ${startxref} >>\nstartxref\n${at + object.length}\n%%EOF\n`;
};

export const irregularSections: readonly Irregularity[] = [
  previous,
  previous,
  indirectPrevious,
  size,
  root,
  sideWay,
  sideWay,
  oldXRefStm,
  dropEntry,
  moveEntry,
  borrowOffset,
  strangeEntry,
  objectZero,
  rowsAstray,
  streamAstray,
  endAstray,
  orphan,
  ownNumber,
  ownNumber,
  farNumber,
  leftOut,
];
