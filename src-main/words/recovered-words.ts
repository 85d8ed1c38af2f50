import type { Language, Recovered } from '../contract/index.ts';

type Words = { readonly [Key in keyof Recovered]: (of: Recovered[Key]) => string };

/** After a killed run of many files: all of them are on record. */
const mostNames = 3;

const list = (paths: readonly string[], between: string) =>
  `${paths.slice(0, mostNames).join(between)}${paths.length > mostNames ? '…' : ''}`;

const words: Record<Language, Words & { readonly start: string; readonly between: string }> = {
  'zh-CN': {
    start: '上次运行意外中断：',
    between: '；',
    completed: (paths) => `${paths.length} 份文件已经盖好，现已补记（${list(paths, '、')}）`,
    interrupted: (paths) => `${paths.length} 份文件没有盖成，记录为“中断，结果未知”（${list(paths, '、')}）`,
    tidiedFiles: (count) => `清理了 ${count} 个未写完的文件`,
  },
  en: {
    start: 'The program was interrupted last time: ',
    between: '; ',
    completed: (paths) => `stamped and in place, on record since now: ${paths.length} (${list(paths, ', ')})`,
    interrupted: (paths) =>
      `not finished, on record as “interrupted, outcome unknown”: ${paths.length} (${list(paths, ', ')})`,
    tidiedFiles: (count) => `half-written files taken away or put back: ${count}`,
  },
};

/** What a start found of programs that were killed; null where there was nothing. */
export function describeRecovered(
  { completed, interrupted, tidiedFiles }: Recovered,
  language: Language,
): string | null {
  const said = words[language];
  const parts = [
    ...(completed.length > 0 ? [said.completed(completed)] : []),
    ...(interrupted.length > 0 ? [said.interrupted(interrupted)] : []),
    ...(tidiedFiles > 0 ? [said.tidiedFiles(tidiedFiles)] : []),
  ];
  return parts.length === 0 ? null : `${said.start}${parts.join(said.between)}${language === 'en' ? '.' : '。'}`;
}
