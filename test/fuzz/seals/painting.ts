/** What a later seal may paint: honest impressions, and all that takes ink away or covers it. */
import { type Draft, pick } from '../documents/draft.ts';
import type { Draw } from '../mutations.ts';

const image = '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8';

/** Resources as they are gathered, by kind and name. */
export class Resources {
  readonly #kinds = new Map<string, string[]>();

  add(kind: string, value: string | number): string {
    const entries = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, entries);
    const name = `${kind.charAt(0)}${entries.length}`;
    entries.push(`/${name} ${typeof value === 'number' ? `${value} 0 R` : value}`);
    return `/${name}`;
  }

  get text(): string {
    return `<< ${[...this.#kinds].map(([kind, entries]) => `/${kind} << ${entries.join(' ')} >>`).join(' ')} >>`;
  }
}

export interface Canvas {
  readonly draft: Draft;
  readonly draw: Draw;
  readonly resources: Resources;
  readonly width: number;
  readonly height: number;
}

export type Part = (canvas: Canvas) => string;

const all = ({ width, height }: Canvas) => `0 0 ${width} ${height} re f`;

/** Ways to say white, or what looks like it. */
const whites = [
  '1 g',
  '1 1 1 rg',
  '0 0 0 0 k',
  '0.99 g',
  '/DeviceGray cs 1 sc',
  '/DeviceRGB cs 1 1 1 sc',
  '/DeviceCMYK cs 0 0 0 0 scn',
  '1 1 0.9 rg',
  '/CalGray cs 1 sc',
];

const white: Part = ({ draw, resources, draft }) => {
  const spaces = [
    '[/Separation /Spot /DeviceRGB << /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [1 1 1] /N 1 >>]',
    '[/Separation /None /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >>]',
    '[/Separation /All /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >>]',
    '[/Indexed /DeviceRGB 1 <FFFFFFFFFFFF>]',
    '[/CalGray << /WhitePoint [0.95 1 1.09] /Gamma 1 >>]',
    '[/CalRGB << /WhitePoint [0.95 1 1.09] >>]',
    '[/Lab << /WhitePoint [0.95 1 1.09] /Range [-100 100 -100 100] >>]',
  ];
  if (draw(3) > 0) return pick(draw, whites);
  const space = pick(draw, spaces);
  const name = resources.add('ColorSpace', draw(2) === 0 ? space : draft.add(space));
  const values = space.includes('CalRGB') ? '1 1 1' : space.includes('Lab') ? '100 0 0' : '1';
  return `${name} cs ${values} scn`;
};

const graphicsState = (canvas: Canvas, entries: string) =>
  `${canvas.resources.add('ExtGState', `<< ${entries} >>`)} gs`;

const blendModes =
  'Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color Luminosity Unknown'.split(
    ' ',
  );

const blend: Part = (canvas) => {
  const { draw } = canvas;
  const mode = () => `/${pick(draw, blendModes)}`;
  const value = pick(draw, [
    mode(),
    `[${mode()} ${mode()}]`,
    `[${mode()}]`,
    '[ ]',
    `[/Unknown ${mode()}]`,
    `[/Multiply ${mode()}]`,
  ]);
  return `${graphicsState(canvas, `/BM ${value} ${pick(draw, ['', '/ca 0.9', '/AIS true', '/ca 1'])}`)} ${pick(draw, [whites[0] ?? '', '0.5 g', '1 0 0 rg', '0 0 1 rg', '0 g'])} ${all(canvas)}`;
};

const mask: Part = (canvas) => `${white(canvas)} ${all(canvas)}`;

const stroke: Part = ({ width, height, draw }) => {
  const dash = pick(draw, ['', '[9999] 0 d', '[5 0.01] 0 d', '2 J', '1 j']);
  return `${dash} 1 1 1 RG ${height * 2} w 0 ${height / 2} m ${width} ${height / 2} l S`;
};

const strips: Part = ({ width, height, draw }) => {
  const count = 4 + draw(60);
  const step = height / count;
  const rectangles = Array.from(
    { length: count },
    (_, index) => `0 ${(index * step).toFixed(3)} ${width} ${(step * 0.9).toFixed(3)} re`,
  );
  return `1 g ${rectangles.join(draw(2) === 0 ? ' f ' : ' ')} f`;
};

const columns: Part = ({ width, height, draw }) => {
  const count = 4 + draw(40);
  const step = width / count;
  return `1 g ${Array.from({ length: count }, (_, index) => `${(index * step).toFixed(2)} 0 ${(step * 0.8).toFixed(2)} ${height} re f`).join(' ')}`;
};

const opacityStack: Part = (canvas) =>
  `${graphicsState(canvas, `/ca 0.${1 + canvas.draw(4)}`)} 1 g ${`${all(canvas)} `.repeat(2 + canvas.draw(30))}`;

const softMask: Part = (canvas) => {
  const { draft, draw, width, height } = canvas;
  const group = draft.add(
    `<< /Type /XObject /Subtype /Form /BBox [0 0 ${width} ${height}] /Group << /S /Transparency /CS /DeviceGray >> >>`,
    pick(draw, [`1 g ${all(canvas)}`, `0.5 g ${all(canvas)}`, '']),
  );
  const kind = pick(draw, ['Luminosity', 'Alpha']);
  return `${graphicsState(canvas, `/SMask << /S /${kind} /G ${group} 0 R ${pick(draw, ['', '/BC [1]'])} >>`)} 1 g ${all(canvas)}`;
};

const picture: Part = ({ draft, draw, resources, width, height }) => {
  const opaque = draft.add(`<< ${image} /ColorSpace /DeviceGray >>`, pick(draw, ['\xff', '\x80']));
  const extra = pick(draw, [
    '',
    `/SMask ${opaque} 0 R`,
    '/Mask [0 10]',
    '/Mask [250 255]',
    '/Decode [1 0]',
    '/Decode [0 1]',
    '/Interpolate true',
    '/Intent /Perceptual',
    `/SMask ${opaque} 0 R /Decode [1 0]`,
  ]);
  const space = pick(draw, [
    '/DeviceGray',
    `[/Indexed /DeviceRGB 255 <${'ffffff'.repeat(256)}>]`,
    '[/CalGray << /WhitePoint [0.95 1 1.09] >>]',
  ]);
  const name = resources.add(
    'XObject',
    draft.add(`<< ${image} /ColorSpace ${space} ${extra} >>`, pick(draw, ['\xff', '\x00', '\xf0'])),
  );
  return `q ${width} 0 0 ${height} 0 0 cm ${name} Do Q`;
};

const stencil: Part = ({ draft, draw, resources, width, height }) => {
  const decode = pick(draw, ['/Decode [1 0]', '', '/Decode [0 1]']);
  const bits = pick(draw, ['\x00', '\xff']);
  if (draw(2) === 0) {
    const short = decode.replace('Decode', 'D');
    return `q 1 g ${width} 0 0 ${height} 0 0 cm BI /W 1 /H 1 /IM true ${short} ID ${bits} EI Q`;
  }
  const entries = '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 1 /ImageMask true';
  const name = resources.add('XObject', draft.add(`<< ${entries} ${decode} >>`, bits));
  return `q 1 g ${width} 0 0 ${height} 0 0 cm ${name} Do Q`;
};

const inlineImage: Part = ({ width, height, draw }) =>
  `q ${width} 0 0 ${height} 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ${pick(draw, ['', '/D [1 0]', '/F /AHx'])} ID ${pick(draw, ['\xff', '\x00', 'ff>'])} EI Q`;

const typeThree: Part = ({ draft, draw, resources, width, height }) => {
  const glyph = draft.add(
    '<< >>',
    pick(draw, [
      '1000 0 0 0 1000 1000 d1 0 0 1000 1000 re f',
      '1000 0 d0 1 g 0 0 1000 1000 re f',
      '1000 0 0 0 1 1 d1 0 0 1000 1000 re f',
    ]),
  );
  const matrix = pick(draw, ['[0.001 0 0 0.001 0 0]', '[1 0 0 1 0 0]', '[0.1 0 0 0.1 0 0]']);
  const font = draft.add(
    `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 ${pick(draw, ['1000 1000', '0 0', '1 1'])}] /FontMatrix ${matrix} /FirstChar 97 /LastChar 97 /Widths [1000] ` +
      `/Encoding << /Type /Encoding /Differences [97 /a] >> /CharProcs << /a ${glyph} 0 R >> >>`,
  );
  const size = Math.max(width, height);
  return `1 g BT ${resources.add('Font', font)} ${size} Tf (a) Tj ET`;
};

const text: Part = ({ draw, resources, height, width }) => {
  const font = resources.add(
    'Font',
    `<< /Type /Font /Subtype /Type1 /BaseFont /${pick(draw, ['Helvetica', 'Helvetica-Bold', 'ZapfDingbats'])} >>`,
  );
  const mode = pick(draw, ['', '2 Tr 30 w 1 1 1 RG', '1 Tr 40 w 1 1 1 RG', '7 Tr', '3 Tr']);
  const behind = mode === '7 Tr' ? ` 1 g 0 0 ${width} ${height} re f` : '';
  return `1 g BT ${font} ${height * pick(draw, [1, 2, 5])} Tf ${mode} 0 0 Td (${pick(draw, ['n', 'nnnn', 'MMMM', '....'])}) Tj ET${behind}`;
};

const shading: Part = ({ resources, draw, width, height }) => {
  const fade = '<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >>';
  const entries = pick(draw, [
    `/ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 ${width} 0] /Extend [true true] /Function ${fade}`,
    `/ShadingType 3 /ColorSpace /DeviceGray /Coords [0 0 0 0 0 ${width}] /Extend [true true] /Function ${fade}`,
    `/ShadingType 1 /ColorSpace /DeviceGray /Domain [0 1 0 1] /Matrix [${width} 0 0 ${height} 0 0] /Function << /FunctionType 4 /Domain [0 1 0 1] /Range [0 1] >>`,
    `/ShadingType 2 /ColorSpace /DeviceGray /Background [1] /Coords [0 0 1 0] /Function ${fade}`,
  ]);
  if (draw(2) === 0) return `${resources.add('Shading', `<< ${entries} >>`)} sh`;
  const pattern = resources.add('Pattern', `<< /Type /Pattern /PatternType 2 /Shading << ${entries} >> >>`);
  return `/Pattern cs ${pattern} scn 0 0 ${width} ${height} re f`;
};

const tiling: Part = ({ draft, draw, resources, width, height }) => {
  const cell = draft.add(
    `<< /Type /Pattern /PatternType 1 /PaintType ${pick(draw, ['1', '2'])} /TilingType 1 /BBox [0 0 10 10] /XStep ${pick(draw, ['10', '5', '20'])} /YStep 10 /Resources << >> >>`,
    '1 g 0 0 10 10 re f',
  );
  return `/Pattern cs ${resources.add('Pattern', cell)} scn 0 0 ${width} ${height} re f`;
};

const nested: Part = (canvas) => {
  const { draft, draw, resources, width, height } = canvas;
  const box = pick(draw, [`[0 0 ${width} ${height}]`, '[0 0 1 1]', `[0 0 ${width / 10} ${height / 10}]`]);
  const matrix = pick(draw, [
    '[1 0 0 1 0 0]',
    `[${width} 0 0 ${height} 0 0]`,
    '[10 0 0 10 0 0]',
    '[-1 0 0 -1 200 100]',
  ]);
  const group = pick(draw, [
    '',
    '/Group << /S /Transparency /I true /K true >>',
    '/Group << /S /Transparency /CS /DeviceRGB >>',
  ]);
  const inner = draft.add(
    `<< /Type /XObject /Subtype /Form /BBox ${box} /Matrix ${matrix} ${group} >>`,
    `${white(canvas).replace(/\/\w+ cs.*/, '1 g')} 0 0 2000 2000 re f`,
  );
  return `${resources.add('XObject', inner)} Do`;
};

const overprint: Part = (canvas) =>
  `${graphicsState(canvas, `/OP true /op true /OPM ${canvas.draw(2)}`)} ${pick(canvas.draw, ['0 0 0 0 k', '1 0 0 0 k', '1 g'])} ${all(canvas)}`;

const clipped: Part = (canvas) =>
  `q ${pick(canvas.draw, ['0 0 5 5 re W n', '0 0 0 0 re W n', '0 0 9999 9999 re W* n'])} 1 g ${all(canvas)} Q`;

const broken: Part = (canvas) =>
  pick(canvas.draw, [
    `Q Q 1 g ${all(canvas)}`,
    `q q q 1 g ${all(canvas)}`,
    `BX 1 g ${all(canvas)} foo EX`,
    `foo bar 1 g ${all(canvas)}`,
    `1 g ${all(canvas)} (`,
    `BT 1 g ${all(canvas)}`,
    `1 g 0 0 ${canvas.width} ${canvas.height} re BT ET f`,
    `1 g ${canvas.width} 0 0 ${canvas.height} 0 0 cm 0 0 1 1 re f*`,
    `1 g ${all(canvas)} q`,
    `0 g 1. g ${all(canvas)}`,
    `1 g 0 0 m ${canvas.width} 0 l ${canvas.width} ${canvas.height} l 0 ${canvas.height} l f`,
    `1 g 0 0 m 0 ${canvas.height} l ${canvas.width} ${canvas.height} l ${canvas.width} 0 l b`,
    `/Span << /ActualText (x) >> BDC 1 g ${all(canvas)} EMC`,
    `/OC /M0 BDC 1 g ${all(canvas)} EMC`,
    `1 g ${canvas.width} ${canvas.height} -${canvas.width} -${canvas.height} re f`,
    `%\n1 g ${all(canvas)}`,
  ]);

export const covers: readonly Part[] = [
  mask,
  mask,
  stroke,
  strips,
  columns,
  blend,
  blend,
  blend,
  opacityStack,
  softMask,
  picture,
  picture,
  stencil,
  inlineImage,
  typeThree,
  text,
  shading,
  tiling,
  nested,
  overprint,
  clipped,
  broken,
  broken,
];

/** Impressions as seals leave them: red, with what is under them showing through. */
export const honest: readonly Part[] = [
  ({ width, height }) => `1 0 0 RG 3 w 3 3 ${width - 6} ${height - 6} re S`,
  (canvas) => `${graphicsState(canvas, '/BM /Multiply')} 0.8 0.1 0.1 rg ${all(canvas)}`,
  (canvas) => `${graphicsState(canvas, '/BM /Darken')} 0.8 0.1 0.1 rg 0 0 20 ${canvas.height} re f`,
  ({ resources, height }) =>
    `1 0 0 rg BT ${resources.add('Font', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')} ${height / 3} Tf 2 2 Td (Approved) Tj ET`,
  () => '',
];
