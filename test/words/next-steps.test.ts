import { describe, expect, it } from 'vitest';
import {
  type Finding,
  findingCodes,
  findingReasons,
  type Language,
  nextStep,
  verdict,
} from '../../src-main/contract/index.ts';
import { describeStep, guideWords, stepOfFinding, stepsAfter, verdictsOfGuide } from '../../src-main/words/index.ts';

const languages: Language[] = ['zh-CN', 'en'];
const finding = (code: Finding['code'], state: Finding['state'], reason: Finding['reason']): Finding => ({
  code,
  state,
  reason,
  values: {},
});
const judged = (word: 'invalid' | 'changed' | 'indeterminate', ...findings: Finding[]) => ({
  verdict: word,
  signatures: [{ verdict: word, findings }],
});

describe('the next step', () => {
  it.each(verdict.options)('is there for a file that is %s, whatever was found', (word) => {
    const steps = stepsAfter({ verdict: word, signatures: [] });
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) for (const language of languages) expect(describeStep(step, language)).toMatch(/[。.]$/);
  });

  it.each(findingCodes)('is there for %s, for every reason that it fails or stays open', (code) => {
    for (const state of ['failed', 'unknown'] as const)
      for (const reason of findingReasons) expect(stepOfFinding(finding(code, state, reason))).not.toBeNull();
    expect(stepOfFinding(finding(code, 'passed', 'digest/matches'))).toBeNull();
  });

  it.each<[string, ReturnType<typeof judged>, string[]]>([
    ['changed content', judged('invalid', finding('digest', 'failed', 'digest/differs')), ['ask-new-copy']],
    [
      'a file saved anew',
      judged('invalid', finding('byte-range', 'failed', 'byte-range/saved-anew')),
      ['ask-original'],
    ],
    [
      'a revoked certificate',
      judged('invalid', finding('revocation', 'failed', 'revocation/revoked')),
      ['ask-stamp-again'],
    ],
    [
      'changed content of an unknown signer: not whom to trust',
      judged(
        'invalid',
        finding('digest', 'failed', 'digest/differs'),
        finding('chain', 'unknown', 'chain/untrusted-root'),
      ),
      ['ask-new-copy'],
    ],
    [
      'a change that nobody permitted, whoever signed',
      judged(
        'changed',
        finding('later-changes', 'warning', 'later-changes/changed'),
        finding('chain', 'unknown', 'chain/incomplete'),
      ),
      ['ask-unchanged'],
    ],
    [
      'an issuer in the file',
      judged('indeterminate', finding('chain', 'unknown', 'chain/untrusted-root')),
      ['add-issuer'],
    ],
    [
      'an issuer that is not in the file',
      judged('indeterminate', finding('chain', 'unknown', 'chain/incomplete')),
      ['get-root'],
    ],
    [
      'no answer about revocation',
      judged('indeterminate', finding('revocation', 'unknown', 'revocation/no-answer')),
      ['go-online'],
    ],
    [
      'a maker who is not trusted',
      judged('indeterminate', finding('seal-maker', 'unknown', 'seal-maker/not-trusted')),
      ['add-maker'],
    ],
    ['nothing that says more', judged('indeterminate'), ['ask-signer']],
  ])('of %s', (_, report, steps) => {
    expect(stepsAfter(report)).toEqual(steps);
  });

  it('is said for each step in both languages, in words of its own', () => {
    for (const language of languages) {
      const said = nextStep.options.map((step) => describeStep(step, language));
      expect(new Set(said).size).toBe(nextStep.options.length);
    }
    for (const step of nextStep.options) expect(describeStep(step, 'zh-CN')).not.toMatch(/[a-z]{3}/);
  });
});

describe('验章说明', () => {
  it.each(languages)('explains every verdict in the words of the program, in %s', (language) => {
    expect(verdictsOfGuide(language).map((row) => row.verdict)).toEqual(verdict.options);
    for (const { meaning, step } of verdictsOfGuide(language)) expect(`${meaning}${step}`.length).toBeGreaterThan(20);
    expect(guideWords[language].acrobat.items.join()).toContain('Acrobat');
  });
});
