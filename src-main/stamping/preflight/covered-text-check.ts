import type { Impression, RaisedWarning, SealKind } from '../../contract/index.ts';
import type { KeywordHit } from '../../placing/index.ts';
import { type CheckedSeal, type CheckedText, outermost, placeOn, quoted, rangesOf } from './checked-stamp.ts';

const capital = '零壹贰叁肆伍陆柒捌玖';
const unit = '拾佰仟万亿';

/** What has to stay legible. */
const legible: readonly RegExp[] = [
  /(?:¥|[$€£]|rmb|cny|usd)\d[\d,.]*/g,
  /\d[\d,]*(?:\.\d+)?(?:万|亿)?(?:元|美元|欧元|港元|港币)/g,
  new RegExp(`[${capital}][${capital}${unit}]*[元圆][${capital}角分整正]*`, 'g'),
  // 身份证号, 统一社会信用代码 and numbers of accounts.
  /(?<![\da-z])(?:\d{17}[\dx]|[0-9a-hj-npqrtuwxy]{2}\d{6}[0-9a-hj-npqrtuwxy]{10}|\d{16,19})(?![\da-z])/g,
];
/** The name of a person, as whoever represents a party or signs for it. */
const signed =
  /(?:法定代表人|法人代表|授权代表|委托代理人|经办人|签字|签名)(?:\([^()]{0,12}\))?: ?([\p{Script=Han}·]{2,4})(?![\p{Script=Han}(:])/gu;

/** So many are shown for one seal. */
const mostShown = 3;

const roundKinds: ReadonlySet<SealKind> = new Set(['official', 'contract', 'invoice']);

/** Whether the ink of an impression goes over the middle of a sign; round seals leave the corners of their place free. */
function covers(impression: Impression, isRound: boolean, { leftMm, topMm, widthMm, heightMm }: KeywordHit): boolean {
  const across = Math.abs(leftMm + widthMm / 2 - impression.xMm) / (impression.widthMm / 2);
  const down = Math.abs(topMm + heightMm / 2 - impression.yMm) / (impression.heightMm / 2);
  return isRound ? Math.hypot(across, down) < 1 : across < 1 && down < 1;
}

/** Whether an area has anything in common with the place of an impression: few have, and the rest need not be looked at sign by sign. */
const meets = ({ xMm, yMm, widthMm, heightMm }: Impression, area: KeywordHit): boolean =>
  area.topMm < yMm + heightMm / 2 &&
  area.topMm + area.heightMm > yMm - heightMm / 2 &&
  area.leftMm < xMm + widthMm / 2 &&
  area.leftMm + area.widthMm > xMm - widthMm / 2;

interface Passage {
  readonly text: string;
  readonly area: KeywordHit;
  readonly signs: readonly KeywordHit[];
}

function passagesOf({ lines }: CheckedText, kind: SealKind): Passage[] {
  return lines.flatMap(({ text, areaOf, areasOf, shownOf }) => {
    const ranges = legible.flatMap((pattern) => rangesOf(text, pattern));
    // The seal of a person goes over his name.
    const names =
      kind === 'legal-representative'
        ? []
        : [...text.matchAll(signed)].map(({ index, 0: all, 1: name = '' }) => {
            const end = index + all.length;
            return [end - name.length, end] as const;
          });
    const all = outermost([...ranges, ...names]);
    return all.map(([start, end]) => ({
      text: shownOf(start, end),
      area: areaOf(start, end),
      signs: areasOf(start, end),
    }));
  });
}

/** What a seal makes hard to read that somebody will want to read. */
export function checkCoveredText(
  { seal, impressions }: Pick<CheckedSeal, 'seal' | 'impressions'>,
  texts: readonly CheckedText[],
): RaisedWarning[] {
  const stamped = new Set(impressions.map(({ page }) => page));
  // Once for a page, however many seals stand on it.
  const passagesOn = new Map(
    texts.flatMap((text) => (stamped.has(text.page) ? [[text.page, passagesOf(text, seal.kind)]] : [])),
  );
  const found = impressions.flatMap((impression) => {
    const isRound = seal.artworkKind === 'vector' && roundKinds.has(seal.kind) && impression.slice === null;
    const passages = passagesOn.get(impression.page) ?? [];
    return passages
      .filter(({ area, signs }) => meets(impression, area) && signs.some((sign) => covers(impression, isRound, sign)))
      .map(
        (passage): RaisedWarning => ({
          code: 'seal-over-text',
          values: { seal: seal.name, text: quoted(passage.text), page: impression.page },
          place: placeOn(impression.page, passage.area),
        }),
      );
  });
  return found.slice(0, mostShown);
}
