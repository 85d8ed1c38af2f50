import type { RoundSealDesign } from '../contract/index.ts';
import { codeAlongArc, nameAlongArc } from './arc-text.ts';
import type { SealDrawing } from './artwork.ts';
import type { Point } from './font.ts';
import type { Letter } from './legibility.ts';
import { lineOfText } from './line-text.ts';
import { trialMark } from './marks/trial-mark.ts';
import { type Ellipse, ellipsePath, sealRed, starPath } from './outline.ts';

/** Proportions of a 40 mm seal, in millimetres; other diameters are scaled. */
const proportions = {
  diameter: 40,
  edge: 1.2,
  gap: 0.9,
  ringTextHeight: 5.4,
  starRadius: 7,
  middleText: { height: 3.6, widest: 21 },
  bottomText: { height: 3.9, widest: 19, below: 10.2 },
  codeHeight: 1.7,
  trial: {
    besideStar: { height: 3.8, apart: 17.2, below: 1.7 },
    aboveText: { height: 4.2, apart: 9, below: -5.8 },
    alone: { height: 6, apart: 11, below: -1 },
  },
};
/** How far the name may reach around before it meets what stands below. */
const nameDegrees = { alone: 262, aboveCode: 250, aboveText: 236 };
const codeDegrees = 78;

/**
 * A round seal: edge, five-pointed star or a line of text in its place, the name along the upper arc, `bottomText` below, the code
 * along the lower arc, and 试用 in the middle for trial. Throws SEAL_TEXT_UNSUPPORTED.
 */
export function drawRoundSeal(design: RoundSealDesign): SealDrawing {
  const { diameterMm, ringText, bottomText, code } = design;
  const middleText = design.middleText.trim() === '' ? '' : design.middleText;
  const hasStar = design.star && middleText === '';
  const scale = diameterMm / proportions.diameter;
  const radius = diameterMm / 2;
  const centre: Point = [radius, radius];
  const circle = (distance: number): Ellipse => ({ centre, across: radius - distance, down: radius - distance });
  const edge = proportions.edge * scale;
  const withinEdge = circle(edge + proportions.gap * scale);
  const below = (distance: number): Point => [radius, radius + distance * scale];
  const scaled = <Lengths extends Record<string, number>>(lengths: Lengths) =>
    Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, length * scale])) as Lengths;

  const degrees = nameDegrees[bottomText !== '' ? 'aboveText' : code !== '' ? 'aboveCode' : 'alone'];
  const texts = nameAlongArc(ringText, withinEdge, { height: proportions.ringTextHeight * scale, degrees });
  if (middleText !== '') texts.push(...lineOfText(middleText, centre, scaled(proportions.middleText)));
  if (bottomText !== '') {
    texts.push(...lineOfText(bottomText, below(proportions.bottomText.below), scaled(proportions.bottomText)));
  }
  if (code !== '') {
    texts.push(...codeAlongArc(code, withinEdge, { height: proportions.codeHeight * scale, degrees: codeDegrees }));
  }
  const marks: Letter[] = [];
  if (design.trialMark) {
    const { besideStar, aboveText, alone } = proportions.trial;
    const mark = hasStar ? besideStar : middleText === '' ? alone : aboveText;
    marks.push(...trialMark(below(mark.below), scaled(mark)));
  }
  return {
    kind: 'vector',
    letters: texts,
    widthMm: diameterMm,
    heightMm: diameterMm,
    paths: [
      { d: `${ellipsePath(circle(0))} ${ellipsePath(circle(edge))}`, fill: sealRed, evenOdd: true },
      ...(hasStar ? [{ d: starPath(centre, proportions.starRadius * scale), fill: sealRed, evenOdd: false }] : []),
      ...[...texts, ...marks].filter(({ d }) => d !== '').map(({ d }) => ({ d, fill: sealRed, evenOdd: false })),
    ],
  };
}
