import {
  type DistinguishedName,
  isStandardSize,
  judgePersonName,
  judgeSealName,
  nameOnDesign,
  personalSealTexts,
  type SealDesign,
  type SealDesignInput,
  type SealKind,
  type SealNameStanding,
  type SealShape,
  sealKindStandards,
  standardSealDesign,
  standardShapeOf,
} from '../../src-main/contract/index.ts';
import type { BindingChoice } from './binding-select.tsx';

/** What the form of a new seal holds; texts that its shape has no place for are kept while one looks at other shapes. */
export interface SealFields {
  name: string;
  kind: SealKind;
  shape: SealShape;
  organization: string;
  person: string;
  personalText?: string | undefined;
  squareText: string;
  middleText: string;
  star: boolean;
  bottomText: string;
  code: string;
  widthMm: number;
  heightMm: number;
  binding?: BindingChoice | null;
  nameReason: string;
  taxNumberConfirmed: boolean;
}

/** What changes in the form when a kind is chosen. */
export function fieldsOfKind(
  kind: SealKind,
): Pick<SealFields, 'shape' | 'middleText' | 'bottomText' | 'star' | 'widthMm' | 'heightMm'> {
  const { middleText, bottomText, star } = sealKindStandards[kind];
  const { shape, widthMm, heightMm } = standardShapeOf(kind);
  return { shape, middleText, bottomText, star, widthMm, heightMm };
}

export const isPersonal = (fields: Pick<SealFields, 'kind'>) => fields.kind === 'legal-representative';

/** The seal that the form describes; it may lack a text that is still to be typed. */
export function designOf(fields: SealFields, trialMark: boolean): SealDesignInput {
  const { kind, shape, organization, middleText, star, bottomText, code, widthMm, heightMm } = fields;
  const ownText = isPersonal(fields)
    ? (fields.personalText ?? personalSealTexts(fields.person)[0] ?? '')
    : fields.squareText.trim() || undefined;
  return standardSealDesign(kind, {
    shape,
    organization,
    squareText: ownText,
    middleText,
    star,
    bottomText,
    code,
    widthMm,
    heightMm,
    trialMark,
  });
}

const rangeWords = ([least, most]: readonly [number, number]) => (least === most ? String(least) : `${least}–${most}`);

/** The sizes usual for a kind and shape, `36–40 mm` or `30–60 × 15–40 mm`; null when the form's size is one of them. */
export function usualSizeUnlessMet({ kind, shape, widthMm, heightMm }: SealFields): string | null {
  const isSided = shape === 'oval' || shape === 'rectangle';
  if (isStandardSize(kind, { shape, widthMm, heightMm: isSided ? heightMm : widthMm })) return null;
  const { widthRangeMm, heightRangeMm } = standardShapeOf(kind, shape);
  return isSided ? `${rangeWords(widthRangeMm)} × ${rangeWords(heightRangeMm)} mm` : `${rangeWords(widthRangeMm)} mm`;
}

/** The widths usual for a kind in any of its shapes, `38–45 mm`; null when the picture's width is one of them. */
export function usualWidthUnlessMet(kind: SealKind, widthMm: number): string | null {
  const ranges = sealKindStandards[kind].shapes.map(({ widthRangeMm }) => widthRangeMm);
  if (ranges.some(([least, most]) => widthMm >= least && widthMm <= most)) return null;
  return `${ranges.map(rangeWords).join(' / ')} mm`;
}

/** How the name on the seal stands to the certificate; `unknown` while there is nothing to judge. */
export function standingOf(
  kind: SealKind,
  design: SealDesign | undefined,
  owner: DistinguishedName | undefined,
): SealNameStanding {
  if (design === undefined || owner === undefined) return 'unknown';
  return (kind === 'legal-representative' ? judgePersonName : judgeSealName)(nameOnDesign(design), owner);
}
