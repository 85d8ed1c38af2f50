import { type Color, LineCapStyle, type PDFPage, rgb } from 'pdf-lib';
import type { Language, Verdict } from '../contract/index.ts';

/** What a shape says, so that no state is told by colour alone. */
export type Mark = 'good' | 'note' | 'trial' | 'changed' | 'bad' | 'open' | 'empty';

/** Of text and shapes; dark enough for grey printers. No seal red. */
export const markColors: Readonly<Record<Mark, Color>> = {
  good: rgb(0.06, 0.43, 0.2),
  note: rgb(0.57, 0.36, 0),
  trial: rgb(0.57, 0.36, 0),
  changed: rgb(0.53, 0.07, 0.16),
  bad: rgb(0.53, 0.07, 0.16),
  open: rgb(0.24, 0.31, 0.42),
  empty: rgb(0.4, 0.4, 0.4),
};

export const verdictMarks: Readonly<Record<Verdict, Mark>> = {
  valid: 'good',
  permitted: 'note',
  trial: 'trial',
  changed: 'changed',
  invalid: 'bad',
  indeterminate: 'open',
  unsigned: 'empty',
};

/** In a square of 16 units. Nothing round, which could be taken for a seal. */
const shapes: Readonly<Record<Mark, { outline: string; filled: boolean; sign: string }>> = {
  good: { outline: 'M1 1 H15 V15 H1 Z', filled: true, sign: 'M4 8.4 L7 11.4 L12.2 5' },
  note: { outline: 'M8 0.8 L15.8 15 H0.2 Z', filled: true, sign: 'M8 6 V10 M8 12.4 V12.6' },
  trial: { outline: 'M8 1.4 L15 15 H1 Z', filled: false, sign: 'M5.6 8.6 H10.4 M8 8.6 V13' },
  changed: { outline: 'M0.2 1 H15.8 L8 15.2 Z', filled: true, sign: 'M8 3.4 V8 M8 10.4 V10.6' },
  bad: { outline: 'M8 0 L16 8 L8 16 L0 8 Z', filled: true, sign: 'M5.5 5.5 L10.5 10.5 M10.5 5.5 L5.5 10.5' },
  open: {
    outline: 'M1 1 H15 V15 H1 Z',
    filled: false,
    sign: 'M5.6 6.2 C5.6 3.2 10.4 3.2 10.4 6.2 C10.4 8 8 7.9 8 9.8 M8 12 V12.2',
  },
  empty: { outline: 'M1 1 H15 V15 H1 Z', filled: false, sign: 'M5 8 H11' },
};

const white = rgb(1, 1, 1);

/** Draws a mark whose top-left corner is at `x`, `y`. Points, from the bottom-left of the page. */
export function drawMark(page: PDFPage, mark: Mark, at: { x: number; y: number; size: number }): void {
  const { outline, filled, sign } = shapes[mark];
  const color = markColors[mark];
  const place = { x: at.x, y: at.y, scale: at.size / 16 };
  if (filled) page.drawSvgPath(outline, { ...place, color });
  else page.drawSvgPath(outline, { ...place, borderColor: color, borderWidth: 1.2 });
  page.drawSvgPath(sign, {
    ...place,
    borderColor: filled ? white : color,
    borderWidth: 1.8,
    borderLineCap: LineCapStyle.Round,
  });
}

/** In a Chinese font curly quotation marks are as wide as Chinese characters, which tears English words apart. */
export function withFontQuotes(text: string, language: Language): string {
  return language === 'en' ? text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"') : text;
}
