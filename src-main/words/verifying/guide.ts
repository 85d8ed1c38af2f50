import { type Language, type Verdict, verdict } from '../../contract/index.ts';
import { verdictWords } from '../verdict-words.ts';
import { guideEn } from './guide-en.ts';
import { guideZhCn } from './guide-zh-cn.ts';
import { describeStep, stepsAfter } from './next-steps.ts';

interface Listed {
  readonly title: string;
  readonly items: readonly string[];
}

export interface GuideWords {
  readonly title: string;
  readonly intro: string;
  readonly steps: Listed;
  readonly verdicts: { readonly title: string };
  readonly lines: Listed;
  readonly acrobat: Listed;
  readonly pitfalls: Listed;
  readonly made: (program: string) => string;
  readonly fileName: string;
}

/** 验章说明: how somebody who receives a seal checks it. The window and the PDF that goes along with a contract show the same. */
export const guideWords: Readonly<Record<Language, GuideWords>> = { 'zh-CN': guideZhCn, en: guideEn };

/** Every verdict as the program words it, what it means and what to do then. */
export function verdictsOfGuide(
  language: Language,
): { verdict: Verdict; name: string; meaning: string; step: string }[] {
  const { verdicts, verdictTexts } = verdictWords[language];
  return verdict.options.map((one) => ({
    verdict: one,
    name: verdicts[one],
    meaning: verdictTexts[one],
    step: stepsAfter({ verdict: one, signatures: [] })
      .map((step) => describeStep(step, language))
      .join(''),
  }));
}
