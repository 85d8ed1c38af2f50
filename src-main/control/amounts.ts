/** Amounts of money as Chinese documents write them. Counted in 分, so that no fraction is ever rounded. */

const figures = /^(?:人民币|rmb|cny|¥)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,10}))?(万|亿)?元?(?:整|正)?$/i;

const digits: ReadonlyMap<string, bigint> = new Map(
  ['零〇', '壹一', '贰二两', '叁三', '肆四', '伍五', '陆六', '柒七', '捌八', '玖九'].flatMap((signs, value) =>
    Array.from(signs, (sign) => [sign, BigInt(value)] as const),
  ),
);
const smallUnits: ReadonlyMap<string, bigint> = new Map([
  ['拾', 10n],
  ['十', 10n],
  ['佰', 100n],
  ['百', 100n],
  ['仟', 1000n],
  ['千', 1000n],
]);
const greatUnits: ReadonlyMap<string, bigint> = new Map([
  ['万', 10_000n],
  ['亿', 100_000_000n],
]);

const traditional: ReadonlyMap<string, string> = new Map(
  Object.entries({
    貳: '贰',
    貮: '贰',
    弐: '贰',
    參: '叁',
    叄: '叁',
    参: '叁',
    陸: '陆',
    億: '亿',
    萬: '万',
    圓: '元',
    圆: '元',
    伯: '佰',
    阡: '仟',
    什: '拾',
  }),
);

/** Full-width and traditional signs as the plain ones, sign by sign. */
const plain = (text: string) => Array.from(text.normalize('NFKC'), (sign) => traditional.get(sign) ?? sign).join('');

/** Null where it is less than a 分. */
function ofFigures(text: string): bigint | null {
  const [, whole = '', fraction = '', unit = ''] = figures.exec(text) ?? [];
  if (whole === '') return null;
  const scale = 100n * (greatUnits.get(unit) ?? 1n);
  const parts = 10n ** BigInt(fraction.length);
  const all = BigInt(whole.replaceAll(',', '') + fraction) * scale;
  return all % parts === 0n ? all / parts : null;
}

/** A whole number in Chinese numerals; null where it is none. Units fall from the left to the right, and 亿 may stand over 万. */
function wholeOf(text: string): bigint | null {
  let [sum, section, digit]: [bigint, bigint, bigint | null] = [0n, 0n, null];
  for (const sign of text) {
    const value = digits.get(sign);
    const small = smallUnits.get(sign);
    const great = greatUnits.get(sign);
    if (value !== undefined) {
      if (digit !== null && digit !== 0n) return null;
      digit = value;
    } else if (small !== undefined) {
      // 拾元 is ten, without a numeral before it.
      section += (digit === null || digit === 0n ? 1n : digit) * small;
      digit = null;
    } else if (great !== undefined) {
      section += digit ?? 0n;
      sum = great > 10_000n ? (sum + section) * great : sum + section * great;
      [section, digit] = [0n, null];
    } else return null;
  }
  return sum + section + (digit ?? 0n);
}

const capitals = /^(?:人民币)?([^元角分整正]+)元(?:(零)?([^零元角分])角)?(?:零?([^零元角分])分)?(?:整|正)?$/;
const onlyCents = /^(?:人民币)?(?:([^零元角分])角)?(?:零?([^零元角分])分)?(?:整|正)?$/;

function ofCapitals(text: string): bigint | null {
  const match = capitals.exec(text);
  if (match) {
    const [, whole = '', , tenth = '零', cent = '零'] = match;
    const [yuan, jiao, fen] = [wholeOf(whole), digits.get(tenth), digits.get(cent)];
    return yuan === null || jiao === undefined || fen === undefined ? null : yuan * 100n + jiao * 10n + fen;
  }
  const [, tenth, cent] = onlyCents.exec(text) ?? [];
  if (tenth === undefined && cent === undefined) return null;
  const [jiao, fen] = [digits.get(tenth ?? '零'), digits.get(cent ?? '零')];
  return jiao === undefined || fen === undefined ? null : jiao * 10n + fen;
}

/** An amount in 分, as a person writes one: 12,345.67 · ¥12345.67 元 · 1.2万元 · 壹万贰仟叁佰肆拾伍元陆角柒分. Null: it is none. */
export function amountOf(written: string): bigint | null {
  const text = plain(written)
    .replaceAll(/\s/g, '')
    .replace(/^(人民币|rmb|cny|¥):/i, '$1');
  return ofFigures(text) ?? ofCapitals(text);
}

/** An amount that stands in a text. */
export interface WrittenAmount {
  /** As it stands there, from the index of its first sign to that after its last. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly fen: bigint;
  readonly isCapitals: boolean;
}

const numerals = '零〇壹贰叁肆伍陆柒捌玖';
const unitSigns = '拾佰仟万亿';
const number = String.raw`\d[\d,]*(?:\.\d{1,10})?`;
const figuresInText = new RegExp(
  String.raw`(?:人民币|rmb|cny|¥) ?:? ?${number} ?[万亿]?元?|(?<![\d.,])${number} ?[万亿]?元`,
  'gi',
);
const capitalsInText = new RegExp(
  `[${numerals}拾][${numerals}${unitSigns}]*元(?:零?[${numerals}]角)?(?:零?[${numerals}]分)?[整正]?`,
  'g',
);

/** Traditional and full-width signs as the plain ones, each in its place. */
const inPlace = (line: string) =>
  Array.from(line, (sign) => {
    const same = plain(sign);
    return same.length === sign.length ? same : sign;
  }).join('');

/** The amounts of a line, in their order. Only formal numerals (壹贰叁) count as 大写: 一 and 二 stand in many words. */
export function amountsIn(line: string): WrittenAmount[] {
  const text = inPlace(line);
  const found = (pattern: RegExp, isCapitals: boolean) =>
    [...text.matchAll(pattern)].flatMap((match): WrittenAmount[] => {
      const fen = amountOf(match[0]);
      if (fen === null) return [];
      const [start, end] = [match.index, match.index + match[0].length];
      return [{ start, end, text: line.slice(start, end), fen, isCapitals }];
    });
  return [...found(figuresInText, false), ...found(capitalsInText, true)].sort((one, other) => one.start - other.start);
}

/** Whether a number of the line is this amount, as in tables that name 元 or 万元 in their head. */
export function namesNumber(line: string, fen: bigint, isInTenThousands: boolean): boolean {
  const numbers = inPlace(line).match(new RegExp(`(?<![\\d.,])${number}(?![\\d,])`, 'g')) ?? [];
  return numbers.some((one) => amountOf(one) === fen || (isInTenThousands && amountOf(`${one}万元`) === fen));
}

const between = /^(?:人民币|大写|小写|金额|合计|[\s()[\]:,;/、。（）：，；¥即计])*$/;
/** What stands between an amount and the same in other signs is shorter. */
const mostBetween = 30;

/** Amounts of a line that are written twice, in figures and in 大写, and differ. */
export function contradictionsIn(
  line: string,
): { readonly figures: WrittenAmount; readonly capitals: WrittenAmount }[] {
  const amounts = amountsIn(line);
  return amounts.slice(1).flatMap((second, index) => {
    const first = amounts[index];
    if (!first || first.isCapitals === second.isCapitals || first.fen === second.fen) return [];
    if (second.start - first.end > mostBetween || !between.test(line.slice(first.end, second.start))) return [];
    return [first.isCapitals ? { figures: second, capitals: first } : { figures: first, capitals: second }];
  });
}
