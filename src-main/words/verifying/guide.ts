import { type Language, type Verdict, verdict } from '../../contract/index.ts';
import { verdictWords } from '../verdict-words.ts';
import { guideEn } from './guide-en.ts';
import type { GuideWords } from './guide-words.ts';
import { guideZhCn } from './guide-zh-cn.ts';
import { describeStep, stepsAfter } from './next-steps.ts';

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
