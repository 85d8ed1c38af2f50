import { describe, expect, it, test } from 'vitest';
import type { Language } from '../../src-main/contract/index.ts';
import {
  describeChange,
  describeError,
  describeFinding,
  mapTexts,
  visibleJson,
  visibleText,
} from '../../src-main/words/index.ts';
import { hidden, hostileText, hostileTexts } from '../fixtures/hostile-text.ts';

describe('text from outside', () => {
  it.each(Object.entries(hostileTexts))('that %s is in plain sight', (_, text) => {
    const visible = visibleText(text);
    expect(visible).not.toMatch(hidden);
    // Shown twice it is the same: doors may lie one behind the other.
    expect(visibleText(visible)).toBe(visible);
  });

  it.each([
    ['\u001b[2J', '[U+001B][2J'],
    ['\u202efdp', '[U+202E]fdp'],
    ['\u{e0001}', '[U+E0001]'],
    ['\ud800', '[U+D800]'],
  ])('reads by its code points: %j', (text, visible) => expect(visibleText(text)).toBe(visible));

  it.each(['杭州示例科技有限公司', 'Müller & Søn', '𠮷野家', 'שלום', 'Ümläut\u0301', '合同 第 2026-118 号', '😀'])(
    'that is harmless stays as it is: %s',
    (text) => expect(visibleText(text)).toBe(text),
  );

  it('keeps what is asked for, and nothing beside it', () => {
    expect(visibleText('a\tb\nc\u001b', '\t\n')).toBe('a\tb\nc[U+001B]');
  });

  it('is found wherever it stands in data, whose bytes and times stay', () => {
    const bytes = new Uint8Array([27]);
    const at = new Date(0);
    const data = { name: '\u202e', list: ['\u200b', { deep: '\u001b' }], bytes, at, none: null, count: 1 };
    expect(mapTexts(data, (text) => visibleText(text))).toEqual({
      name: '[U+202E]',
      list: ['[U+200B]', { deep: '[U+001B]' }],
      bytes,
      at,
      none: null,
      count: 1,
    });
  });
});

test('JSON shows nothing hidden, and is read back whole', () => {
  const value = { [hostileText]: hostileText, list: [hostileText, '正文'] };
  const json = visibleJson(value);
  expect(json.replaceAll('\n', '')).not.toMatch(hidden);
  expect(json).toContain('正文');
  expect(JSON.parse(json)).toEqual(value);
});

describe.each<Language>(['zh-CN', 'en'])('sentences in %s', (language) => {
  it('are filled with what is in plain sight', () => {
    const sentences = [
      describeFinding(
        { code: 'chain', state: 'failed', reason: 'chain/not-a-ca', values: { subject: hostileText } },
        language,
      ),
      describeChange(
        {
          kind: 'form-filled',
          objectNumber: 1,
          page: 1,
          rect: null,
          part: null,
          fieldName: hostileText,
          allowedBy: null,
          coversContent: false,
          evidence: null,
        },
        language,
      ),
      ...Object.values(
        describeError({ code: 'FILE_NOT_FOUND', values: { path: hostileText, reason: hostileText } }, language),
      ),
    ];
    for (const sentence of sentences) expect(sentence).not.toMatch(hidden);
    expect(sentences.join()).toContain('[U+202E]');
  });
});
