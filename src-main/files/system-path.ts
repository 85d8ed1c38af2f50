import { readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { bytesOfPath, hasNameInBytes, pathOfBytes } from '../contract/index.ts';

/** What Node puts for bytes that are no UTF-8. */
const lost = '\uFFFD';

/** A path as the system takes it: what Node makes of a text is UTF-8 always. */
export function systemPath(path: string): string | Buffer {
  return hasNameInBytes(path) ? Buffer.from(bytesOfPath(path)) : path;
}

/** The folder that this process works in, whatever its name is. */
function workingFolder(): string {
  const told = process.cwd();
  if (!told.includes(lost)) return told;
  try {
    return pathOfBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    // Only Linux has names that are no Unicode.
    return told;
  }
}

/** `resolve` of Node, in whatever folder this process works. */
export const absolutePath = (path: string): string => resolve(workingFolder(), path);

/** The arguments as Node tells them, with those whole of which it lost bytes. */
export function wholeArguments(told: readonly string[]): string[] {
  if (!told.some((argument) => argument.includes(lost))) return [...told];
  const given = argumentBytes().slice(-told.length);
  return told.map((argument, index) => {
    const bytes = given[index];
    const isSame = bytes !== undefined && argument.includes(lost) && bytes.toString() === argument;
    return isSame ? pathOfBytes(bytes) : argument;
  });
}

function argumentBytes(): Buffer[] {
  let rest: Buffer;
  try {
    rest = readFileSync('/proc/self/cmdline');
  } catch {
    return [];
  }
  const given: Buffer[] = [];
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    given.push(rest.subarray(0, end));
    rest = rest.subarray(end + 1);
  }
  return given;
}
