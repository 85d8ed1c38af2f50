import { AppError } from '../contract/index.ts';
import { type Artwork, artworkToSvg, type VectorArtwork } from './artwork.ts';
import { readImpressionPng } from './impression-png.ts';

/** SES_ESPictureInfo (GB/T 38540-2020, 6.1.4). */
export interface SealPicture {
  readonly type: string;
  readonly data: Uint8Array;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** The artwork as a seal carries it; its sizes are whole millimetres there. */
export function pictureOfArtwork(artwork: Artwork): SealPicture {
  const size = { widthMm: Math.round(artwork.widthMm), heightMm: Math.round(artwork.heightMm) };
  if (artwork.kind === 'image') return { type: 'PNG', data: artwork.png, ...size };
  return { type: 'SVG', data: new TextEncoder().encode(artworkToSvg(artwork)), ...size };
}

const svgRoot =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) ([\d.]+)">(.*)<\/svg>$/s;
const svgPath = /^<path d="([MLCZ\d .-]*)" fill="(#[0-9a-fA-F]{6})" fill-rule="(evenodd|nonzero)"\/>/;
const largestSvgBytes = 4 << 20;

/** An SVG as `artworkToSvg` writes it; null for any other, since drawing those takes a browser. */
function readOwnSvg(data: Uint8Array): VectorArtwork | null {
  if (data.length > largestSvgBytes) return null;
  const [whole, width, height, boxWidth, boxHeight, body = ''] = svgRoot.exec(Buffer.from(data).toString('utf8')) ?? [];
  if (whole === undefined || width !== boxWidth || height !== boxHeight) return null;
  const paths: { d: string; fill: string; evenOdd: boolean }[] = [];
  for (let rest = body; rest !== ''; ) {
    const [path, d, fill, rule] = svgPath.exec(rest) ?? [];
    if (path === undefined || d === undefined || fill === undefined) return null;
    paths.push({ d, fill, evenOdd: rule === 'evenodd' });
    rest = rest.slice(path.length);
  }
  return { kind: 'vector', widthMm: Number(width), heightMm: Number(height), paths };
}

/** The picture of a seal as artwork in the seal's size. Throws SEAL_ARTWORK_INVALID for kinds of pictures that cannot be drawn here. */
export function artworkOfPicture({ type, data, widthMm, heightMm }: SealPicture): Artwork {
  const isPng = data[0] === 0x89 && data[1] === 0x50;
  if (isPng) {
    const { hasTransparency: _, ...image } = readImpressionPng(data, { removeBackground: false });
    return { kind: 'image', widthMm, heightMm, ...image };
  }
  const drawn = readOwnSvg(data);
  if (!drawn) throw new AppError('SEAL_ARTWORK_INVALID', { detail: type });
  return drawn;
}
