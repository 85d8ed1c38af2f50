import type { RoundSealDesign } from '../contract/index.ts';
import type { VectorArtwork } from './artwork.ts';
import { type Glyph, glyphsOf, type Point } from './font.ts';

/** Proportions of a 40 mm seal, in millimetres; other diameters are scaled. */
const proportions = {
  diameter: 40,
  edge: 1.2,
  gap: 0.9,
  ringTextHeight: 5.4,
  starRadius: 7,
  bottomTextHeight: 3.9,
  bottomTextCentre: 10.4,
  codeHeight: 1.9,
  trialTextHeight: 3.8,
  trialTextAside: 8.6,
  trialTextBelow: 1.7,
};
/** How far the name may reach around: past these it would meet what stands below the star. */
const widestArcDegrees = 262;
const arcAboveTextDegrees = 236;
/** Distance of neighbouring characters of a short name, in heights of a character. */
const widestPitch = 1.7;
/** Letters stand closer together than characters: a word must stay one. */
const widestLetterPitch = 1.15;
/** A glyph narrower than this share of the em is a letter. */
const letterAdvance = 0.8;

const sealRed = '#C7161C';
/** Where the middle of a Chinese character lies above the baseline, and how much of the em its strokes fill. */
const emMiddle = 0.38;
const emExtent = 0.95;

const decimal = (value: number) => String(Math.round(value * 1000) / 1000);
const degrees = (angle: number) => (angle * Math.PI) / 180;

type Transform = (point: Point) => Point;

function pathOf(glyph: Glyph, transform: Transform): string {
  return glyph.commands
    .map(({ type, points }) => [type, ...points.flatMap((point) => transform(point).map(decimal))].join(' '))
    .join(' ');
}

function circlePath(centre: Point, radius: number): string {
  const [x, y] = centre;
  // The control distance at which four cubics stay within 0.03 % of a circle.
  const control = radius * 0.5522847498;
  const at = (dx: number, dy: number) => `${decimal(x + dx)} ${decimal(y + dy)}`;
  return [
    `M ${at(0, -radius)}`,
    `C ${at(control, -radius)} ${at(radius, -control)} ${at(radius, 0)}`,
    `C ${at(radius, control)} ${at(control, radius)} ${at(0, radius)}`,
    `C ${at(-control, radius)} ${at(-radius, control)} ${at(-radius, 0)}`,
    `C ${at(-radius, -control)} ${at(-control, -radius)} ${at(0, -radius)} Z`,
  ].join(' ');
}

/** A regular star: the inner radius makes the edges of opposite points one line. */
function starPath([x, y]: Point, radius: number): string {
  const inner = (radius * Math.cos(degrees(72))) / Math.cos(degrees(36));
  const corners = Array.from({ length: 10 }, (_, index) => {
    const length = index % 2 === 0 ? radius : inner;
    const angle = degrees(index * 36);
    return `${decimal(x + length * Math.sin(angle))} ${decimal(y - length * Math.cos(angle))}`;
  });
  return `M ${corners.join(' L ')} Z`;
}

/** Places glyphs on a circle: `direction` 1 along the top with their heads outward, -1 along the bottom with their heads inward. */
function alongArc(
  glyphs: readonly Glyph[],
  arc: { centre: Point; radius: number; height: number; width: number; pitch: number; direction: 1 | -1 },
): string[] {
  const { centre, radius, height, width, pitch, direction } = arc;
  const total = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  let before = 0;
  return glyphs.map((glyph) => {
    const angle = (((before + glyph.advance / 2 - total / 2) * pitch) / radius) * direction;
    before += glyph.advance;
    const sine = Math.sin(angle);
    const cosine = Math.cos(angle);
    return pathOf(glyph, ([x, y]) => {
      const across = (x - glyph.advance / 2) * width;
      const up = (y - emMiddle) * height;
      const outward = direction === 1 ? radius + up : -radius + up;
      return [centre[0] + across * cosine + outward * sine, centre[1] + across * sine - outward * cosine];
    });
  });
}

/** The name on the upper arc: evenly spaced, spread when short, narrower and at last lower letters when long, as engravers do. */
function ringText(text: string, centre: Point, outerRadius: number, scale: number, arcDegrees: number): string[] {
  const glyphs = glyphsOf(text);
  const ems = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  const fullHeight = proportions.ringTextHeight * scale;
  const radius = outerRadius - fullHeight / 2;
  const letters = glyphs.filter(({ advance }) => advance < letterAdvance).length;
  const spread = letters * 2 > glyphs.length ? widestLetterPitch : widestPitch;
  const pitch = Math.min((degrees(arcDegrees) * radius) / ems, fullHeight * spread);
  const width = Math.min(fullHeight * 0.98, pitch * 0.9);
  const height = Math.min(fullHeight, width / 0.48);
  return alongArc(glyphs, {
    centre,
    radius: outerRadius - height / 2,
    height: height / emExtent,
    width,
    pitch,
    direction: 1,
  });
}

/** A line of text around `centre`, narrowed to fit. */
function lineText(text: string, centre: Point, heightMm: number, widestMm: number): string[] {
  const glyphs = glyphsOf(text);
  const ems = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  const width = Math.min(heightMm, widestMm / ems);
  let left = centre[0] - (ems * width) / 2;
  return glyphs.map((glyph) => {
    const start = left;
    left += glyph.advance * width;
    return pathOf(glyph, ([x, y]) => [start + x * width, centre[1] - (y - emMiddle) * heightMm]);
  });
}

/**
 * A round company seal (公章): edge, five-pointed star, the name along the upper arc, `bottomText` below the star, the code along the
 * lower arc, and 试用 on both sides of the star for trial. Throws SEAL_TEXT_UNSUPPORTED.
 */
export function drawRoundSeal(design: RoundSealDesign): VectorArtwork {
  const { diameterMm } = design;
  const scale = diameterMm / proportions.diameter;
  const centre: Point = [diameterMm / 2, diameterMm / 2];
  const outer = diameterMm / 2;
  const inner = outer - proportions.edge * scale;
  const textRadius = inner - proportions.gap * scale;
  const arcDegrees = design.code === '' && design.bottomText === '' ? widestArcDegrees : arcAboveTextDegrees;
  const glyphPaths = ringText(design.ringText, centre, textRadius, scale, arcDegrees);
  if (design.bottomText !== '') {
    const place: Point = [centre[0], centre[1] + proportions.bottomTextCentre * scale];
    glyphPaths.push(...lineText(design.bottomText, place, proportions.bottomTextHeight * scale, 19 * scale));
  }
  if (design.code !== '') {
    const height = proportions.codeHeight * scale;
    const glyphs = glyphsOf(design.code);
    glyphPaths.push(
      ...alongArc(glyphs, {
        centre,
        radius: textRadius - height * 0.4,
        height: height * 1.35,
        width: height * 1.35,
        pitch: height * 1.7,
        direction: -1,
      }),
    );
  }
  if (design.trialMark) {
    for (const [character, side] of [
      ['试', -1],
      ['用', 1],
    ] as const) {
      const place: Point = [
        centre[0] + side * proportions.trialTextAside * scale,
        centre[1] + proportions.trialTextBelow * scale,
      ];
      const height = proportions.trialTextHeight * scale;
      glyphPaths.push(...lineText(character, place, height, height));
    }
  }
  return {
    kind: 'vector',
    widthMm: diameterMm,
    heightMm: diameterMm,
    paths: [
      { d: `${circlePath(centre, outer)} ${circlePath(centre, inner)}`, fill: sealRed, evenOdd: true },
      { d: starPath(centre, proportions.starRadius * scale), fill: sealRed, evenOdd: false },
      ...glyphPaths.filter((d) => d !== '').map((d) => ({ d, fill: sealRed, evenOdd: false })),
    ],
  };
}
