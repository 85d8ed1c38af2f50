/** What the built programs load: each thread and each command waits for it, every time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const main = join(import.meta.dirname, '..', '..', 'dist', 'main');
const read = (name: string) => readFileSync(join(main, name), 'utf8');

/** The file and what it imports at once, by their names. */
function loadedWith(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const [, chunk = ''] of read(name).matchAll(/^(?:import|export) [^\n]*"\.\/([^"]+)";$/gm)) {
    loadedWith(chunk, known);
  }
  return known;
}

const codeOf = (names: Iterable<string>) => Array.from(names, read).join('\n');
const loadedPrograms: Readonly<Record<string, string>> = {
  'cli.js': codeOf(loadedWith('cli.js')),
  'chunk-app.js': codeOf(loadedWith('chunk-app.js')),
  ...Object.fromEntries(
    [
      'read-back-worker.js',
      'verification-worker.js',
      'document-worker.js',
      'ofd-worker.js',
      'package-worker.js',
      'picture-worker.js',
      'job-table-worker.js',
      'evidence-worker.js',
      'export-worker.js',
      'audit-worker.js',
      'token-host.js',
    ].map((name) => [name, read(name)]),
  ),
};

it.each(Object.entries(loadedPrograms))('%s reads nothing of a module of Node but what it uses', (_, code) => {
  expect(code.match(/^import [^\n]*"node:[^\n]*/gm)).toBeNull();
  expect(code).not.toContain('process.getBuiltinModule("node:http")');
});

it.each([
  ['cli.js', ['from "better-sqlite3"', 'class PDFDocument', 'tsyringe']],
  ['chunk-app.js', ['class PDFDocument', 'tsyringe', 'Reflect.decorate']],
  ['read-back-worker.js', ['ZodObject', 'class PDF']],
  ['picture-worker.js', ['ZodObject', 'typeof Response.prototype.bytes !== "function"']],
  ['document-worker.js', ['class PDFDocument']],
  ['verification-worker.js', ['class PDFDocument']],
  ['ofd-worker.js', ['class PDF']],
  ['token-host.js', ['class PDF']],
] as const)('%s brings no package that it does not need', (name, foreign) => {
  const code = loadedPrograms[name] ?? '';
  expect(code.length).toBeGreaterThan(1000);
  expect(foreign.filter((text) => code.includes(text))).toEqual([]);
});
