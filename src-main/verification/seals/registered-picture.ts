import { AppError, type Finding, type SealArtwork } from '../../contract/index.ts';
import { decodeBmp, decodeGif } from '../../ofd/index.ts';
import {
  type DecodedImage,
  decodeJpeg,
  loadJpegDecoder,
  mostSamplesAcross,
  type Raster,
  rasterOfArtwork,
  rasterOfImage,
} from '../../pdf/index.ts';
import { artworkOfPicture, artworkToSvg } from '../../seal/index.ts';
import type { SealInfo } from '../../signature/index.ts';
import { finding } from '../../x509/index.ts';
import { comparedPx } from './picture-comparison.ts';

type Picture = SealInfo['picture'];

/** The picture of a seal as it can be compared and shown, or why it cannot. */
export type RegisteredPicture =
  | { readonly raster: Raster; readonly shown: SealArtwork; readonly problem: null }
  | { readonly raster: null; readonly shown: null; readonly problem: Finding };

/** How the kinds of pictures begin that seals of GB/T 38540 have (6.1.4), in hexadecimal. */
const beginnings: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['PNG', /^89504e470d0a1a0a/],
  ['JPG', /^ffd8ff/],
  ['GIF', /^4749463837|^4749463839/],
  ['BMP', /^424d/],
  // A ZIP archive.
  ['OFD', /^504b0304/],
  ['PDF', /^255044462d/],
  ['TIFF', /^49492a00|^4d4d002a/],
];
/** The root of an XML document, after what may stand before it. */
const svgRoot = /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/s;
const beginningBytes = 1024;
const drawnKinds: ReadonlySet<string> = new Set(['PNG', 'JPG', 'GIF', 'BMP', 'SVG']);
/** Larger ones are no picture of a seal, and would only swell every answer. */
const largestShownBytes = 4 << 20;

function kindOf(data: Uint8Array): string | undefined {
  const beginning = Buffer.from(data.subarray(0, beginningBytes));
  const hexadecimal = beginning.toString('hex');
  const found = beginnings.find(([, pattern]) => pattern.test(hexadecimal))?.[0];
  return found ?? (svgRoot.test(beginning.toString('utf8')) ? 'SVG' : undefined);
}

/** The kind that a seal names, as `kindOf` would; whatever else it may be called is no claim that could be wrong. */
function namedKind(type: string): string | undefined {
  const word = type
    .toUpperCase()
    .replace(/^IMAGE\/|^\./, '')
    .replace(/^JPEG$/, 'JPG')
    .replace(/^TIF$/, 'TIFF')
    .replace(/\+XML$/, '');
  return word === 'SVG' || beginnings.some(([kind]) => kind === word) ? word : undefined;
}

const none = (problem: Finding): RegisteredPicture => ({ raster: null, shown: null, problem });
const unreadable = finding('seal-picture', 'unknown', 'seal-picture/unreadable');
const notDrawn = (type: string) => finding('seal-picture', 'unknown', 'seal-picture/kind-not-drawn', { type });

/** Reads the picture that a seal registers. Never throws on hostile bytes. */
export async function readRegisteredPicture(picture: Picture): Promise<RegisteredPicture> {
  const { type, data } = picture;
  const kind = kindOf(data);
  if (kind === undefined || data.length > largestShownBytes) return none(unreadable);
  const named = namedKind(type);
  if (named !== undefined && named !== kind) {
    return none(finding('seal-picture', 'unknown', 'seal-picture/other-kind', { type, actual: kind }));
  }
  if (!drawnKinds.has(kind)) return none(notDrawn(kind));
  const drawn = await draw(kind, picture);
  if (drawn !== null) return { ...drawn, problem: null };
  // An SVG that another program wrote is a picture all the same.
  return none(kind === 'SVG' ? notDrawn(kind) : unreadable);
}

type Drawn = { readonly raster: Raster; readonly shown: SealArtwork } | null;

function draw(kind: string, picture: Picture): Drawn | Promise<Drawn> {
  const { data } = picture;
  if (kind === 'JPG') return drawJpeg(data);
  if (kind === 'GIF') return drawImage(decodeGif(data), { mediaType: 'image/gif', content: data });
  return kind === 'BMP' ? drawImage(decodeBmp(data), { mediaType: 'image/bmp', content: data }) : drawArtwork(picture);
}

function drawImage(image: DecodedImage | null, shown: SealArtwork): Drawn {
  const raster = image && rasterOfImage(image, comparedPx);
  return raster && { raster, shown };
}

async function drawJpeg(data: Uint8Array): Promise<Drawn> {
  const picture = decodeJpeg(await loadJpegDecoder(), data, comparedPx * mostSamplesAcross + 1, null);
  const image = picture && ({ ...picture, data: picture.rgb, channels: 3 } as const);
  return drawImage(image, { mediaType: 'image/jpeg', content: data });
}

function drawArtwork(picture: Picture): Drawn {
  try {
    const artwork = artworkOfPicture(picture);
    const raster = rasterOfArtwork(artwork, comparedPx);
    if (raster === null) return null;
    if (artwork.kind === 'image') return { raster, shown: { mediaType: 'image/png', content: artwork.png } };
    return { raster, shown: { mediaType: 'image/svg+xml', content: new TextEncoder().encode(artworkToSvg(artwork)) } };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'SEAL_ARTWORK_INVALID') return null;
    throw thrown;
  }
}

/** Says of a seal by itself whether its picture is one. */
export async function judgeRegisteredPicture(picture: Picture): Promise<Finding[]> {
  const { problem } = await readRegisteredPicture(picture);
  return [problem ?? finding('seal-picture', 'passed', 'seal-picture/readable')];
}
