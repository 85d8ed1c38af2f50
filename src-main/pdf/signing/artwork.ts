import { deflateSync } from 'node:zlib';

/** What a seal looks like. Vector paths are absolute SVG path data (M L C Z), millimetres, y down. */
export type Artwork =
  | {
      readonly kind: 'vector';
      readonly widthMm: number;
      readonly heightMm: number;
      readonly paths: readonly { readonly d: string; readonly fill: string; readonly evenOdd: boolean }[];
    }
  | {
      readonly kind: 'image';
      readonly widthMm: number;
      readonly heightMm: number;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly rgba: Uint8Array;
    };

/** Artwork as PDF stream data, Flate-compressed. */
export type EncodedArtwork =
  | { readonly kind: 'vector'; readonly content: Uint8Array }
  | {
      readonly kind: 'image';
      readonly widthPx: number;
      readonly heightPx: number;
      readonly rgb: Uint8Array;
      readonly alpha: Uint8Array;
    };

const operators: Record<string, { operands: number; operator: string }> = {
  M: { operands: 2, operator: 'm' },
  L: { operands: 2, operator: 'l' },
  C: { operands: 6, operator: 'c' },
  Z: { operands: 0, operator: 'h' },
};

const decimal = (value: number) => String(Math.round(value * 10_000) / 10_000);

function colourOperator(fill: string): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(fill);
  if (!match) throw new Error(`not a colour: ${fill}`);
  const components = match.slice(1).map((part) => decimal(Number.parseInt(part, 16) / 255));
  return `${components.join(' ')} rg`;
}

/** SVG path data as PDF path operators. */
function pathOperators(d: string): string {
  const tokens = d.match(/[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/gi) ?? [];
  const lines: string[] = [];
  for (let position = 0; position < tokens.length; ) {
    const command = operators[tokens[position] ?? ''];
    if (!command) throw new Error(`unsupported path command ${tokens[position]}`);
    const operands = tokens.slice(position + 1, position + 1 + command.operands).map((token) => decimal(Number(token)));
    lines.push([...operands, command.operator].join(' '));
    position += 1 + command.operands;
  }
  return lines.join('\n');
}

const encoded = new WeakMap<Artwork, EncodedArtwork>();

/** Encodes once per artwork: a batch stamps the same seal many times. */
export function encodeArtwork(artwork: Artwork): EncodedArtwork {
  const known = encoded.get(artwork);
  if (known) return known;
  const made = artwork.kind === 'vector' ? encodeVector(artwork) : encodeImage(artwork);
  encoded.set(artwork, made);
  return made;
}

function encodeVector(artwork: Extract<Artwork, { kind: 'vector' }>): EncodedArtwork {
  const content = artwork.paths
    .map(({ d, fill, evenOdd }) => `${colourOperator(fill)}\n${pathOperators(d)}\n${evenOdd ? 'f*' : 'f'}`)
    .join('\n');
  return { kind: 'vector', content: deflateSync(Buffer.from(content, 'latin1')) };
}

function encodeImage(artwork: Extract<Artwork, { kind: 'image' }>): EncodedArtwork {
  const { widthPx, heightPx, rgba } = artwork;
  const pixels = widthPx * heightPx;
  const rgb = new Uint8Array(pixels * 3);
  const alpha = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    rgb[pixel * 3] = rgba[pixel * 4] ?? 0;
    rgb[pixel * 3 + 1] = rgba[pixel * 4 + 1] ?? 0;
    rgb[pixel * 3 + 2] = rgba[pixel * 4 + 2] ?? 0;
    alpha[pixel] = rgba[pixel * 4 + 3] ?? 0;
  }
  return { kind: 'image', widthPx, heightPx, rgb: deflateSync(rgb), alpha: deflateSync(alpha) };
}
