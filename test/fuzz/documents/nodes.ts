/** The values of PDF as a tree that can be changed anywhere and written in any manner (ISO 32000-2, 7.3). */

/** `atom`: a name with its slash, a number, a string with its brackets, a keyword or a reference, as it is written. */
export type Node =
  | { readonly kind: 'atom'; text: string }
  | { readonly kind: 'array'; items: Node[] }
  | { readonly kind: 'dictionary'; entries: [key: string, value: Node][] };
export type Dictionary = Extract<Node, { kind: 'dictionary' }>;

export const atom = (text: string): Node => ({ kind: 'atom', text });
export const reference = (objectNumber: number, generation = 0): Node => atom(`${objectNumber} ${generation} R`);

const token =
  /\s*(?:(<<|>>|\[|\])|(\((?:\\[\s\S]|[^()\\]|\((?:\\[\s\S]|[^()\\])*\))*\)|<[\dA-Fa-f\s]*>)|(\d+\s+\d+\s+R)(?![^\s/<>[\]()])|(\/[^\s/<>[\](){}%]*|[^\s/<>[\](){}%]+))/y;

/** Reads a value that is soundly written, as the tests and pdf-lib write them. */
export function parse(text: string): Node {
  token.lastIndex = 0;
  return take();

  function next(): string {
    const match = token.exec(text);
    if (!match) throw new Error(`no value in ${text.slice(0, 200)}`);
    return (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').trim();
  }

  function take(first = next()): Node {
    if (first === '[') {
      const items: Node[] = [];
      for (let word = next(); word !== ']'; word = next()) items.push(take(word));
      return { kind: 'array', items };
    }
    if (first !== '<<') return atom(first);
    const entries: [string, Node][] = [];
    for (let word = next(); word !== '>>'; word = next()) entries.push([word.slice(1), take()]);
    return { kind: 'dictionary', entries };
  }
}

/** How names and strings are written; as they stand, unless told otherwise. */
export interface Manner {
  readonly name?: (name: string) => string;
  readonly text?: (string: string) => string;
}

export function write(node: Node, manner: Manner = {}): string {
  const name = (text: string) => manner.name?.(text) ?? text;
  if (node.kind === 'array') return `[${node.items.map((item) => write(item, manner)).join(' ')}]`;
  if (node.kind === 'dictionary') {
    const entries = node.entries.map(([key, value]) => `/${name(key)} ${write(value, manner)}`);
    return `<< ${entries.join(' ')} >>`;
  }
  if (node.text.startsWith('/')) return `/${name(node.text.slice(1))}`;
  return /^[(<]/.test(node.text) ? (manner.text?.(node.text) ?? node.text) : node.text;
}

export const copy = (node: Node): Node => structuredClone(node);

export function get(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'dictionary' ? node.entries.find(([one]) => one === key)?.[1] : undefined;
}

/** Sets a key, or takes it away. */
export function set(node: Node, key: string, value: Node | string | undefined): void {
  if (node.kind !== 'dictionary') return;
  const at = node.entries.findIndex(([one]) => one === key);
  const made = typeof value === 'string' ? parse(value) : value;
  if (made === undefined) node.entries = node.entries.filter(([one]) => one !== key);
  else if (at < 0) node.entries.push([key, made]);
  else node.entries[at] = [key, made];
}

/** The number of the object that a reference names; null for anything else. */
export function referred(node: Node | undefined): number | null {
  const match = node?.kind === 'atom' ? /^(\d+)\s+\d+\s+R$/.exec(node.text) : null;
  return match ? Number(match[1]) : null;
}

/** The node and all that it holds. */
export function* parts(node: Node): Generator<Node> {
  yield node;
  const children =
    node.kind === 'array' ? node.items : node.kind === 'dictionary' ? node.entries.map(([, it]) => it) : [];
  for (const child of children) yield* parts(child);
}
