import type { SealDesignInput, SealShape } from './seal-designs.ts';
import type { SealKind } from './seals.ts';

type RangeMm = readonly [least: number, most: number];

/** A shape that a kind of seal has, its usual size and the sizes that are in use. */
export interface StandardShape {
  readonly shape: SealShape;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly widthRangeMm: RangeMm;
  readonly heightRangeMm: RangeMm;
}

/** What a kind of seal looks like: the first shape is the usual one. */
export interface SealKindStandard {
  readonly shapes: readonly [StandardShape, ...StandardShape[]];
  readonly bottomText: string;
  readonly middleText: string;
  /** Whether a round one carries the star. */
  readonly star: boolean;
}

function standardShape(
  shape: SealShape,
  [widthMm, widthRangeMm]: readonly [number, RangeMm],
  [heightMm, heightRangeMm]: readonly [number, RangeMm] = [widthMm, widthRangeMm],
): StandardShape {
  return { shape, widthMm, heightMm, widthRangeMm, heightRangeMm };
}

const dateLine = '　　年　　月　　日';

/**
 * The kinds of company seals with their shapes and sizes. 发票专用章: notice 7 of 2011 of the State Taxation Administration; the others as
 * seals are commonly registered, official seals of state bodies up to 45 mm.
 */
export const sealKindStandards: Readonly<Record<SealKind, SealKindStandard>> = {
  official: { shapes: [standardShape('round', [40, [38, 45]])], bottomText: '', middleText: '', star: true },
  contract: {
    shapes: [standardShape('round', [40, [38, 42]])],
    bottomText: '合同专用章',
    middleText: '',
    star: true,
  },
  finance: {
    shapes: [standardShape('round', [38, [36, 40]]), standardShape('square', [25, [22, 25]])],
    bottomText: '财务专用章',
    middleText: '',
    star: true,
  },
  invoice: {
    shapes: [standardShape('oval', [40, [40, 40]], [30, [30, 30]])],
    bottomText: '发票专用章',
    middleText: '',
    star: false,
  },
  'legal-representative': {
    shapes: [standardShape('square', [20, [18, 22]])],
    bottomText: '',
    middleText: '',
    star: false,
  },
  review: {
    shapes: [standardShape('rectangle', [45, [30, 60]], [25, [15, 40]]), standardShape('round', [40, [30, 45]])],
    bottomText: '审验章',
    middleText: dateLine,
    star: false,
  },
  other: {
    shapes: [
      standardShape('round', [40, [20, 60]]),
      standardShape('oval', [45, [20, 60]], [30, [20, 60]]),
      standardShape('square', [25, [10, 60]]),
      standardShape('rectangle', [45, [20, 100]], [25, [10, 60]]),
    ],
    bottomText: '',
    middleText: '',
    star: true,
  },
};

/** The kind's usual shape; or the named one, as seals of any kind have it where this kind does not. */
export function standardShapeOf(kind: SealKind, shape?: SealShape): StandardShape {
  const { shapes } = sealKindStandards[kind];
  return [...shapes, ...sealKindStandards.other.shapes].find((candidate) => candidate.shape === shape) ?? shapes[0];
}

/** Whether a size in millimetres is one that seals of this kind and shape have. */
export function isStandardSize(
  kind: SealKind,
  { shape, widthMm, heightMm }: { shape: SealShape; widthMm: number; heightMm: number },
): boolean {
  const standard = sealKindStandards[kind].shapes.find((candidate) => candidate.shape === shape);
  if (!standard) return false;
  const isIn = (value: number, [least, most]: RangeMm) => value >= least && value <= most;
  return isIn(widthMm, standard.widthRangeMm) && isIn(heightMm, standard.heightRangeMm);
}

/**
 * The texts usual on the seal of a person, the most usual first: four characters where the name allows, as 张三之印 and 张三丰印.
 */
export function personalSealTexts(person: string): string[] {
  const name = person.trim();
  const length = [...name].length;
  if (length === 0) return [];
  if (length === 2) return [`${name}之印`, `${name}印`, name];
  if (length === 3) return [`${name}印`, `${name}之印`, name];
  return [name, `${name}印`, `${name}之印`];
}

/** A name in columns of about four characters, and `bottomText` as the last column, as square seals of companies have it. */
export function squareSealText(name: string, bottomText: string): string {
  const characters = [...name.trim()];
  const columns = Math.max(1, Math.ceil(characters.length / 4));
  const parts = Array.from({ length: columns }, (_, index) =>
    characters
      .slice(Math.ceil((characters.length * index) / columns), Math.ceil((characters.length * (index + 1)) / columns))
      .join(''),
  );
  return [...parts, bottomText.trim()].filter((part) => part !== '').join('\n');
}

/** What a person says of a seal to be made; what is left out is as usual for its kind. */
export interface SealParticulars {
  shape?: SealShape | undefined;
  /** The registered name of the organisation. */
  organization?: string | undefined;
  /** The person whose name seal it is. */
  person?: string | undefined;
  /** The whole text of a square seal. */
  squareText?: string | undefined;
  middleText?: string | undefined;
  bottomText?: string | undefined;
  code?: string | undefined;
  star?: boolean | undefined;
  widthMm?: number | undefined;
  heightMm?: number | undefined;
  trialMark?: boolean | undefined;
}

/** The design of a seal of this kind with these particulars. It may still lack a text that `sealDesign` requires. */
export function standardSealDesign(kind: SealKind, particulars: SealParticulars): SealDesignInput {
  const standard = sealKindStandards[kind];
  const { shape, ...usual } = standardShapeOf(kind, particulars.shape);
  const {
    organization = '',
    person = '',
    middleText = standard.middleText,
    bottomText = standard.bottomText,
    code = '',
    star = standard.star,
    widthMm = usual.widthMm,
    heightMm = usual.heightMm,
    trialMark = false,
  } = particulars;
  if (shape === 'round') {
    return { shape, ringText: organization, middleText, star, bottomText, code, diameterMm: widthMm, trialMark };
  }
  if (shape === 'oval') {
    return { shape, ringText: organization, middleText, bottomText, code, widthMm, heightMm, trialMark };
  }
  if (shape === 'rectangle') {
    return { shape, topText: organization, middleText, bottomText, widthMm, heightMm, trialMark };
  }
  const text = particulars.squareText ?? personalSealTexts(person)[0] ?? squareSealText(organization, bottomText);
  return { shape, text, sideMm: widthMm, trialMark };
}
