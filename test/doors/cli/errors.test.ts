import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, type Language } from '../../../src-main/contract/index.ts';
import { describeFailure, exitCodeOf, usageError } from '../../../src-main/doors/cli/failure.ts';
import { combinePlacements, type PlacementStep } from '../../../src-main/doors/cli/placement-options.ts';
import { createProgram } from '../../../src-main/doors/cli/program.ts';
import { words } from '../../../src-main/doors/cli/words/words.ts';
import { describeError } from '../../../src-main/words/index.ts';
import { expectFailure, run, runOnTerminal } from './qianyin.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
let folder: string;
let home: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-errors-'));
  home = join(folder, 'home');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = ['--seal', 'a', '--page', '1', '--at', '10,10'];

/** What the command line says to arguments that it does not take. */
async function complaintOf(args: readonly string[], language: Language): Promise<string> {
  const program = createProgram(words[language], () => {
    throw new Error('wrong arguments start nothing');
  });
  try {
    await program.parseAsync(['node', 'qianyin', ...args]);
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageError(thrown, language) : AppError.from(thrown);
    expect({ code: error.code, exitCode: exitCodeOf(error) }).toEqual({ code: 'INVALID_INPUT', exitCode: 2 });
    return describeFailure(error, language);
  }
  throw new Error('the arguments were taken');
}

describe('the next step', () => {
  test.each([
    ['PIN_FINAL_TRY', '--final-try'],
    ['OUTPUT_EXISTS', '--force'],
  ] as const)('after %s is an option here, of which the window says nothing', (code, option) => {
    for (const language of ['zh-CN', 'en'] as const) {
      expect(describeFailure(AppError.fromShape({ code, values: {} }), language)).toContain(option);
      expect(describeError({ code, values: {} }, language).next).not.toContain('--');
    }
  });
});

describe('arguments that are wrong', () => {
  const wrong: [args: string[], said: string][] = [
    [['stmp'], '没有这个命令 stmp'],
    [['seals', 'nope'], '参数过多 nope'],
    [['stamp', 'a.pdf'], '--at ?'],
    [['stamp', ...place], '缺少参数 input.pdf|input.ofd'],
    [['stamp', 'a.pdf', '--page', '1', '--at', '1,1'], '--seal ?'],
    [['stamp', 'a.pdf', '--seal', 'a', '--paging', 'middle'], '选项的取值不正确 --paging [edge] middle'],
    [['stamp', 'a.pdf', '--seal', 'a', '--keyword', '甲方', '--every', '3'], '--every: --paging ?'],
    [['stamp', 'a.pdf', 'b.pdf', ...place], '参数过多 a.pdf, b.pdf'],
    [['stamp', 'a.pdf', ...place, '--page', '0'], '--page 0'],
    [['stamp', 'a.pdf', ...place, '--page', '1.5'], '--page 1.5'],
    [['stamp', 'a.pdf', ...place, '--at', '10;10'], '--at 10;10'],
    [['stamp', 'a.pdf', ...place, '--at', '1e3,1'], '--at 1e3,1'],
    [['stamp', 'a.pdf', ...place, '--what'], '没有这个选项 --what'],
    [['seals', 'create', '--name', 'a', '--kind', 'x'], '选项的取值不正确 --kind <kind> x'],
    [['seals', 'import', 'a.png', '--name', 'a', '--width', 'wide'], '选项的取值不正确 --width <mm> wide'],
    [['history', 'list', '--limit', '0'], '选项的取值不正确 --limit <n> 0'],
    [['history', 'list', '--outcome', 'done'], '选项的取值不正确 --outcome <outcome> done'],
    [['history', 'export', '-o'], '选项缺少取值 -o, --output <file>'],
    [['serve', '--port', '70000'], '选项的取值不正确 --port <port> 70000'],
    [['tokens', '--lang', 'fr'], '选项的取值不正确 --lang <language> fr'],
  ];
  test.each(wrong)('are named in one Chinese sentence: %j', async (args, said) => {
    expect(await complaintOf(args, 'zh-CN')).toBe(`输入不正确：${said}。请更正后重试。(INVALID_INPUT)`);
  });

  test('are named in English to those who asked for it, with what was perhaps meant', async () => {
    const said = await complaintOf(['stamp', 'a.pdf', ...place, '--forse'], 'en');
    expect(said).toBe(
      "The input is not right: unknown option '--forse' (Did you mean --force?). Correct it and try again. (INVALID_INPUT)",
    );
  });

  test('cannot be a PIN, which is not repeated either', async () => {
    for (const pin of [['--pin', '135790'], ['--pin=135790'], ['-p135790']]) {
      for (const language of ['zh-CN', 'en'] as const) {
        const said = await complaintOf(['stamp', 'a.pdf', ...place, ...pin], language);
        expect(said).toMatch(/--?p/);
        expect(said).not.toContain('135790');
      }
    }
  });

  test('end the program with 2, with or without --json, and make no data folder', async () => {
    expectFailure(await run({ home }, ['verify', '--json']), 'INVALID_INPUT', 2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that are missing altogether bring the help, on standard error', async () => {
    const { code, stdout, stderr } = await run({ home }, []);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('用法');
    expect(stderr).not.toContain('INVALID_INPUT');
  });
});

describe('places on the page', () => {
  const at = (xMm: number, yMm: number): PlacementStep => ({ option: 'at', xMm, yMm });
  const seal = (value: string): PlacementStep => ({ option: 'seal', value });
  const page = (value: number | 'last'): PlacementStep => ({ option: 'page', value });

  const here = (sealId: string, on: number, xMm: number, yMm: number) => ({
    sealId,
    placing: { rule: 'here', page: on, xMm, yMm },
  });
  const kept = (sealId: string, pages: string, acrossMm: number, downMm: number) => ({
    sealId,
    placing: { rule: 'pages', pages, place: { corner: 'nearest', acrossMm, downMm } },
  });

  test('take the page and seal named before them; what is named once counts for all, wherever it stands', () => {
    expect(combinePlacements([at(1, 2), at(3, 4), page('last'), seal('a')])).toEqual([
      kept('a', '-1', 1, 2),
      kept('a', '-1', 3, 4),
    ]);
    expect(combinePlacements([seal('a'), page(1), at(1, 1), page(2), at(2, 2), seal('b'), at(3, 3)])).toEqual([
      here('a', 1, 1, 1),
      here('a', 2, 2, 2),
      here('b', 2, 3, 3),
    ]);
  });

  test('may be a range of pages, an edge or words, each with the details that follow it', () => {
    const paging = (edge: 'right' | 'left'): PlacementStep => ({ option: 'paging', edge });
    const every = (count: number): PlacementStep => ({
      option: 'detail',
      detail: { of: 'paging', option: '--every', given: { every: count } },
    });
    const nth = (which: 'all' | number): PlacementStep => ({
      option: 'detail',
      detail: { of: 'keyword', option: '--nth', given: { which } },
    });
    const pages = (value: string): PlacementStep => ({ option: 'pages', value });
    const keyword: PlacementStep = { option: 'keyword', text: '（盖章）' };
    expect(
      combinePlacements([seal('a'), pages('1-3'), at(1, 2), paging('left'), every(5), keyword, nth('all')]),
    ).toEqual([
      kept('a', '1-3', 1, 2),
      { sealId: 'a', placing: { rule: 'paging', edge: 'left', every: 5 } },
      { sealId: 'a', placing: { rule: 'keyword', text: '（盖章）', which: 'all' } },
    ]);
    expect(combinePlacements([pages('2-'), paging('right'), seal('a')])).toEqual([
      { sealId: 'a', placing: { rule: 'paging', edge: 'right', pages: '2-' } },
    ]);
    expect(combinePlacements([seal('a'), paging('right'), pages('2-'), page(1), at(5, 5)])).toEqual([
      { sealId: 'a', placing: { rule: 'paging', edge: 'right', pages: '2-' } },
      here('a', 1, 5, 5),
    ]);
    expect(() => combinePlacements([seal('a'), keyword, every(2)])).toThrowError(/INVALID_INPUT|--every/);
  });

  const misfits: Record<string, PlacementStep[]> = {
    'a page without a place': [seal('a'), page(1), page(2), at(1, 1)],
    'a seal without a place': [seal('a'), page(1), at(1, 1), seal('b')],
    'no place at all': [seal('a'), page(1)],
    'a place before its page': [seal('a'), at(1, 1), page(1), at(2, 2), page(2), at(3, 3)],
  };
  test.each(Object.entries(misfits))('are refused when they do not fit together: %s', (_, steps) => {
    expect(() => combinePlacements(steps)).toThrowError(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('a data folder', () => {
  test('that cannot be made is named', async () => {
    const inTheWay = join(folder, 'file');
    writeFileSync(inTheWay, '');
    const result = await run({ home: join(inTheWay, 'home') }, ['history']);
    expectFailure(result, 'OUTPUT_FOLDER_UNWRITABLE', 1);
    expect(result.stderr).toContain(inTheWay);
  });

  test.runIf(isRoot)('that this user may not write is a clear error too', async () => {
    chmodSync(folder, 0o755);
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o555 });
    const absent = await run({ home: join(closed, 'home'), uid: nobody }, ['tokens']);
    expectFailure(absent, 'OUTPUT_FOLDER_UNWRITABLE', 1);
    // A file that could not be looked at was not found wrong.
    const others = await run({ home: closed, uid: nobody }, ['verify', 'a.pdf']);
    expectFailure(others, 'HOME_NOT_PRIVATE', 2);
    expect(others.stderr).toContain('root');
  });

  test('may be empty: there is a word for everything that is not there yet', async () => {
    const fresh = { home: join(folder, 'fresh') };
    expect((await run(fresh, ['history', '--lang', 'en'])).stdout).toContain('No record matches');
    expect(JSON.parse((await run(fresh, ['history', '--json'])).stdout)).toEqual([]);
  });
});

test('a terminal is not moved about by what a file name holds', async () => {
  const name = 'a\u001b[2J\u202e.pdf';
  const { shown, code } = runOnTerminal({ home: join(folder, 'fresh'), cwd: folder }, ['verify', name], []);
  expect(code).toBe(2);
  expect(shown).toContain('FILE_NOT_FOUND');
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('\u202e');
});
