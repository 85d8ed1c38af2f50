import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../../src-main/contract/index.ts';
import { createProgram } from '../../../src-main/doors/cli/program.ts';
import { words } from '../../../src-main/doors/cli/words/words.ts';
import { run } from './qianyin.ts';

let folder: string;
let home: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-help-'));
  home = join(folder, 'home');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const promised = [
  'tokens',
  'certs',
  'seals',
  'seals list',
  'seals show',
  'seals create',
  'seals import',
  'seals remove',
  'seals removed',
  'stamp',
  'verify',
  'history',
  'history list',
  'history export',
  'trial',
  'serve',
];

const commandLine = (language: Language) =>
  createProgram(words[language], () => {
    throw new Error('help opens nothing');
  });

function find(command: Command, path: string): Command {
  return path.split(' ').reduce((parent, name) => {
    const found = parent.commands.find((child) => child.name() === name);
    if (!found) throw new Error(`there is no command ${path}`);
    return found;
  }, command);
}

const han = /\p{Script=Han}/u;

for (const language of ['zh-CN', 'en'] as const) {
  describe(`help in ${language}`, () => {
    for (const path of promised) {
      test(`says what ${path} does and takes`, () => {
        const command = find(commandLine(language), path);
        const help = command.helpInformation().replace(/\s+/g, ' ');
        const description = command.description();
        expect(help).toContain(description.replace(/\s+/g, ' '));
        for (const { flags, description: meaning, argChoices } of command.options) {
          expect(help).toContain(flags);
          expect(meaning).not.toBe('');
          expect(help).toContain(meaning);
          for (const choice of argChoices ?? []) expect(help).toContain(choice);
        }
        for (const shared of ['--json', '--lang <language>', '-h, --help']) expect(help).toContain(shared);
        // A Chinese help has no English sentence in it, and an English one no Chinese but names of files and seals.
        if (language === 'zh-CN') {
          expect(description).toMatch(han);
          for (const { description: meaning } of command.options) expect(meaning).toMatch(han);
          expect(help).not.toMatch(/Usage|Options|Arguments|Commands|default|choices|display help/);
        } else {
          expect(help.replaceAll('NAME_已盖章.pdf', '').replaceAll('合同专用章', '')).not.toMatch(han);
        }
      });
    }

    test('names every command and every exit code', () => {
      const help = commandLine(language).helpInformation();
      for (const path of promised) if (!path.includes(' ')) expect(help).toMatch(new RegExp(`^ +${path}\\b`, 'm'));
    });
  });
}

test('no command has an option for the PIN itself', () => {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  const takingText = all(commandLine('en')).flatMap(({ options }) =>
    options.filter((option) => /pin|password/i.test(option.flags) && /[<[]/.test(option.flags)),
  );
  expect(takingText).toEqual([]);
});

describe('the program, asked for help', () => {
  const languages: [args: string[], env: Record<string, string>, expected: string][] = [
    [['--help'], {}, words['zh-CN'].product],
    [['--lang=en', 'stamp', '-h'], {}, words.en.commands.stamp],
    [['help', 'verify'], { QIANYIN_LANG: 'en_US.UTF-8' }, words.en.commands.verify],
  ];
  test('answers on standard output in the language asked for, and makes no data folder', async () => {
    for (const [args, env, expected] of languages) {
      const { code, stdout, stderr } = await run({ home, env }, args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      expect(stdout).toContain(expected);
      expect(stdout).toContain('130');
      expect(stdout).toContain('QIANYIN_PIN');
    }
    expect(existsSync(home)).toBe(false);
  });

  test('tells its version', async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const { code, stdout } = await run({ home }, ['--version']);
    expect({ code, version: stdout.trim() }).toMatchObject({ code: 0 });
    expect(manifest).toMatchObject({ version: stdout.trim() });
    expect(existsSync(home)).toBe(false);
  });
});
