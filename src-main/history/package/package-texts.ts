import { readFileSync } from 'node:fs';

/** What explains a package, and the script that checks it, by their names in it. */
export type PackageTexts = Readonly<Record<string, string>>;

/** Beside the source file, or beside the bundle. A release's archive can be read by the program and by none of its threads. */
const fileNames = {
  'check.py': './check.py',
  'FORMAT.zh-CN.md': './format.zh-CN.txt',
  'FORMAT.en.md': './format.en.txt',
} as const;

export function readPackageTexts(): PackageTexts {
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  return Object.fromEntries(Object.entries(fileNames).map(([name, file]) => [name, read(file)]));
}
