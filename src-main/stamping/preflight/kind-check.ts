import type { Impression, RaisedWarning, SealKind } from '../../contract/index.ts';
import type { KeywordHit } from '../../placing/index.ts';
import { type CheckedSeal, type CheckedText, placeOn, quoted } from './checked-stamp.ts';

/** What a text calls the kinds. */
const kindWords: readonly [words: RegExp, kind: SealKind][] = [
  [/合同专用章|合同章/, 'contract'],
  [/财务专用章|财务章/, 'finance'],
  [/发票专用章|发票章/, 'invoice'],
  [/公章|行政章/, 'official'],
  [/审验章|审核章/, 'review'],
  [/法人章|名章|法定代表人|法人代表/, 'legal-representative'],
];

/** Where a text asks for a seal: in brackets, before a colon, or as the place of it. What it says in a sentence is no such place. */
const asked =
  /\([^()]{0,16}\)|(?:合同|财务|发票)(?:专用)?章(?=:|处)|公章(?=:|处)|(?:法定代表人|法人代表)[^:。,;]{0,16}:/g;
/** Where any seal may stand. */
const open = /盖章|签章|甲方|乙方|丙方|丁方|单位|公司|年[ _\d]*月[ _\d]*日/g;

/** Beyond the edge of a seal, text does not speak of it. */
const reachMm = 10;
/** What stands almost as near as the nearest speaks of the place too. */
const togetherMm = 5;

interface Marker {
  /** None: any seal may stand there. */
  readonly kinds: readonly SealKind[];
  readonly words: string;
  readonly area: KeywordHit;
}

interface NearMarker extends Marker {
  readonly distanceMm: number;
}

function distanceTo({ xMm, yMm }: Impression, { leftMm, topMm, widthMm, heightMm }: KeywordHit): number {
  const beside = (at: number, from: number, length: number) => Math.max(0, from - at, at - from - length);
  return Math.hypot(beside(xMm, leftMm, widthMm), beside(yMm, topMm, heightMm));
}

function markersOn({ lines }: CheckedText): Marker[] {
  return lines.flatMap(({ text, areaOf, shownOf }) =>
    [asked, open].flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match): Marker => {
        const [words] = match;
        const [start, end] = [match.index, match.index + words.length];
        const kinds = pattern === asked ? kindWords.filter(([word]) => word.test(words)).map(([, kind]) => kind) : [];
        return { kinds, words: shownOf(start, end), area: areaOf(start, end) };
      }),
    ),
  );
}

function markersAround(impression: Impression, markers: readonly Marker[]): NearMarker[] {
  const reach = Math.max(impression.widthMm, impression.heightMm) / 2 + reachMm;
  const near: NearMarker[] = [];
  for (const marker of markers) {
    const { topMm, heightMm } = marker.area;
    if (topMm > impression.yMm + reach || topMm + heightMm < impression.yMm - reach) continue;
    const distanceMm = distanceTo(impression, marker.area);
    if (distanceMm <= reach) near.push({ ...marker, distanceMm });
  }
  return near;
}

/** Whether the words beside a seal ask for one of another kind. */
export function checkKind(
  { seal, impressions }: Pick<CheckedSeal, 'seal' | 'impressions'>,
  texts: readonly CheckedText[],
) {
  if (seal.kind === 'other') return [];
  const found: RaisedWarning[] = [];
  const whole = impressions.filter(({ slice }) => slice === null);
  const stamped = new Set(whole.map(({ page }) => page));
  // Once for a page, however many seals stand on it.
  const markers = new Map(texts.flatMap((text) => (stamped.has(text.page) ? [[text.page, markersOn(text)]] : [])));
  for (const impression of whole) {
    const around = markersAround(impression, markers.get(impression.page) ?? []);
    const nearest = Math.min(...around.map(({ distanceMm }) => distanceMm));
    const together = around
      .filter(({ distanceMm }) => distanceMm <= nearest + togetherMm)
      .toSorted((one, other) => one.distanceMm - other.distanceMm);
    const asking = together.filter(({ kinds }) => kinds.length > 0);
    const [first] = asking;
    if (!first || asking.some(({ kinds }) => kinds.includes(seal.kind))) continue;
    // The line of the representative stands below that of the seal, and a seal is wide.
    const isPersonsOnly = asking.every(({ kinds }) => kinds.every((kind) => kind === 'legal-representative'));
    if (isPersonsOnly && first.distanceMm > nearest) continue;
    const values = { seal: seal.name, kind: seal.kind, words: quoted(first.words), page: impression.page };
    found.push({ code: 'seal-kind-differs', values, place: placeOn(impression.page, first.area) });
  }
  return found;
}
