import { SaxesParser } from 'saxes';
import { AppError } from '../contract/index.ts';

/** Values of a data file by their paths: names with dots between them, numbers from 0 in lists. */
export type DataValues = ReadonlyMap<string, string>;

const mostBytes = 4 << 20;
const mostValues = 20_000;
const mostDepth = 64;

class Values {
  readonly found = new Map<string, string>();

  /** Of two values of one path nobody knows which is meant. */
  add(path: string, value: string): void {
    if (this.found.has(path)) throw new AppError('DATA_UNREADABLE', { detail: `twice: ${path}` });
    if (this.found.size >= mostValues) throw new AppError('DATA_UNREADABLE', { detail: 'too many values' });
    this.found.set(path, value);
  }
}

function addJson(values: Values, value: unknown, path: string, depth: number): void {
  if (depth > mostDepth) throw new AppError('DATA_UNREADABLE', { detail: 'too deep' });
  const below = (name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) addJson(values, one, below(index), depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) addJson(values, one, below(name), depth + 1);
  } else if (value !== null && value !== undefined) values.add(path, String(value));
}

/** Numbers as they are written: 12.50 is no 12.5 on a page. */
function parseJson(text: string): unknown {
  assertNamesOnce(text);
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? context.source : value,
  );
}

/** Readers differ in which of two members of one name they take (RFC 8259, 4). */
function assertNamesOnce(text: string): void {
  const open: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;
  let last = '';
  for (const [one] of text.matchAll(token)) {
    if (one === '{') open.push(new Set());
    else if (one === '[') open.push(null);
    else if (one === '}' || one === ']') open.pop();
    else if (one === ':' && last.startsWith('"')) {
      const names = open.at(-1);
      const named: unknown = JSON.parse(last);
      if (names?.has(String(named))) throw new AppError('DATA_UNREADABLE', { detail: `twice: ${String(named)}` });
      names?.add(String(named));
    }
    last = one;
  }
}

/** Elements by their local names, attributes with @; of elements of one name in one place, the later ones are numbered from 1. */
function addXml(values: Values, text: string): void {
  const parser = new SaxesParser({ xmlns: true });
  const path: string[] = [];
  const counts: Map<string, number>[] = [new Map()];
  let own = '';
  const fail = (detail: string) => {
    throw new AppError('DATA_UNREADABLE', { detail });
  };
  parser.on('error', ({ message }) => fail(message));
  parser.on('doctype', () => fail('a document type'));
  parser.on('opentag', ({ local, attributes }) => {
    if (path.length > mostDepth) fail('too deep');
    const siblings = counts.at(-1) ?? new Map<string, number>();
    const count = siblings.get(local) ?? 0;
    siblings.set(local, count + 1);
    path.push(count === 0 ? local : `${local}.${count}`);
    counts.push(new Map());
    own = '';
    for (const { local: attribute, prefix, value } of Object.values(attributes)) {
      if (prefix !== 'xmlns' && attribute !== 'xmlns') values.add([...path, `@${attribute}`].join('.'), value.trim());
    }
  });
  parser.on('text', (part) => {
    own += part;
  });
  parser.on('cdata', (part) => {
    own += part;
  });
  parser.on('closetag', () => {
    const hasChildren = (counts.pop()?.size ?? 0) > 0;
    if (!hasChildren && own.trim() !== '') values.add(path.join('.'), own.trim());
    path.pop();
    own = '';
  });
  parser.write(text).close();
}

/** @throws AppError DATA_UNREADABLE where it is neither JSON nor XML that every program reads alike */
export function readData(content: Uint8Array): DataValues {
  if (content.length > mostBytes) throw new AppError('DATA_UNREADABLE', { detail: 'too large' });
  const values = new Values();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (text.trimStart().startsWith('<')) addXml(values, text);
    else addJson(values, parseJson(text), '', 0);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('DATA_UNREADABLE', { detail: cause instanceof Error ? cause.message : '' }, { cause });
  }
  return values.found;
}

export const mimeTypeOf = (content: Uint8Array): string =>
  Buffer.from(content.subarray(0, 200)).toString('utf8').trimStart().startsWith('<') ? 'text/xml' : 'application/json';
