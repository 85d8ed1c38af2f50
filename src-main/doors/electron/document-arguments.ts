import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';

/** The PDF that a command line names, as an absolute path, or null: switches and the program's own path are none. */
export function documentArgument(argv: readonly string[], workingFolder: string): string | null {
  for (const argument of argv.slice(1).reverse()) {
    if (argument.startsWith('-') || extname(argument).toLowerCase() !== '.pdf') continue;
    const path = resolve(workingFolder, argument);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  }
  return null;
}
