/** The appearance streams of later seals: what is painted, and how it is put into its rectangle. */
import { type Draft, pick } from '../documents/draft.ts';
import type { Draw } from '../mutations.ts';
import { type Canvas, covers, honest, type Part, Resources } from './painting.ts';

export interface AppearanceChoice {
  readonly width: number;
  readonly height: number;
  readonly isHonest: boolean;
}

/** Adds an appearance to the draft and gives its number. */
export function addAppearance(draft: Draft, draw: Draw, { width, height, isHonest }: AppearanceChoice): number {
  const resources = new Resources();
  const canvas: Canvas = { draft, draw, resources, width, height };
  const parts: Part[] = isHonest ? [pick(draw, honest)] : [pick(draw, covers)];
  if (draw(3) === 0) parts.push(pick(draw, honest));
  const content = parts.map((part) => `q ${part(canvas)} Q`).join('\n');
  const isPlain = isHonest || draw(3) > 0;
  const box = isPlain
    ? `[0 0 ${width} ${height}]`
    : pick(draw, [
        `[${width} ${height} 0 0]`,
        '[0 0 1 1]',
        `[0 0 ${width * 10} ${height * 10}]`,
        `[-${width} -${height} ${width} ${height}]`,
        '[0 0 0 0]',
      ]);
  const matrix = isPlain
    ? ''
    : pick(draw, [
        '',
        '/Matrix [0 1 -1 0 0 0]',
        '/Matrix [2 0 0 2 0 0]',
        '/Matrix [0 0 0 0 0 0]',
        '/Matrix [-1 0 0 -1 0 0]',
        '/Matrix [1 1 0 1 0 0]',
      ]);
  const group = pick(draw, [
    '',
    '',
    '/Group << /S /Transparency >>',
    '/Group << /S /Transparency /I true /K true >>',
    '/Group << /S /Transparency /K true >>',
  ]);
  const layer = !isPlain && draw(6) === 0 ? '/OC << /Type /OCG /Name (x) >>' : '';
  return draft.add(
    `<< /Type /XObject /Subtype /Form /BBox ${box} ${matrix} ${group} ${layer} /Resources ${resources.text} >>`,
    Buffer.from(content, 'latin1'),
  );
}
