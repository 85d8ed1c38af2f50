import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The vectors that python-cryptography collects (NIST's CAVP, RFC 8032, PKCS #1 of RSA Security, OSCCA), as Debian has them in
 * python3-cryptography-vectors. They are read from there: nothing is copied, so that nothing is mistyped.
 */
const folder = '/usr/lib/python3/dist-packages/cryptography_vectors';

export const readVectorFile = (...path: string[]): string => readFileSync(join(folder, ...path), 'latin1');

/** One case: its own lines, and the last line of each name before it that the case does not have itself. */
export type Vector = Readonly<Record<string, string>>;

/**
 * A response file of CAVP: blocks of `name = value`, parted by empty lines. A block without the closing `last` line, and a heading in
 * brackets (as `section`), hold for those that follow.
 */
export function readResponses(text: string, last: string): Vector[] {
  const vectors: Vector[] = [];
  let shared: Record<string, string> = {};
  let own: Record<string, string> = {};
  const close = () => {
    if (last in own) vectors.push({ ...shared, ...own });
    else shared = { ...shared, ...own };
    own = {};
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[(.*)\]/.exec(line)?.[1];
    const [, name, value = ''] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (heading !== undefined) {
      close();
      shared = { section: heading };
    } else if (name !== undefined) own[name] = value;
    else if (line.trim() === '') close();
  }
  close();
  return vectors;
}

export const bytesOf = (hexadecimal: string | undefined): Buffer =>
  Buffer.from((hexadecimal ?? '').length % 2 === 0 ? (hexadecimal ?? '') : `0${hexadecimal}`, 'hex');
