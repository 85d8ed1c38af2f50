import type { Language, SealLegibility } from '../../contract/index.ts';

const words = {
  'zh-CN': {
    narrow: (mm: number) => `最窄的字只有 ${mm} mm 宽`,
    thin: (mm: number) => `最细的笔画只有 ${mm} mm`,
    next: '打印或扫描后可能认不清；请缩短文字，或与备案的印章核对尺寸',
    between: '，',
    after: '：',
  },
  en: {
    narrow: (mm: number) => `the narrowest character is only ${mm} mm wide`,
    thin: (mm: number) => `the thinnest stroke is only ${mm} mm`,
    next: 'it may not be readable when printed or scanned; shorten the text, or compare the size with the registered seal',
    between: ' and ',
    after: ': ',
  },
} as const satisfies Record<Language, unknown>;

/** What of the text cannot be read once it is printed; null where all can. */
export function describeLegibility(legibility: SealLegibility, language: Language): string | null {
  const { narrow, thin, next, between, after } = words[language];
  const { characterMm, letterMm, strokeMm, isNarrow, isThin } = legibility;
  const narrowest = Math.min(characterMm ?? Infinity, letterMm ?? Infinity);
  const said = [...(isNarrow ? [narrow(narrowest)] : []), ...(isThin && strokeMm !== null ? [thin(strokeMm)] : [])];
  if (said.length === 0) return null;
  const text = `${said.join(between)}${after}${next}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
