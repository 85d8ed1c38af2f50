import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { appInfo, driver, driverState, findingReasons, settings } from '../../src-main/contract/index.ts';
import { words as commandLineWords } from '../../src-main/doors/cli/words/words.ts';
import { describeError, describeWarning, nameWords } from '../../src-main/words/index.ts';
import { en } from '../../src-renderer/words/en.ts';
import { zhCn } from '../../src-renderer/words/zh-cn.ts';

const speakers = {
  window: { 'zh-CN': zhCn, en },
  'command line': commandLineWords,
};

interface Leaf {
  path: string;
  value: unknown;
}

function leaves(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path} › ${key}`));
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted();
const han = /\p{Script=Han}/u;
/** Names of files, of the product and of what is engraved stay Chinese in English. */
const chineseInEnglish =
  /_已盖章|钤印|合同专用章|试用|中文|发票专用章|财务专用章|之印|[“”][^“”]*\p{Script=Han}[^“”]*[“”]/u;

for (const [speaker, { 'zh-CN': chinese, en: english }] of Object.entries(speakers)) {
  describe(`the words of the ${speaker}`, () => {
    const chineseLeaves = leaves(chinese);
    const englishLeaves = new Map(leaves(english).map(({ path, value }) => [path, value]));

    test('are the same in Chinese and English: none is missing, none is left over', () => {
      expect([...englishLeaves.keys()].toSorted()).toEqual(chineseLeaves.map(({ path }) => path).toSorted());
    });

    test('take the same values in both languages', () => {
      for (const { path, value } of chineseLeaves) {
        const other = englishLeaves.get(path);
        expect(typeof other, path).toBe(typeof value);
        if (typeof value === 'function' && typeof other === 'function') expect(other.length, path).toBe(value.length);
        if (typeof value === 'string' && typeof other === 'string') {
          expect(placeholders(other), path).toEqual(placeholders(value));
        }
      }
    });

    test('are never empty, and English is English', () => {
      for (const { path, value } of chineseLeaves) if (typeof value === 'string') expect(value, path).not.toBe('');
      const chineseLeft = [...englishLeaves].filter(
        ([, value]) => typeof value === 'string' && han.test(value) && !chineseInEnglish.test(value),
      );
      expect(chineseLeft).toEqual([]);
    });
  });
}

describe('every state that the window alone names has a word there', () => {
  const covered: [what: string, values: readonly string[], words: object][] = [
    ['driver states', driverState.options, zhCn.settings.driverStates],
    ['driver sources', driver.shape.source.options, zhCn.settings.driverSources],
    ['themes', settings.shape.theme.unwrap().options, zhCn.settings.themes],
    ['doors', appInfo.shape.door.options, zhCn.history.doors],
  ];
  test.each(covered)('%s', (_, values, words) => {
    expect(Object.keys(words).toSorted()).toEqual([...values].toSorted());
  });
});

describe('what both speak of', () => {
  test('is called something, the same everywhere, in Chinese and in English', () => {
    const chinese = leaves(nameWords['zh-CN']);
    const english = new Map(leaves(nameWords.en).map(({ path, value }) => [path, value]));
    for (const { path, value } of chinese) {
      expect(han.test(String(value)), path).toBe(true);
      expect(String(english.get(path)), path).toMatch(/^[A-Za-z]/);
    }
    expect(english.size).toBe(chinese.length);
  });

  test('is part of a longer sentence without standing out', () => {
    const error = { code: 'CERTIFICATE_UNUSABLE', values: { reason: 'not-yet-valid' } } as const;
    expect(describeError(error, 'en').happened).toBe(
      'The certificate cannot be used for stamping: the certificate is not valid yet',
    );
    expect(describeError(error, 'zh-CN').happened).toBe('证书不能用于盖章：证书尚未生效');
  });

  test('fills a warning with what the file says, and nothing of it can pass for our words', () => {
    const values = { names: 'JavaScript\u202e', page: 1 };
    expect(describeWarning({ code: 'active-content', values }, 'en')).toContain('(JavaScript[U+202E])');
  });
});

describe('the reasons of findings', () => {
  const sourceFolder = fileURLToPath(new URL('../../src-main/', import.meta.url));
  const source = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('-words') && !file.includes('finding-'))
    .map((file) => readFileSync(join(sourceFolder, file), 'utf8'))
    .join('\n');

  test('are all given by the core', () => {
    const given = (reason: string) =>
      source.includes(`'${reason}'`) || source.includes(`\`${reason.slice(0, reason.indexOf('/') + 1)}\${`);
    expect(findingReasons.filter((reason) => !given(reason))).toEqual([]);
  });

  test('have a sentence of their own where the check does not apply: there is no general one', () => {
    const notApplicable = [...source.matchAll(/'not-applicable',\s*'([a-z-]+\/[a-z-]+)'/g)].map(
      (match) => match[1] ?? '',
    );
    const told: ReadonlySet<string> = new Set(Object.keys(zhCn.findings.reasons));
    expect(notApplicable.filter((reason) => !told.has(reason))).toEqual([]);
  });
});
