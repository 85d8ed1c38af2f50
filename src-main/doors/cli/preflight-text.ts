import type { Language, PreflightFinding, StampPlan } from '../../contract/index.ts';
import { describeWarning, preflightLevelWords, warningAdvice } from '../../words/index.ts';
import { plainText } from './terminal.ts';
import type { Words } from './words/words-zh-cn.ts';

const rounded = (millimetres: number) => String(Math.round(millimetres * 10) / 10);

function linesOf({ level, place, ...warning }: PreflightFinding, language: Language, words: Words): string[] {
  const where = place ? [words.preflight.place(place.page, rounded(place.leftMm), rounded(place.topMm))] : [];
  const said = [describeWarning(warning, language), ...where, warningAdvice(warning.code, language)];
  const [found = '', ...details] = said.map(plainText);
  return [
    `${preflightLevelWords[language][level]}  ${found} [${warning.code}]`,
    ...details.map((detail) => `      ${detail}`),
  ];
}

/** The 预检 as text: what, where, what to do. */
export function formatPreflight(
  { warnings, checked }: Pick<StampPlan, 'warnings' | 'checked'>,
  language: Language,
  words: Words,
): string {
  const count = (wanted: PreflightFinding['level']) => warnings.filter(({ level }) => level === wanted).length;
  const { passed, found } = words.preflight;
  const head = warnings.length === 0 ? passed(checked) : found(checked, count('stop'), count('warn'), count('note'));
  return [head, ...warnings.flatMap((finding) => linesOf(finding, language, words))].join('\n');
}
