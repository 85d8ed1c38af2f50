import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AppError, errorCodes, type Language } from '../../src-main/contract/index.ts';
import { describeError, errorWords } from '../../src-main/words/index.ts';

const languages: readonly Language[] = ['zh-CN', 'en'];
const han = /\p{Script=Han}/u;

const root = fileURLToPath(new URL('../../', import.meta.url));
const tables = ['src-main/contract/errors.ts', 'src-main/words/error-words.ts'].map((path) => join(root, path));
const sources = ['src-main', 'src-renderer']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  )
  .filter((path) => /\.tsx?$/.test(path) && !tables.includes(path))
  .map((path) => ({ text: readFileSync(path, 'utf8') }));

describe('every error that a person can meet', () => {
  for (const code of errorCodes) {
    const words = errorWords[code];
    test(`${code} says what happened and what to do next, in Chinese and in English`, () => {
      for (const language of languages) {
        for (const sentence of [words[language].happened, words[language].next]) {
          expect(sentence.trim()).toBe(sentence);
          expect(sentence.length).toBeGreaterThan(1);
          // The doors put the full stops; one line each.
          expect(sentence).not.toMatch(/[.。!！\n]$/);
          expect(han.test(sentence)).toBe(language === 'zh-CN');
        }
      }
    });
  }

  test('can happen: no code is left that nothing throws', () => {
    const all = sources.map(({ text }) => text).join('\n');
    expect(errorCodes.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
  });
});

describe('what an error brings', () => {
  test('is each value that its sentence names and no other: else it does not compile', () => {
    const made = [
      new AppError('PAGE_OUT_OF_RANGE', { page: 7, pageCount: 3 }),
      // @ts-expect-error a value lacks
      new AppError('PAGE_OUT_OF_RANGE', { page: 7 }),
      // @ts-expect-error all of them lack
      new AppError('PAGE_OUT_OF_RANGE'),
      // @ts-expect-error one too many
      new AppError('FILE_NOT_FOUND', { path: '/a.pdf', name: 'a.pdf' }),
      // @ts-expect-error one where there are none
      new AppError('CANCELLED', { path: '/a.pdf' }),
      // @ts-expect-error no such code
      new AppError('FILE_LOST', { path: '/a.pdf' }),
      // With a code that only running decides: what either needs.
      new AppError(Date.now() > 0 ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path: '/a.pdf' }),
    ];
    expect(made).toHaveLength(7);
  });

  test('may have what programs ask for and no sentence names', () => {
    expect(new AppError('PIN_LOCKED').values).toEqual({});
    expect(new AppError('PIN_LOCKED', { serial: '42' }).values).toEqual({ serial: '42' });
  });
});

describe('an error on its way to a person', () => {
  test('has its values filled in, in the language of the person', () => {
    const shape = new AppError('PAGE_OUT_OF_RANGE', { page: 7, pageCount: 3 }).toShape();
    expect(describeError(shape, 'zh-CN')).toEqual({
      happened: '没有第 7 页，文件共 3 页',
      next: '请选择存在的页码',
    });
    expect(describeError(shape, 'en').happened).toBe('There is no page 7; the file has 3');
  });

  test('is taken as it stands: a value with braces or dollar signs in it is only text', () => {
    const path = '/a/{page}$&$1.pdf';
    expect(describeError({ code: 'FILE_NOT_FOUND', values: { path } }, 'en').happened).toBe(`File not found: ${path}`);
  });

  test('keeps code, values and detail through a door, and never its cause', () => {
    const error = new AppError(
      'TOKEN_REMOVED',
      { serial: '42' },
      { detail: 'CKR_DEVICE_REMOVED', cause: new Error('pin') },
    );
    expect(error.toShape()).toEqual({ code: 'TOKEN_REMOVED', values: { serial: '42' }, detail: 'CKR_DEVICE_REMOVED' });
    expect(AppError.fromShape(error.toShape()).toShape()).toEqual(error.toShape());
    expect(AppError.from(error)).toBe(error);
  });

  test('is INTERNAL when nobody foresaw it, with its text for support', () => {
    expect(AppError.from(new RangeError('out of cheese')).toShape()).toEqual({
      code: 'INTERNAL',
      values: {},
      detail: 'RangeError: out of cheese',
    });
    expect(AppError.from('words').detail).toBe('words');
    expect(AppError.from(undefined).code).toBe('INTERNAL');
  });
});

describe('the sentences of an error', () => {
  /** Of the program and its libraries; names of formats and standards are no such words. */
  const technical = { detail: 'the end of the file has no startxref' };

  test.each(errorCodes)('%s: no English of the program stands in a Chinese one', (code) => {
    const spoken: Record<string, string> = { INVALID_INPUT: '页码', SEAL_ARTWORK_INVALID: '不是 PNG / not a PNG' };
    const detail = spoken[code] ?? technical.detail;
    for (const reader of ['stamping', 'checking'] as const) {
      const { happened, next } = describeError({ code, values: { detail } }, 'zh-CN', reader);
      expect(`${happened} ${next}`).not.toMatch(/startxref|not a PNG/);
    }
  });

  test('a reason without words is told as the code that it is', () => {
    const { happened } = describeError({ code: 'TSA_REFUSED', values: { reason: 'bad-request' } }, 'zh-CN');
    expect(happened).toBe('时间戳服务没有签发时间戳（代码 bad-request）');
  });

  test('never tell who checks a file to make it anew: that would destroy its signature', () => {
    const files = errorCodes.filter((code) => code.startsWith('PDF_') || code === 'VERIFICATION_LIMIT');
    for (const code of files) {
      const receiver = [describeError({ code, values: {} }, 'zh-CN', 'checking').next];
      receiver.push(describeError({ code, values: {} }, 'en', 'checking').next);
      expect(receiver.join(' ')).not.toMatch(
        /(?<!不要自行修复或|不要)(?:重新导出|另存为)|export (?:it|the PDF) again|print it/i,
      );
    }
    const damaged = (reader: 'stamping' | 'checking') =>
      describeError({ code: 'PDF_DAMAGED', values: technical }, 'zh-CN', reader).next;
    expect(damaged('stamping')).toContain('修复副本');
    expect(damaged('checking')).toContain('向发送方重新索取');
  });
});
