import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  AppError,
  describeError,
  type ErrorCode,
  errorCodes,
  errorWords,
  type Language,
} from '../../src-main/contract/index.ts';

const languages: readonly Language[] = ['zh-CN', 'en'];
const han = /\p{Script=Han}/u;
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').toSorted();

const sourceFolder = fileURLToPath(new URL('../../src-main/', import.meta.url));
const sources = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== join('contract', 'errors.ts'))
  .map((file) => ({ file, text: readFileSync(join(sourceFolder, file), 'utf8') }));

/** From the opening bracket at `start` to the one that closes it. */
function bracketed(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if ('([{'.includes(text[at] ?? '')) depth++;
    if (')]}'.includes(text[at] ?? '')) depth--;
    if (depth === 0) return text.slice(start, at + 1);
  }
  return text.slice(start);
}

/** Every `new AppError(…)` of the sources with the codes it may have and, where it is written there, the object of its values. */
const thrown = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/new AppError\(/g)].map((match) => {
    const call = bracketed(text, match.index + match[0].length - 1);
    const line = text.slice(0, match.index).split('\n').length;
    const codes = [...call.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, code]) => code ?? '');
    const object = call.indexOf('{');
    const isSecond =
      object >= 0 && /,\s*$/.test(call.slice(0, object)) && call.slice(0, object).split(',').length === 2;
    const values = isSecond ? bracketed(call, object) : undefined;
    const isBare = /^\(\s*'[A-Z_]+',?\s*\)$/.test(call);
    return { place: `${file}:${line}`, codes, values: isBare ? '{}' : values };
  }),
);

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

    test(`${code} names the same values in both languages`, () => {
      expect(placeholders(words.en.happened + words.en.next)).toEqual(
        placeholders(words['zh-CN'].happened + words['zh-CN'].next),
      );
    });
  }

  test('can happen: no code is left that nothing throws', () => {
    const all = sources.map(({ text }) => text).join('\n');
    expect(errorCodes.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
  });

  test('has a code of the contract wherever it is thrown', () => {
    expect(thrown.length).toBeGreaterThan(100);
    const known: ReadonlySet<string> = new Set(errorCodes);
    const looksLikeOurs = (code: string) => /^(?:[A-Z]+_)+[A-Z]+$/.test(code) && !/^(?:CK|E)[A-Z]*_/.test(code);
    const unknown = thrown.flatMap(({ place, codes }) =>
      codes.filter((code) => looksLikeOurs(code) && !known.has(code)).map((code) => `${place} ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  test('brings the values that its sentence names', () => {
    const isKnown = (code: string): code is ErrorCode => errorCodes.some((known) => known === code);
    const missing = thrown.flatMap(({ place, codes, values }) => {
      // The process of a driver does not know what it is called; the room adds the name.
      if (values === undefined || place.startsWith(join('token', 'host', 'host.ts'))) return [];
      return codes.filter(isKnown).flatMap((code) => {
        const { happened, next } = errorWords[code]['zh-CN'];
        return placeholders(happened + next)
          .filter((name) => !new RegExp(`\\b${name}\\b`).test(values))
          .map((name) => `${place} ${code} {${name}}`);
      });
    });
    expect(missing).toEqual([]);
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
