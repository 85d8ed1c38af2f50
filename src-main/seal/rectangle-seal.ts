import type { RectangleSealDesign } from '../contract/index.ts';
import type { SealDrawing } from './artwork.ts';
import type { Letter } from './legibility.ts';
import { lineOfText } from './line-text.ts';
import { trialMark } from './marks/trial-mark.ts';
import { inset, type Rectangle, rectanglePath, sealRed } from './outline.ts';

/** Proportions of a 25 mm high seal, in millimetres; other heights are scaled. */
const proportions = { height: 25, edge: 1, corner: 0.7, gap: 1.4, aside: 1.2, highest: 6.5, trialHeight: 4.2 };
/** What each line takes of the height, in shares, and what of its own share is left free around the characters. */
const shares = { topText: 1, middleText: 0.85, bottomText: 1.25 };
const leading = 0.34;
/** The words of the last line stand apart, as on a title. */
const bottomPitch = 1.35;

/**
 * A rectangular seal: a frame, the name, a date line, and `bottomText`; 试用 on both sides of the last line for trial. Throws
 * SEAL_TEXT_UNSUPPORTED.
 */
export function drawRectangleSeal(design: RectangleSealDesign): SealDrawing {
  const { widthMm, heightMm } = design;
  const scale = Math.min(heightMm / proportions.height, widthMm / 30);
  const outer: Rectangle = { left: 0, top: 0, width: widthMm, height: heightMm };
  const edge = proportions.edge * scale;
  const corner = proportions.corner * scale;
  const field = inset(outer, edge + proportions.gap * scale);
  const lines = (['topText', 'middleText', 'bottomText'] as const).filter((line) => design[line].trim() !== '');
  const total = lines.reduce((sum, line) => sum + shares[line], 0);
  const marks: Letter[] = [];
  let top = field.top;
  const texts = lines.flatMap((line, index) => {
    const room = (field.height * shares[line]) / total;
    const middle = top + room / 2;
    top += room;
    const markHeight = Math.min(proportions.trialHeight * scale, room * (1 - leading));
    const hasMark = design.trialMark && index === lines.length - 1;
    const widest = field.width - 2 * proportions.aside * scale - (hasMark ? markHeight * 2.6 : 0);
    const height = Math.min(proportions.highest * scale, room * (1 - leading));
    const pitch = line === 'bottomText' ? bottomPitch : 1;
    if (hasMark) {
      const apart = field.width - 2 * proportions.aside * scale - markHeight;
      marks.push(...trialMark([widthMm / 2, middle], { height: markHeight, apart }));
    }
    return lineOfText(design[line], [widthMm / 2, middle], { height, widest, pitch });
  });
  return {
    kind: 'vector',
    letters: texts,
    widthMm,
    heightMm,
    paths: [
      {
        d: `${rectanglePath(outer, corner)} ${rectanglePath(inset(outer, edge), corner / 2)}`,
        fill: sealRed,
        evenOdd: true,
      },
      ...[...texts, ...marks].filter(({ d }) => d !== '').map(({ d }) => ({ d, fill: sealRed, evenOdd: false })),
    ],
  };
}
