import type { DrawingClip, DrawingItem, DrawingMatrix, DrawingPaint } from '../../contract/index.ts';
import { readBox } from '../structure/document.ts';
import { attributeOf, childrenOf, type XmlElement } from '../xml/read-xml.ts';
import type { DrawingBuilder } from './drawing-builder.ts';
import type { EmbeddedFont } from './embedded-font.ts';
import { moved, multiply, scaled } from './matrix.ts';
import { readOutline } from './outline.ts';
import { drawParams, readColor, Style } from './paint.ts';
import type { Resource, Resources } from './resources.ts';
import { standInFor } from './stand-in.ts';
import { readTextRun } from './text-run.ts';
import { booleanOf, idOf, matrixOf, numberOf } from './values.ts';

/** What objects are drawn with and into. */
export interface Drawing {
  readonly builder: DrawingBuilder;
  readonly resources: Resources;
  /** The font that a resource brings; null where it brings none, or none that can be read, which is noted. */
  fontOf(resource: Resource): EmbeddedFont | null;
  /** A name by which a picture is read later; null where there is none that can be read, which is noted. */
  imageOf(resource: Resource): { readonly key: string; readonly sizeBytes: number } | null;
}

/** What objects stand within. */
interface Surroundings {
  readonly matrix: DrawingMatrix;
  readonly clip: number | null;
  readonly alpha: number;
  readonly blend: DrawingItem['blend'];
  /** Of the layer. */
  readonly drawParam: string | undefined;
  /** The composite objects that these are in, by their numbers. */
  readonly within: readonly string[];
}

const deepest = 24;

/** What says how objects look or what they are for, and draws nothing itself. */
const silent: ReadonlySet<string> = new Set([
  'Actions',
  'Border',
  'CGTransform',
  'Clips',
  'FillColor',
  'Parameters',
  'Remark',
  'StrokeColor',
]);

/** Draws the objects of a layer, a block, an appearance or a composite, in their order. @throws AppError OFD_LIMIT */
export function drawObjects(drawing: Drawing, parent: XmlElement, around: Surroundings): void {
  for (const object of parent.children) {
    drawing.builder.count();
    if (silent.has(object.name) || booleanOf(object, 'Visible') === false) continue;
    if (object.name === 'PageBlock') {
      if (around.within.length >= deepest) drawing.builder.undrawn('composite', 'too deep', null);
      else drawObjects(drawing, object, { ...around, within: [...around.within, ''] });
      continue;
    }
    const draw = drawers[object.name];
    if (draw) draw(drawing, object, place(drawing, object, around));
    else drawing.builder.undrawn('element', object.name, null);
  }
}

export const onPage = ({ matrix, clip, blend }: Pick<Surroundings, 'matrix' | 'clip' | 'blend'>): Surroundings => ({
  matrix,
  clip,
  blend,
  alpha: 1,
  drawParam: undefined,
  within: [],
});

/** An object, and where its own coordinates come to stand. */
interface Placed extends Surroundings {
  readonly style: Style;
  /** Of its box, from the square of 1 by 1. */
  readonly box: DrawingMatrix;
}

/** First the object's own transformation, then its box's corner (GB/T 33190-2016, 8.5). */
function place(drawing: Drawing, object: XmlElement, around: Surroundings): Placed {
  const box = readBox(attributeOf(object, 'Boundary'));
  const corner = multiply(around.matrix, moved(box?.left ?? 0, box?.top ?? 0));
  const own = matrixOf(object);
  const matrix = own ? multiply(corner, own) : corner;
  const alpha = around.alpha * (Math.min(255, Math.max(0, numberOf(object, 'Alpha') ?? 255)) / 255);
  const params = drawParams(drawing.resources, attributeOf(object, 'DrawParam') ?? around.drawParam);
  const blend = attributeOf(object, 'BlendMode') === 'Darken' ? 'darken' : around.blend;
  return {
    ...around,
    matrix,
    alpha,
    blend,
    clip: clipOf(drawing, object, { corner, matrix }, around.clip),
    style: new Style([object, ...params]),
    box: multiply(corner, scaled(box?.width ?? 0, box?.height ?? 0)),
  };
}

/** Clip areas are in the object's own coordinates; several of one clip show what is in any of them (GB/T 33190-2016, 8.4). */
function clipOf(
  { builder }: Drawing,
  object: XmlElement,
  { corner, matrix }: { corner: DrawingMatrix; matrix: DrawingMatrix },
  outer: number | null,
): number | null {
  const all: DrawingClip = [];
  for (const list of childrenOf(object, 'Clips')) {
    const own = booleanOf(list, 'TransFlag') === false ? corner : matrix;
    for (const clip of childrenOf(list, 'Clip')) {
      const areas = childrenOf(clip, 'Area').flatMap((area) => areaOf(builder, area, own));
      const [first, ...others] = areas;
      if (!first) continue;
      const isAlike = others.every((one) => one.matrix.join() === first.matrix.join() && one.rule === first.rule);
      if (isAlike) all.push({ ...first, outline: areas.map(({ outline }) => outline).join(' ') });
      else builder.note('element', 'areas of a clip that are moved each by itself');
    }
  }
  return all.length === 0 ? outer : builder.clip([...builder.clipAt(outer), ...all]);
}

function areaOf(builder: DrawingBuilder, area: XmlElement, own: DrawingMatrix): DrawingClip {
  const ofArea = matrixOf(area);
  const matrix = ofArea ? multiply(own, ofArea) : own;
  if (childrenOf(area, 'Text').length > 0) builder.note('element', 'a clip by letters');
  return childrenOf(area, 'Path').flatMap((path) => {
    const ofPath = matrixOf(path);
    const read = readOutline(childrenOf(path, 'AbbreviatedData')[0]?.text ?? '');
    if (read === null) return [];
    return [{ matrix: ofPath ? multiply(matrix, ofPath) : matrix, outline: read.outline, rule: ruleOf(path) }];
  });
}

const ruleOf = (path: XmlElement): 'nonzero' | 'evenodd' =>
  /even/i.test(attributeOf(path, 'Rule') ?? '') ? 'evenodd' : 'nonzero';

const common = ({ matrix, clip, blend }: Placed) => ({ matrix, clip, blend });

function colorOf(drawing: Drawing, placed: Placed, name: 'FillColor' | 'StrokeColor', usual: string | null) {
  const element = placed.style.child(name);
  const none: DrawingPaint | null = usual === null ? null : { color: usual, alpha: placed.alpha };
  if (!element) return none;
  const read = readColor(element, drawing.resources, placed.alpha);
  if (read?.isSimplified) drawing.builder.note('pattern', name);
  return read?.paint ?? none;
}

const drawers: Readonly<Record<string, (drawing: Drawing, object: XmlElement, placed: Placed) => void>> = {
  PathObject(drawing, object, placed) {
    const read = readOutline(childrenOf(object, 'AbbreviatedData')[0]?.text ?? '');
    if (read === null) return;
    if (!read.isWhole) drawing.builder.undrawn('element', 'AbbreviatedData', { matrix: placed.box, clip: placed.clip });
    const fill = booleanOf(object, 'Fill') === true ? colorOf(drawing, placed, 'FillColor', null) : null;
    const line = booleanOf(object, 'Stroke') === false ? null : colorOf(drawing, placed, 'StrokeColor', '#000000');
    const stroke = line && placed.style.stroke(line);
    if (read.outline === '' || (fill === null && stroke === null)) return;
    drawing.builder.add({ kind: 'path', ...common(placed), outline: read.outline, rule: ruleOf(object), fill, stroke });
  },

  TextObject(drawing, object, placed) {
    const resource = drawing.resources.find('Font', attributeOf(object, 'Font'));
    const font = resource ? drawing.fontOf(resource) : null;
    const run = readTextRun(object, font);
    if (run.glyphs.length === 0) return;
    const own = run.glyphs.flatMap(({ glyph }) => glyph ?? []);
    const described = resource?.element;
    const told = (name: string) => described && attributeOf(described, name);
    const fill = booleanOf(object, 'Fill') === false ? null : colorOf(drawing, placed, 'FillColor', '#000000');
    const line = booleanOf(object, 'Stroke') === true ? colorOf(drawing, placed, 'StrokeColor', '#000000') : null;
    drawing.builder.add({
      kind: 'text',
      ...common(placed),
      size: run.size,
      widening: run.widening,
      turn: run.turn,
      fill,
      stroke: line && placed.style.stroke(line),
      font: font && own.length > 0 ? drawing.builder.font(font, own) : null,
      standIn: {
        family: standInFor([told('FontName'), told('FamilyName')]),
        bold: (numberOf(object, 'Weight') ?? 400) >= 600 || (described && booleanOf(described, 'Bold')) === true,
        italic: booleanOf(object, 'Italic') === true || (described && booleanOf(described, 'Italic')) === true,
      },
      glyphs: [...run.glyphs],
    });
  },

  ImageObject(drawing, object, placed) {
    const resource =
      drawing.resources.find('MultiMedia', attributeOf(object, 'ResourceID')) ??
      drawing.resources.find('MultiMedia', attributeOf(object, 'Substitution'));
    // The unit square by the object's own transformation; without one it fills the box.
    const matrix = matrixOf(object) ? placed.matrix : placed.box;
    const at = { matrix, clip: placed.clip };
    if (!resource) {
      drawing.builder.undrawn('part-missing', `picture ${attributeOf(object, 'ResourceID') ?? ''}`, at);
      return;
    }
    const image = drawing.imageOf(resource);
    if (image === null) {
      drawing.builder.add({ kind: 'undrawn', reason: 'part-missing', blend: 'normal', ...at });
      return;
    }
    if (attributeOf(object, 'ImageMask') !== undefined) drawing.builder.note('image-mask', image.key);
    drawing.builder.add({
      kind: 'image',
      ...at,
      blend: placed.blend,
      alpha: placed.alpha,
      image: drawing.builder.image(image.key, image.sizeBytes),
    });
  },

  CompositeObject(drawing, object, placed) {
    const id = idOf(attributeOf(object, 'ResourceID'));
    const unit = drawing.resources.find('CompositeGraphicUnit', id)?.element;
    const at = { matrix: placed.box, clip: placed.clip };
    if (!unit) {
      drawing.builder.undrawn('part-missing', `composite ${id}`, at);
    } else if (placed.within.includes(id) || placed.within.length >= deepest) {
      drawing.builder.undrawn('composite', `composite ${id} in itself, or too deep`, at);
    } else {
      for (const content of childrenOf(unit, 'Content')) {
        drawObjects(drawing, content, { ...placed, within: [...placed.within, id] });
      }
    }
  },
};
