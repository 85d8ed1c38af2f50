import type { Glyph, Point } from './font.ts';

/** The red of seal ink. */
export const sealRed = '#C7161C';

/** Half the lengths of an ellipse's axes in millimetres; equal for a circle. */
export interface Ellipse {
  readonly centre: Point;
  readonly across: number;
  readonly down: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const decimal = (value: number) => String(Math.round(value * 1000) / 1000);
export const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The control distance at which four cubics stay within 0.03 % of a circle. */
const circleControl = 0.5522847498;

/** A glyph's outline, each of its points moved from the em square to the seal. Empty for a space. */
export function glyphPath(glyph: Glyph, place: (point: Point) => Point): string {
  return glyph.commands
    .map(({ type, points }) => [type, ...points.flatMap((point) => place(point).map(decimal))].join(' '))
    .join(' ');
}

export function ellipsePath({ centre: [x, y], across, down }: Ellipse): string {
  const at = (dx: number, dy: number) => `${decimal(x + dx * across)} ${decimal(y + dy * down)}`;
  const k = circleControl;
  return [
    `M ${at(0, -1)}`,
    `C ${at(k, -1)} ${at(1, -k)} ${at(1, 0)}`,
    `C ${at(1, k)} ${at(k, 1)} ${at(0, 1)}`,
    `C ${at(-k, 1)} ${at(-1, k)} ${at(-1, 0)}`,
    `C ${at(-1, -k)} ${at(-k, -1)} ${at(0, -1)} Z`,
  ].join(' ');
}

export function rectanglePath({ left, top, width, height }: Rectangle, cornerRadius: number): string {
  const [right, bottom] = [left + width, top + height];
  const near = cornerRadius * (1 - circleControl);
  const at = (x: number, y: number) => `${decimal(x)} ${decimal(y)}`;
  return [
    `M ${at(left + cornerRadius, top)} L ${at(right - cornerRadius, top)}`,
    `C ${at(right - near, top)} ${at(right, top + near)} ${at(right, top + cornerRadius)}`,
    `L ${at(right, bottom - cornerRadius)}`,
    `C ${at(right, bottom - near)} ${at(right - near, bottom)} ${at(right - cornerRadius, bottom)}`,
    `L ${at(left + cornerRadius, bottom)}`,
    `C ${at(left + near, bottom)} ${at(left, bottom - near)} ${at(left, bottom - cornerRadius)}`,
    `L ${at(left, top + cornerRadius)}`,
    `C ${at(left, top + near)} ${at(left + near, top)} ${at(left + cornerRadius, top)} Z`,
  ].join(' ');
}

/** A rectangle made smaller by the same distance on all sides. */
export function inset({ left, top, width, height }: Rectangle, distance: number): Rectangle {
  return { left: left + distance, top: top + distance, width: width - 2 * distance, height: height - 2 * distance };
}

/** A regular star, one point upward: the inner radius makes the edges of opposite points one line. */
export function starPath([x, y]: Point, radius: number): string {
  const inner = (radius * Math.cos(radians(72))) / Math.cos(radians(36));
  const corners = Array.from({ length: 10 }, (_, index) => {
    const length = index % 2 === 0 ? radius : inner;
    const angle = radians(index * 36);
    return `${decimal(x + length * Math.sin(angle))} ${decimal(y - length * Math.cos(angle))}`;
  });
  return `M ${corners.join(' L ')} Z`;
}
