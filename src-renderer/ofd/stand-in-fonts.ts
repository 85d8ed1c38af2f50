import type { FontFamily, TextItem } from '../../src-main/contract/index.ts';

/** What the systems have of the fonts of Chinese documents, the usual one first: those of Windows, macOS and Linux. */
const families: Readonly<Record<FontFamily, string>> = {
  song: 'SimSun, "Songti SC", STSong, "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", serif',
  xiaobiao:
    'FZXiaoBiaoSong-B05S, "FZXiaoBiaoSong-B05", 方正小标宋简体, STZhongsong, "Songti SC", "Noto Serif CJK SC", SimSun, serif',
  kai: 'KaiTi, "Kaiti SC", STKaiti, "AR PL UKai CN", "Noto Serif CJK SC", SimSun, serif',
  fang: 'FangSong, STFangsong, "FangSong SC", "Noto Serif CJK SC", SimSun, serif',
  hei: 'SimHei, "Heiti SC", STHeiti, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
  sans: 'Arial, Helvetica, "Liberation Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  serif: '"Times New Roman", Times, "Liberation Serif", "Noto Serif CJK SC", SimSun, serif',
  mono: '"Courier New", Courier, "Liberation Mono", "Noto Sans Mono CJK SC", SimSun, monospace',
};

/** The em that text is drawn with before it is scaled: browsers round sizes of small ones. */
export const standInEm = 100;

/** What a canvas takes for a font. */
export function standInFont({ family, bold, italic }: TextItem['standIn']): string {
  return `${italic ? 'italic ' : ''}${bold ? 'bold ' : ''}${standInEm}px ${families[family]}`;
}
