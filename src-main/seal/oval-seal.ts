import type { OvalSealDesign } from '../contract/index.ts';
import { codeAlongArc, nameAlongArc } from './arc-text.ts';
import type { SealDrawing } from './artwork.ts';
import type { Point } from './font.ts';
import type { Letter } from './legibility.ts';
import { lineOfDigits, lineOfText } from './line-text.ts';
import { trialMark } from './marks/trial-mark.ts';
import { type Ellipse, ellipsePath, sealRed } from './outline.ts';

/**
 * Proportions of the 40 × 30 mm seal for invoices, in millimetres, as the State Taxation Administration lays them down (notice 7 of
 * 2011); other sizes are scaled.
 */
const proportions = {
  width: 40,
  height: 30,
  edge: 1,
  gap: 0.5,
  ringTextHeight: 4.2,
  number: { height: 3.7, width: 1.3, pitch: 1.444, widest: 26 },
  middleText: { height: 3.7, widest: 26 },
  bottomText: { height: 4.6, widest: 17.5, narrow: 3 / 4.6, pitch: 1.12, below: 6.5 },
  code: { height: 2.2, gap: 1.8 },
  trial: { height: 4, apart: 9, below: -5.2 },
};
/** How far the name may reach around before it meets what stands below. */
const nameDegrees = { alone: 260, aboveText: 226 };
const codeDegrees = 70;
const isNumber = (text: string) => /^[0-9A-Za-z-]+$/.test(text);

/**
 * An oval seal: edge, the name along the upper arc, the tax number across the middle, `bottomText` below it, the code along the lower
 * arc, and 试用 above the number for trial. Throws SEAL_TEXT_UNSUPPORTED.
 */
export function drawOvalSeal(design: OvalSealDesign): SealDrawing {
  const { widthMm, heightMm, ringText, bottomText, code } = design;
  const scale = Math.min(widthMm / proportions.width, heightMm / proportions.height);
  const centre: Point = [widthMm / 2, heightMm / 2];
  const ellipse = (distance: number): Ellipse => ({
    centre,
    across: widthMm / 2 - distance,
    down: heightMm / 2 - distance,
  });
  const edge = proportions.edge * scale;
  const withinEdge = ellipse(edge + proportions.gap * scale);
  const below = (distance: number): Point => [centre[0], centre[1] + distance * scale];

  const degrees = nameDegrees[bottomText === '' && code === '' ? 'alone' : 'aboveText'];
  const texts = nameAlongArc(ringText, withinEdge, { height: proportions.ringTextHeight * scale, degrees });
  const middleText = design.middleText.trim();
  if (isNumber(middleText)) {
    const { height, width, pitch, widest } = proportions.number;
    const narrowing = Math.min(1, widest / (pitch * middleText.length)) * scale;
    const cell = { height: height * scale, width: width * narrowing, pitch: pitch * narrowing };
    texts.push(...lineOfDigits(middleText, centre, cell));
  } else if (middleText !== '') {
    const { height, widest } = proportions.middleText;
    texts.push(...lineOfText(design.middleText, centre, { height: height * scale, widest: widest * scale }));
  }
  if (bottomText !== '') {
    const { height, widest, narrow, pitch } = proportions.bottomText;
    const line = { height: height * scale, widest: widest * scale, narrow, pitch };
    texts.push(...lineOfText(bottomText, below(proportions.bottomText.below), line));
  }
  if (code !== '') {
    const { height, gap } = proportions.code;
    texts.push(...codeAlongArc(code, ellipse(edge + gap * scale), { height: height * scale, degrees: codeDegrees }));
  }
  const marks: Letter[] = [];
  if (design.trialMark) {
    const { height, apart, below: distance } = proportions.trial;
    marks.push(...trialMark(below(distance), { height: height * scale, apart: apart * scale }));
  }
  return {
    kind: 'vector',
    letters: texts,
    widthMm,
    heightMm,
    paths: [
      { d: `${ellipsePath(ellipse(0))} ${ellipsePath(ellipse(edge))}`, fill: sealRed, evenOdd: true },
      ...[...texts, ...marks].filter(({ d }) => d !== '').map(({ d }) => ({ d, fill: sealRed, evenOdd: false })),
    ],
  };
}
