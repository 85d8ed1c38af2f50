/** How names and values may be written so that one reader takes them for what another does not. */
import { type Draft, pick } from '../documents/draft.ts';
import { atom, copy, type Node, parts, set } from '../documents/nodes.ts';
import type { Draw } from '../mutations.ts';

const hexadecimal = (character: string) => character.charCodeAt(0).toString(16).padStart(2, '0');

const escapes: readonly ((name: string, at: number) => string)[] = [
  // Needlessly, in either case.
  (name, at) => `${name.slice(0, at)}#${hexadecimal(name.charAt(at))}${name.slice(at + 1)}`,
  (name, at) => `${name.slice(0, at)}#${hexadecimal(name.charAt(at)).toUpperCase()}${name.slice(at + 1)}`,
  // For those that undo escapes twice.
  (name, at) => `${name.slice(0, at)}#23${hexadecimal(name.charAt(at))}${name.slice(at + 1)}`,
  (name, at) => `${name.slice(0, at)}#2323${hexadecimal(name.charAt(at))}${name.slice(at + 1)}`,
  // Needed, or not to be undone.
  (name, at) => `${name.slice(0, at)}#20${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}#00${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}#${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}#4${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}\0${name.slice(at)}`,
  (name) => `${name}#`,
];

/** Escapes one name of about `rarity`. */
export function escapedNames(draw: Draw, rarity: number): (name: string) => string {
  return (name) => (draw(rarity) === 0 && name.length > 0 ? pick(draw, escapes)(name, draw(name.length)) : name);
}

/** Says a key twice somewhere in the update: before or after, by escapes perhaps, and with another value. */
export function doubleKey(draft: Draft, draw: Draw): void {
  const objectNumber = pick(draw, [...draft.objects.keys()]);
  draft.change(objectNumber, (node) => {
    const places = [...parts(node)].flatMap((part) => (part.kind === 'dictionary' ? [part] : []));
    const place = pick(draw, places);
    const [key, value] = pick(draw, place.entries);
    const other = pick(draw, [...draft.model.objects.values()]).node;
    const otherValue: Node =
      other.kind === 'dictionary' && other.entries.length > 0 ? copy(pick(draw, other.entries)[1]) : atom('null');
    const spelt = draw(2) === 0 ? key : pick(draw, escapes)(key, draw(key.length));
    const twin: [string, Node] = [spelt, pick(draw, [otherValue, copy(value), atom('null')])];
    place.entries = draw(2) === 0 ? [...place.entries, twin] : [twin, ...place.entries];
  });
}

/** The texts of objects, written so that it is for the reader to say what they mean. */
export const distortions: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(\d+ 0) R([ \]])/, '$1 R%\n$2'],
  [/(\d+ 0) R /, '$1R '],
  [/(\d+) 0 R ([/\]>])/, '$1 0 R$2'],
  [/(\d+) 0 R/, '$1 1 R'],
  [/(\d+) 0 R/, '+$1 0 R'],
  [/(\d+) 0 R/, '0$1 0 R'],
  [/(\d+) 0 R/, '$1 0 Rx'],
  [/(\d+) 0 R/, '$1 00 R'],
  [/(\d+) 0 R/, '$1\f0\0R'],
  [/(\d+) 0 R/, '$1 % 3\n0 R'],
  [/^(\d+) 0 obj\n/, '$1 0 obj'],
  [/^(\d+) 0 obj/, '$1  0  obj'],
  [/^(\d+) 0 obj/, '0$1 0 obj'],
  [/^(\d+) 0 obj/, '$1 00 obj'],
  [/^(\d+) 0 obj/, '$1 1 obj'],
  [/^(\d+) 0 obj/, '$1 0 obj % a remark'],
  [/^(\d+) 0 obj/, '$1\n0\nobj'],
  [/^/, '%4 0 obj null endobj\n'],
  [/^/, '%created by a program\n'],
  [/^/, '\r\n\t '],
  [/endobj\n$/, ''],
  [/endobj\n$/, 'endobj'],
  [/endobj\n$/, 'endobjx\n'],
  [/\nendobj\n$/, ' endobj endobj\n'],
  [/>>(\nendobj\n)$/, '>> null$1'],
  [/>>(\nendobj\n)$/, '>> >>$1'],
  [/>>(\nendobj\n)$/, '$1'],
  [/\/Length (\d+)/, '/Length 0'],
  [/\/Length (\d+)/, '/Length $1.0'],
  [/\/Length (\d+)/, '/Length 1$1'],
  [/\/Length (\d+)/, '/Length +$1'],
  [/\/Length (\d+)/, '/Length -$1'],
  [/\/Length (\d+)/, '/Length 4 0 R'],
  [/>>\nstream\n/, '>>\nstream\r'],
  [/>>\nstream\n/, '>>\nstream \n'],
  [/>>\nstream\n/, '>>\r\nstream\r\n'],
  [/>>\nstream\n/, '/F (other.bin) >>\nstream\n'],
  [/\nendstream/, '\n\n\nendstream'],
  [/\nendstream/, 'endstream'],
  [/\nendstream/, '\nendstream endstream'],
  [/\nendstream/, '\n endstream'],
  [/endstream/, 'endstrean'],
  [/\((.{1,40}?)\)/, '($1 \\n4 0 obj)'],
  [/\[(\d+) /, '[$1.0 '],
  [/\[(\d+) /, '[$1- '],
  [/\[(\d+) /, '[--$1 '],
  [/\[(\d+) /, '[$1.5.5 '],
  [/\[(\d+) /, '[1e2 '],
  [/<< \//, '<</'],
  [/<< \//, '<< % a remark\n/'],
  [/ >>/, '>>'],
  [/ \//, '/'],
  [/ \//, '\0/'],
  [/\btrue\b/, 'True'],
  [/\bnull\b/, 'nul'],
];

/** Keys that readers look for, given another case or a blank. */
export function misspell(draft: Draft, draw: Draw): void {
  const objectNumber = pick(draw, [...draft.objects.keys()]);
  draft.change(objectNumber, (node) => {
    if (node.kind !== 'dictionary') return;
    const [key, value] = pick(draw, node.entries);
    set(node, pick(draw, [key.toLowerCase(), `${key}s`, key.slice(0, -1) || key]), copy(value));
  });
}
