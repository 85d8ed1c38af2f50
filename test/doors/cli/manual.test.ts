/** The manuals name only commands, options and choices that there are, and both name the same ones. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src-main/doors/cli/program.ts';
import { words } from '../../../src-main/doors/cli/words/words.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const program = createProgram(words['zh-CN'], () => {
  throw new Error('a manual opens nothing');
});

interface Written {
  readonly line: string;
  readonly command: Command;
  /** The names that led to the command. */
  readonly path: string;
  readonly options: readonly { name: string; value: string | undefined }[];
}

function findCommand(args: readonly string[]): { command: Command; path: string } {
  let command = program;
  const path: string[] = [];
  for (const arg of args) {
    const next = command.commands.find((one) => one.name() === arg);
    if (!next) continue;
    command = next;
    path.push(arg);
  }
  return { command, path: path.join(' ') };
}

/** Every `npx qianyin …` of the shell blocks, and of the text. */
function commandsIn(manual: string): Written[] {
  return [...manual.matchAll(/npx qianyin ([^\n`]*)/g)]
    .flatMap(([, rest = '']) => rest.split('#')[0]?.split('&& npx qianyin') ?? [])
    .map((line) => {
      const args = line.trim().split(/\s+/);
      const options = args.flatMap((name, index) => (name.startsWith('-') ? [{ name, value: args[index + 1] }] : []));
      return { line: line.trim(), options, ...findCommand(args) };
    });
}

const optionsOf = (command: Command | null): Command['options'] =>
  command ? [...command.options, ...optionsOf(command.parent)] : [];

describe.each(['docs/manual.md', 'docs/manual.en.md'])('%s', (path) => {
  const manual = read(path);

  it.each(commandsIn(manual).map((written) => [written.line, written] as const))('can be typed: %s', (_, written) => {
    expect(written.path).not.toBe('');
    expect(written.command.commands.filter((one) => one.name() !== 'help')).toEqual([]);
    for (const { name, value = '' } of written.options) {
      const option = optionsOf(written.command).find(({ long, short }) => name === long || name === short);
      expect(option, name).toBeDefined();
      if (option?.argChoices) expect(option.argChoices, name).toContain(value);
    }
  });

  it('names every command', () => {
    const all = (command: Command): string[] =>
      command.commands.length === 0 ? [command.name()] : command.commands.flatMap(all);
    const unnamed = all(program).filter((name) => name !== 'help' && !new RegExp(`\\b${name}\\b`).test(manual));
    expect(unnamed).toEqual([]);
  });

  it('leads only to files that are there, and to headings of its own', () => {
    const headings = [...manual.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );
    for (const [, link = ''] of manual.matchAll(/\]\(([^)]+)\)/g)) {
      if (link.startsWith('#')) expect(headings).toContain(link.slice(1));
      else expect(existsSync(join(root, 'docs', link)), link).toBe(true);
    }
  });
});

it('says the same in both languages', () => {
  const [chinese, english] = ['docs/manual.md', 'docs/manual.en.md'].map((path) =>
    commandsIn(read(path)).map(({ path, options }) => `${path} ${options.map(({ name }) => name).join(' ')}`),
  );
  expect(english).toEqual(chinese);
});
