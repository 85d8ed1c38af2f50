/** Writes a draft behind its file: as ISO 32000-2, 7.5.6 says, or with what readers take differently. */
import { PDFHexString, PDFString } from 'pdf-lib';
import { type Draft, pick } from '../documents/draft.ts';
import { get, type Manner, type Node, set, write } from '../documents/nodes.ts';
import type { Draw } from '../mutations.ts';
import { irregularSections } from './irregular-sections.ts';
import { type Entry, type Section, writeSection } from './sections.ts';
import { distortions, escapedNames } from './spelling.ts';

export type WritingKind = 'canonical' | 'escaped' | 'distorted' | 'irregular';

/** A string as the object of this number holds it in an encrypted file; a placeholder for a signature stays what it is. */
function stringIn(draft: Draft, objectNumber: number): Manner['text'] {
  const { security } = draft.model;
  if (!security) return undefined;
  return (text) => {
    if (text.startsWith('<0000000000')) return text;
    const inner = text.slice(1, -1);
    const bytes = text.startsWith('(') ? PDFString.of(inner).asBytes() : PDFHexString.of(inner).asBytes();
    return `<${Buffer.from(security.encryptString(objectNumber, 0, bytes)).toString('hex')}>`;
  };
}

function objectText(draft: Draft, objectNumber: number, manner: Manner, draw: Draw): string {
  const object = draft.objects.get(objectNumber);
  if (!object) return '';
  const own: Manner = { ...manner, text: stringIn(draft, objectNumber) };
  if (object.data === null) return `${objectNumber} 0 obj\n${write(object.node, own)}\nendobj\n`;
  const node: Node = structuredClone(object.node);
  const data = draft.model.security?.encryptStream(objectNumber, 0, object.data) ?? object.data;
  set(node, 'Length', draw(8) === 0 && !draft.model.security ? draft.addRef(String(data.length)) : String(data.length));
  return `${objectNumber} 0 obj\n${write(node, own)}\nstream\n${Buffer.from(data).toString('latin1')}\nendstream\nendobj\n`;
}

/** Objects that may stand in an object stream: no streams, nothing of the encryption. */
function packable(draft: Draft): number[] {
  const encrypt = get(draft.model.trailer, 'Encrypt');
  return [...draft.objects].flatMap(([objectNumber, { node, data }]) =>
    data === null && get(node, 'ByteRange') === undefined && encrypt === undefined ? [objectNumber] : [],
  );
}

function pack(draft: Draft, members: readonly number[], manner: Manner): { number: number; text: string } {
  let content = '';
  const index = members.map((objectNumber) => {
    const line = `${objectNumber} ${content.length}`;
    content += `${write(draft.objects.get(objectNumber)?.node ?? { kind: 'atom', text: 'null' }, manner)}\n`;
    return line;
  });
  const head = `${index.join(' ')} `;
  const number = draft.add('null');
  draft.objects.delete(number);
  const dictionary = `<< /Type /ObjStm /N ${members.length} /First ${head.length} /Length ${head.length + content.length} >>`;
  return { number, text: `${number} 0 obj\n${dictionary}\nstream\n${head}${content}\nendstream\nendobj\n` };
}

/** The trailer's entries: those of before, and what the draft says otherwise. */
function trailerOf(draft: Draft, draw: Draw): [string, string][] {
  const { trailer, startxref } = draft.model;
  const entries = new Map<string, string>();
  for (const key of ['Root', 'Info', 'Encrypt', 'ID']) {
    const value = get(trailer, key);
    if (value && (key !== 'ID' || draw(4) > 0 || get(trailer, 'Encrypt'))) entries.set(key, write(value));
  }
  for (const [key, value] of draft.trailer) entries.set(key, value);
  return [...entries, ['Prev', String(startxref)]];
}

/** The whole file with the update. */
export function writeUpdate(draft: Draft, draw: Draw, kind: WritingKind): Buffer {
  const { file } = draft.model;
  const manner: Manner = kind === 'escaped' ? { name: escapedNames(draw, 12) } : {};
  const isStream = draft.model.kind === 'stream' ? draw(10) > 0 : draw(10) === 0;
  const candidates = isStream ? packable(draft) : [];
  const members = draw(2) === 0 ? candidates.filter(() => draw(3) > 0).toSorted((one, other) => one - other) : [];
  const texts = new Map<number, string>();
  for (const objectNumber of [...draft.objects.keys()]) {
    if (!members.includes(objectNumber)) texts.set(objectNumber, objectText(draft, objectNumber, manner, draw));
  }
  // A length that stands in an object of its own was added meanwhile.
  for (const objectNumber of draft.objects.keys()) {
    if (!members.includes(objectNumber) && !texts.has(objectNumber)) {
      texts.set(objectNumber, objectText(draft, objectNumber, manner, draw));
    }
  }
  if (kind === 'distorted') distort(texts, draw);
  const packed = members.length > 0 ? pack(draft, members, manner) : null;
  if (packed) texts.set(packed.number, packed.text);
  const start = file.length;
  const lastByte = file.at(-1);
  let body = lastByte === 0x0a || lastByte === 0x0d ? '' : '\n';
  const entries = new Map<number, Entry>();
  for (const [objectNumber, text] of texts) {
    entries.set(objectNumber, { type: 1, second: start + body.length, third: 0 });
    body += text;
  }
  for (const [index, objectNumber] of members.entries()) {
    entries.set(objectNumber, { type: 2, second: packed?.number ?? 0, third: index });
  }
  for (const objectNumber of draft.freed) entries.set(objectNumber, { type: 0, second: 0, third: draw(2) });
  const own = isStream ? draft.add('null') : null;
  const before = Number(/\d+/.exec(write(get(draft.model.trailer, 'Size') ?? { kind: 'atom', text: '0' }))?.[0] ?? 0);
  const highest = Math.max(own ?? 0, ...entries.keys());
  const section: Section = {
    body,
    start,
    own,
    entries,
    trailer: [['Size', String(Math.max(before, highest + 1))], ...trailerOf(draft, draw)],
    isCompressed: draw(2) === 0,
    alterations: {},
  };
  if (kind === 'irregular') {
    for (let count = 1 + draw(2); count > 0; count--) pick(draw, irregularSections)(section, draft.model, draw);
  }
  return Buffer.concat([file, Buffer.from(writeSection(section), 'latin1')]);
}

function distort(texts: Map<number, string>, draw: Draw): void {
  if (texts.size === 0) return;
  for (let attempts = 0, done = 0; attempts < 40 && done <= draw(2); attempts++) {
    const objectNumber = pick(draw, [...texts.keys()]);
    const [pattern, replacement] = pick(draw, distortions);
    const text = texts.get(objectNumber) ?? '';
    const distorted = text.replace(pattern, replacement);
    if (distorted !== text) done += 1;
    texts.set(objectNumber, distorted);
  }
}
