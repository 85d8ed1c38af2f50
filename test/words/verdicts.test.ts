import { describe, expect, it } from 'vitest';
import { verdict } from '../../src-main/contract/index.ts';
import { verdictWords } from '../../src-main/words/index.ts';

const { 'zh-CN': chinese, en: english } = verdictWords;

describe('the first word that a person reads', () => {
  it.each(verdict.options)('of %s says valid only where all that was changed was permitted', (word) => {
    const mayBeginSo = word === 'valid' || word === 'permitted';
    expect(/^有效/.test(chinese.verdicts[word])).toBe(mayBeginSo);
    expect(/^valid/i.test(english.verdicts[word])).toBe(mayBeginSo);
  });

  it('of what nobody permitted says not to rely on it', () => {
    expect(chinese.verdicts.changed).toBe('盖章后被改动，不可采信');
    expect(english.verdicts.changed).toBe('Changed after stamping, not to be relied on');
  });

  it('says 无法判断 of what came afterwards where nobody can tell', () => {
    expect(chinese.afterwards.unknown).toBe('无法判断');
  });
});
