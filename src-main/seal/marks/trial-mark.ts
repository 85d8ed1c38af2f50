import type { Point } from '../font.ts';
import type { Letter } from '../legibility.ts';
import { lineOfText } from '../line-text.ts';

/** 试用 around `centre`: `apart` is the distance of the middles of its two characters in millimetres. */
export function trialMark([x, y]: Point, { height, apart }: { height: number; apart: number }): Letter[] {
  return [
    ...lineOfText('试', [x - apart / 2, y], { height, widest: height }),
    ...lineOfText('用', [x + apart / 2, y], { height, widest: height }),
  ];
}
