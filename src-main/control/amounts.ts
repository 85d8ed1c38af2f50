/** Amounts of money as Chinese documents write them. Counted in 分, so that no fraction is ever rounded. */

const figures = /^(?:人民币|rmb|cny|¥)?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,10}))?(万|亿)?元?(?:整|正)?$/i;

const digits: ReadonlyMap<string, bigint> = new Map(
  ['零〇', '壹一', '贰二两', '叁三', '肆四', '伍五', '陆六', '柒七', '捌八', '玖九'].flatMap((signs, value) =>
    Array.from(signs, (sign) => [sign, BigInt(value)] as const),
  ),
);
/** No amount has more numerals and units. */
const mostNumerals = 40;
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

const numeralSigns = [...digits.keys()].filter((sign) => !'零〇'.includes(sign)).join('');
const sectionUnits = ['仟千', '佰百', '拾十'].map(
  (signs) => new RegExp(`^(?:[零〇]?([${numeralSigns}])|([零〇]))?[${signs}]`),
);

/** A number below ten thousand; null where it is none. Units fall from the left to the right, and none stands twice. */
function sectionOf(text: string): bigint | null {
  let rest = text;
  let sum = 0n;
  for (const [index, pattern] of sectionUnits.entries()) {
    const [all = '', numeral, zero] = pattern.exec(rest) ?? [];
    if (all === '') continue;
    const sign = numeral ?? zero;
    // 拾元 is ten, without a numeral before it; 零佰, as forms have it, is nothing.
    const isTen = sign === undefined && index === 2;
    const digit = isTen ? 1n : digits.get(sign ?? '');
    if (digit === undefined) return null;
    sum += digit * 10n ** BigInt(3 - index);
    rest = rest.slice(all.length);
  }
  if (rest === '' || /^[零〇]$/.test(rest)) return sum;
  const [, zero, sign = ''] = /^([零〇])?(.)$/.exec(rest) ?? [];
  const digit = digits.get(sign);
  // 壹佰伍 is a hundred and fifty to some, and a hundred and five to others.
  if (digit === undefined || (zero === undefined && /[仟千佰百]$/.test(text.slice(0, -1)))) return null;
  return sum + digit;
}

/** The part before a great unit, which stands there once, and the part behind it. */
function split(text: string, unit: string): [before: string | null, behind: string] | null {
  const [first = '', second, ...others] = text.split(unit);
  if (others.length > 0) return null;
  return second === undefined ? [null, first] : [first, second];
}

function belowHundredMillion(text: string): bigint | null {
  const [before, behind] = split(text, '万') ?? [];
  if (before === undefined || behind === undefined) return null;
  const [great, small] = [before === null ? 0n : sectionOf(before), sectionOf(behind)];
  // 壹万伍 is fifteen thousand to some.
  if (before !== null && behind.length === 1 && small !== 0n) return null;
  return great === null || small === null || before === '' ? null : great * 10_000n + small;
}

/** A whole number in Chinese numerals; null where it is none, or may be read in two ways. 亿 may stand over 万. */
function wholeOf(text: string): bigint | null {
  if (text.length > mostNumerals) return null;
  const [before, behind] = split(text, '亿') ?? [];
  if (before === undefined || behind === undefined) return null;
  const [great, small] = [before === null ? 0n : belowHundredMillion(before), belowHundredMillion(behind)];
  return great === null || small === null || before === '' ? null : great * 100_000_000n + small;
}

const capitals = /^(?:人民币)?([^元角分整正]+)元(?:零?([^元角分])角)?(?:零?([^元角分])分)?(?:整|正)?$/;
const onlyCents = /^(?:人民币)?(?:([^零元角分])角)?(?:零?([^零元角分])分)?(?:整|正)?$/;

function ofCapitals(text: string): bigint | null {
  const match = capitals.exec(text);
  if (match) {
    const [, whole = '', tenth = '零', cent = '零'] = match;
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
/** What goes on in another way is another number: 12元5角, 1 234.56, and the 5000万 of 3亿5000万. */
const isWhole = String.raw`(?![\d,.]*\d| \d{3}(?!\d)| ?\d+ ?[角分])`;
const figuresInText = new RegExp(
  String.raw`(?:人民币|rmb|cny|¥) ?:? ?${number} ?[万亿]?元?${isWhole}|(?<![\d.,万亿千百] ?)${number} ?[万亿]?元${isWhole}`,
  'gi',
);
/** Forms leave a blank between the signs. */
const capitalsInText = new RegExp(
  `(?<![${numerals}${unitSigns}] ?)[${numerals}拾](?: ?[${numerals}${unitSigns}])* ?元(?: ?零?[${numerals}] ?角)?(?: ?零?[${numerals}] ?分)? ?[整正]?`,
  'g',
);
/** The beginning of an amount in 大写 at the end of a line that breaks off in it. */
const brokenOff = new RegExp(`[${numerals}${unitSigns}]+$`);

/** Traditional and full-width signs as the plain ones, each in its place. */
const inPlace = (line: string) =>
  Array.from(line, (sign) => {
    const same = plain(sign);
    return same.length === sign.length ? same : sign;
  }).join('');

/**
 * What of a line belongs to an amount of the next one. Only 大写 are put together: no program breaks a line within figures, and what stands in the next cell of a
 * table is another number.
 */
export const brokenOffIn = (line: string): string =>
  brokenOff.exec(inPlace(line.slice(-mostNumerals)).trimEnd())?.[0] ?? '';

/**
 * The amounts of a line, in their order. Only formal numerals (壹贰叁) count as 大写: 一 and 二 stand in many words.
 * @param before what `brokenOffIn` found of the line before
 */
export function amountsIn(line: string, before = ''): WrittenAmount[] {
  const text = inPlace(before + line);
  const found = (pattern: RegExp, isCapitals: boolean) =>
    [...text.matchAll(pattern)].flatMap((match): WrittenAmount[] => {
      const fen = amountOf(match[0]);
      if (fen === null) return [];
      const [start, end] = [match.index, match.index + match[0].length];
      const shown = (before + line).slice(start, end);
      return [{ start: Math.max(0, start - before.length), end: end - before.length, text: shown, fen, isCapitals }];
    });
  return [...found(figuresInText, false), ...found(capitalsInText, true)].sort((one, other) => one.start - other.start);
}

const foreign = String.raw`(?:(?!¥)\p{Sc}|美元|港元|欧元|日元|英镑)`;
/** What makes of a number one of something else: a date, a count, a part of a longer sign, money of another country. */
const asSum = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,/_-])(?<!(?:${foreign}|(?!CNY|RMB)[A-Z]{3}) ?)(?:\d+(?!\d|[.,]\d|[\p{L}%‰℃°])|(?=\d*[.,])${number}(?![\d,%‰℃°]))(?! ?${foreign}|[./:_-]\d)`,
  'gu',
);
/** Of Chinese words before a number, as of those in a table, nothing is known. */
const afterWord = /(?<=\p{Script=Han})(?=\d)/gu;

/** Whether a number of the line is this amount, as in tables that name 元 or 万元 in their head. */
export function namesNumber(line: string, fen: bigint, isInTenThousands: boolean): boolean {
  const numbers = inPlace(line).replaceAll(afterWord, ' ').match(asSum) ?? [];
  return numbers.some((one) => amountOf(one) === fen || (isInTenThousands && amountOf(`${one}万元`) === fen));
}

/** Nothing but what people put between an amount and the same in other signs: no end of a sentence, no next item, no sum of what came before. */
const between = /^(?:人民币|大写|小写|金额|[\s()[\]:,（）：，¥即])*$/;
/** What stands between an amount and the same in other signs is shorter. */
const mostBetween = 30;

/** Amounts of a line that are written twice, in figures and in 大写, and differ. */
export function contradictionsIn(
  line: string,
  before = '',
): { readonly figures: WrittenAmount; readonly capitals: WrittenAmount }[] {
  const amounts = amountsIn(line, before);
  return amounts.slice(1).flatMap((second, index) => {
    const first = amounts[index];
    if (!first || first.isCapitals === second.isCapitals || first.fen === second.fen) return [];
    if (second.start - first.end > mostBetween || !between.test(line.slice(first.end, second.start))) return [];
    // Of three in a row the one in the middle belongs to that beside it which is the same.
    if ([amounts[index - 1], amounts[index + 2]].some((other) => other && isTwice(line, other, first, second)))
      return [];
    return [first.isCapitals ? { figures: second, capitals: first } : { figures: first, capitals: second }];
  });
}

/** Whether one of two is the same as another beside it, written otherwise. */
function isTwice(line: string, other: WrittenAmount, ...pair: readonly WrittenAmount[]): boolean {
  return pair.some((one) => {
    if (one.isCapitals === other.isCapitals || one.fen !== other.fen) return false;
    const [start, end] = one.start < other.start ? [one.end, other.start] : [other.end, one.start];
    return end - start <= mostBetween && between.test(line.slice(start, end));
  });
}
