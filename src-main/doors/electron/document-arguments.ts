import { extname, resolve } from 'node:path';
import { fileURLToPath, fileURLToPathBuffer } from 'node:url';
import { pathOfBytes } from '../../contract/index.ts';

/** Linux desktops hand files over as `file:` addresses (Desktop Entry Specification, `%U`). */
function pathOf(argument: string): string | null {
  if (!/^file:/i.test(argument)) return argument;
  try {
    return fileURLToPath(argument);
  } catch (cause) {
    // The bytes of a name that is no UTF-8.
    const isBytes = cause instanceof URIError && !/%2f/i.test(argument);
    return isBytes ? pathOfBytes(fileURLToPathBuffer(argument)) : null;
  }
}

const extensions: ReadonlySet<string> = new Set(['.pdf', '.ofd']);

/**
 * The documents that a command line names, as absolute paths. Whether they are there is for the page to say, in words;
 * switches and the program's own path are none.
 */
export function documentArguments(argv: readonly string[], workingFolder: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .flatMap((argument) => pathOf(argument) ?? [])
    .filter((path) => extensions.has(extname(path).toLowerCase()))
    .map((path) => resolve(workingFolder, path));
}
