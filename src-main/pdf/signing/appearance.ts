import { PDFBool, PDFName, PDFNumber, type PDFObject, type PDFRef } from 'pdf-lib';
import type { Slice } from '../../contract/index.ts';
import { unitsPerMm, uprightMatrix } from '../pages/page-geometry.ts';
import type { Page } from '../pages/pages.ts';
import { type Artwork, encodeArtwork } from './artwork.ts';
import { type OpaquePicture, opaquePicture } from './opaque-picture.ts';
import { dictionary, numbers, type Revision } from './revision.ts';

const name = (text: string) => PDFName.of(text);
const wholePicture: Slice = { left: 0, top: 0, right: 1, bottom: 1 };

/**
 * Adds the artwork itself, to be drawn by any number of impressions: a form XObject in millimetres, or an image with its soft mask. Where
 * nothing may be transparent a picture is a stencil in such a form, if it can be one.
 */
export function addArtwork(revision: Revision, artwork: Artwork, blends: boolean): PDFRef {
  const encoded = encodeArtwork(artwork);
  if (encoded.kind === 'vector') {
    return revision.addStream(formInMm(artwork, { Filter: name('FlateDecode') }), encoded.content);
  }
  const opaque = opaqueOf(artwork, blends);
  if (opaque?.kind === 'stencil') return addStencil(revision, artwork, opaque);
  const image = {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: PDFNumber.of(encoded.widthPx),
    Height: PDFNumber.of(encoded.heightPx),
    BitsPerComponent: PDFNumber.of(8),
    Filter: name('FlateDecode'),
  };
  if (opaque) return revision.addStream(dictionary({ ...image, ColorSpace: name('DeviceRGB') }), encoded.rgb);
  const softMask = revision.addStream(dictionary({ ...image, ColorSpace: name('DeviceGray') }), encoded.alpha);
  return revision.addStream(dictionary({ ...image, ColorSpace: name('DeviceRGB'), SMask: softMask }), encoded.rgb);
}

const opaqueOf = (artwork: Artwork, blends: boolean) =>
  blends || artwork.kind === 'vector' ? null : opaquePicture(artwork);

/** From the top-left corner, y down. */
const formInMm = ({ widthMm, heightMm }: Artwork, { Resources = dictionary({}), ...more }: Record<string, PDFObject>) =>
  dictionary({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: numbers([0, 0, widthMm, heightMm]),
    Resources,
    ...more,
  });

function addStencil(
  revision: Revision,
  artwork: Artwork,
  { ink, widthPx, heightPx, bits }: Extract<OpaquePicture, { kind: 'stencil' }>,
): PDFRef {
  const stencil = {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: PDFNumber.of(widthPx),
    Height: PDFNumber.of(heightPx),
    ImageMask: PDFBool.True,
    BitsPerComponent: PDFNumber.of(1),
    Filter: name('FlateDecode'),
  };
  const Stencil = revision.addStream(dictionary(stencil), bits);
  const colour = ink.map((channel) => (channel / 255).toFixed(4)).join(' ');
  const { widthMm, heightMm } = artwork;
  const content = `${colour} rg\n${widthMm} 0 0 ${-heightMm} 0 ${heightMm} cm\n/Stencil Do`;
  const form = formInMm(artwork, { Resources: dictionary({ XObject: dictionary({ Stencil }) }) });
  return revision.addStream(form, Buffer.from(content, 'latin1'));
}

/**
 * The normal appearance of a seal's widget: the artwork, or a slice of it, in its true size, upright to the reader of a rotated page, blended with
 * what is under it as ink is (/BM /Multiply), unless the file may have no transparency.
 */
export function addImpression(
  revision: Revision,
  page: Page,
  {
    artwork,
    artworkRef,
    slice,
    blends,
  }: { artwork: Artwork; artworkRef: PDFRef; slice: Slice | null; blends: boolean },
): PDFRef {
  const unit = unitsPerMm(page);
  const [width, height] = [artwork.widthMm * unit, artwork.heightMm * unit];
  const { left, top, right, bottom } = slice ?? wholePicture;
  // What lies outside of the BBox is not painted (ISO 32000-2, 8.10.2): the slice is moved there.
  const [x, y] = [-left * width, (bottom - 1) * height];
  const isInMm = artwork.kind === 'vector' || opaqueOf(artwork, blends)?.kind === 'stencil';
  const placement = isInMm ? [unit, 0, 0, -unit, x, height + y] : [width, 0, 0, height, x, y];
  const content = `q\n${blends ? '/Multiply gs\n' : ''}${placement.map((value) => value.toFixed(5)).join(' ')} cm\n/Seal Do\nQ`;
  const form = dictionary({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: numbers([0, 0, width * (right - left), height * (bottom - top)]),
    Matrix: numbers(uprightMatrix(page)),
    Resources: dictionary({
      XObject: dictionary({ Seal: artworkRef }),
      ExtGState: blends
        ? dictionary({ Multiply: dictionary({ Type: name('ExtGState'), BM: name('Multiply') }) })
        : undefined,
    }),
  });
  return revision.addStream(form, Buffer.from(content, 'latin1'));
}
