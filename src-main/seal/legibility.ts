import type { SealLegibility } from '../contract/index.ts';
import { type Face, faces, type Glyph } from './font.ts';

/** A character as it stands on a seal. */
export interface Letter {
  readonly d: string;
  /** Of the room it takes along its line, in millimetres. */
  readonly widthMm: number;
  /** Of its thinnest strokes. */
  readonly strokeMm: number;
  /** A letter or digit is read where a character as narrow is not. */
  readonly isNarrow: boolean;
}

/** Strokes in shares of the em, across and upright, measured in the fonts' characters of many strokes (国, 用, 8). */
const strokes: Readonly<Record<Face, { readonly across: number; readonly upright: number }>> = {
  song: { across: 0.028, upright: 0.1 },
  sans: { across: 0.068, upright: 0.088 },
};

/** A glyph of a smaller advance is a letter or a digit. */
const narrowAdvance = 0.8;

/** What stands at `d`, its em being so wide and so high. */
export function letterOf(d: string, glyph: Glyph, face: Face, em: { width: number; height: number }): Letter {
  const { across, upright } = strokes[face];
  return {
    d,
    widthMm: glyph.advance * em.width,
    strokeMm: Math.min(across * em.height, upright * em.width),
    isNarrow: glyph.advance < narrowAdvance,
  };
}

/** The height of the em whose characters (digits) are so high. */
export const emHeightOf = (face: Face, height: number) => height / faces[face].height;

/**
 * Below these, an office printer of 300 dots an inch and a scan of its page lose a text: a stroke needs a dot (0.085 mm),
 * a character of ten strokes some twenty dots of width.
 */
export const legible = { strokeMm: 0.085, characterMm: 1.5, letterMm: 0.8 } as const;

/** How small the text of a seal is, at its smallest. */
export function legibilityOf(letters: readonly Letter[]): SealLegibility {
  const inked = letters.filter(({ d }) => d !== '');
  const least = (lengths: readonly number[]) => (lengths.length === 0 ? null : Math.min(...lengths));
  const rounded = (length: number | null) => (length === null ? null : Math.round(length * 100) / 100);
  const narrowest = least(inked.filter(({ isNarrow }) => !isNarrow).map(({ widthMm }) => widthMm));
  const narrowestLetter = least(inked.filter(({ isNarrow }) => isNarrow).map(({ widthMm }) => widthMm));
  const thinnest = least(inked.map(({ strokeMm }) => strokeMm));
  const isNarrow =
    (narrowest !== null && narrowest < legible.characterMm) ||
    (narrowestLetter !== null && narrowestLetter < legible.letterMm);
  return {
    characterMm: rounded(narrowest),
    letterMm: rounded(narrowestLetter),
    strokeMm: rounded(thinnest),
    isNarrow,
    isThin: thinnest !== null && thinnest < legible.strokeMm,
  };
}
