import { type Face, faces, type Glyph, glyphsOf, type Point } from './font.ts';
import { type Letter, letterOf } from './legibility.ts';
import { type Ellipse, glyphPath, radians } from './outline.ts';

/** Letters lower than this lose their strokes before narrower ones do: a name is narrowed down to this share of its height. */
const narrowest = 0.48;
/** Distance of neighbouring characters of a short name, in heights of a character. */
const widestPitch = 1.7;
/** Letters stand closer together than characters: a word must stay one. */
const widestLetterPitch = 1.15;
/** A glyph narrower than this share of the em is a letter. */
const letterAdvance = 0.8;
/** The share of the room between two neighbours' feet that a character fills. */
const fill = 0.94;
/** Distance of a code's digits, in their natural widths. */
const codeSpread = 1.25;

/** The line parallel to an ellipse at some distance within it. */
interface Line {
  /** Half the length of the part between two directions from the centre, each this far from the top. */
  lengthUntil(angle: number): number;
  /** The place at this distance from the top, clockwise, and the direction outward, clockwise from the top. */
  at(distance: number): { place: Point; outward: number };
  /** Half the length of the whole line. */
  readonly half: number;
  /** The smallest radius of its bends within this distance of the top. */
  sharpestBend(distance: number): number;
}

const steps = 720;

/**
 * Walks the right half of the line from top to bottom. The points are found by the direction of the edge's normal, along which the
 * line lies at the same distance everywhere; an ellipse with shorter axes would come closer at the ends.
 */
function lineWithin({ centre, across, down }: Ellipse, distance: number): Line {
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const outward = (Math.PI * step) / steps;
    const support = Math.hypot(across * Math.sin(outward), down * Math.cos(outward));
    return {
      outward,
      right: (across ** 2 / support - distance) * Math.sin(outward),
      up: (down ** 2 / support - distance) * Math.cos(outward),
      bend: (across * down) ** 2 / support ** 3 - distance,
    };
  });
  const lengths = [0];
  for (let step = 1; step <= steps; step++) {
    const [from, to] = [points[step - 1], points[step]];
    const length = from && to ? Math.hypot(to.right - from.right, to.up - from.up) : 0;
    lengths.push((lengths[step - 1] ?? 0) + length);
  }
  const half = lengths[steps] ?? 0;
  return {
    half,
    lengthUntil(angle) {
      const step = points.findIndex(({ right, up }) => Math.atan2(right, up) >= angle);
      return lengths[step] ?? half;
    },
    at(signed) {
      const along = Math.min(Math.abs(signed), half);
      const step = Math.max(
        1,
        lengths.findIndex((length) => length >= along),
      );
      const [before = 0, after = 0] = [lengths[step - 1], lengths[step]];
      const outward = (Math.PI * (step - 1 + (along - before) / (after - before))) / steps;
      const support = Math.hypot(across * Math.sin(outward), down * Math.cos(outward));
      const right = Math.sign(signed) * (across ** 2 / support - distance) * Math.sin(outward);
      const up = (down ** 2 / support - distance) * Math.cos(outward);
      return { place: [centre[0] + right, centre[1] - up], outward: Math.sign(signed) * outward };
    },
    sharpestBend: (along) =>
      Math.min(...points.filter((_, step) => (lengths[step] ?? 0) <= along).map(({ bend }) => bend)),
  };
}

/** Glyphs on a line: the height and width of their em, and the distance of two that are an em wide, in millimetres. */
interface Setting {
  readonly face: Face;
  readonly line: Line;
  readonly height: number;
  readonly width: number;
  readonly pitch: number;
}

const emsOf = (glyphs: readonly Glyph[]) => glyphs.reduce((sum, { advance }) => sum + advance, 0);

/** The glyphs' outlines around the top of the line with their heads outward, or around its bottom with their heads inward. */
function setAround(glyphs: readonly Glyph[], side: 'top' | 'bottom', setting: Setting): Letter[] {
  const { face, line, height, width, pitch } = setting;
  const total = emsOf(glyphs);
  let before = 0;
  return glyphs.map((glyph) => {
    const along = (before + glyph.advance / 2 - total / 2) * pitch;
    before += glyph.advance;
    // From the bottom, reading to the right goes back towards the top.
    const fromTop = side === 'top' ? along : (along > 0 ? 1 : -1) * line.half - along;
    const { place, outward } = line.at(fromTop);
    const turn = side === 'top' ? outward : outward + Math.PI;
    const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
    const d = glyphPath(glyph, ([x, y]) => {
      const right = (x - glyph.advance / 2) * width;
      const up = (y - faces[face].middle) * height;
      return [place[0] + right * cosine + up * sine, place[1] + right * sine - up * cosine];
    });
    return letterOf(d, glyph, face, { width, height });
  });
}

/**
 * A name along the upper arc of an ellipse, as engravers set it: evenly spaced, spread when short, narrower and at last lower letters
 * when long, never touching.
 * @param arc `height` of the characters in millimetres where the name allows; `degrees` that the name may reach around
 */
export function nameAlongArc(name: string, within: Ellipse, arc: { height: number; degrees: number }): Letter[] {
  const glyphs = glyphsOf(name);
  const ems = emsOf(glyphs);
  const letters = glyphs.filter(({ advance }) => advance < letterAdvance).length;
  const spread = letters * 2 > glyphs.length ? widestLetterPitch : widestPitch;

  function settingOf(height: number): Setting {
    const line = lineWithin(within, height / 2);
    const pitch = Math.min((2 * line.lengthUntil(radians(arc.degrees / 2))) / ems, height * spread);
    const bend = line.sharpestBend((ems * pitch) / 2);
    const atFeet = (bend - height / 2) / bend;
    const width = Math.min(height, pitch * atFeet * fill);
    return { face: 'song', line, height: height / faces.song.height, width, pitch };
  }

  let [least, most] = [0, arc.height];
  let setting = settingOf(most);
  if (setting.width < most * narrowest) {
    for (let round = 0; round < 20; round++) {
      const height = (least + most) / 2;
      setting = settingOf(height);
      if (setting.width < height * narrowest) most = height;
      else least = height;
    }
  }
  return setAround(glyphs, 'top', setting);
}

/** A code of digits along the lower arc, read from left to right. Narrowed where it would reach around by more than `degrees`. */
export function codeAlongArc(code: string, within: Ellipse, arc: { height: number; degrees: number }): Letter[] {
  const glyphs = glyphsOf(code, 'sans');
  const line = lineWithin(within, arc.height / 2);
  const longest = 2 * (line.half - line.lengthUntil(Math.PI - radians(arc.degrees / 2)));
  const em = arc.height / faces.sans.height;
  const pitch = Math.min(em * codeSpread, longest / emsOf(glyphs));
  const width = Math.min(em, pitch * 0.9);
  return setAround(glyphs, 'bottom', { face: 'sans', line, height: em, width, pitch });
}
