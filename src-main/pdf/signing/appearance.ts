import { PDFBool, PDFNumber, type PDFObject, type PDFRef } from 'pdf-lib';
import type { Slice } from '../../contract/index.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { unitsPerMm, uprightMatrix } from '../pages/page-geometry.ts';
import type { Page } from '../pages/pages.ts';
import { type Artwork, encodeArtwork } from './artwork.ts';
import { type OpaquePicture, opaquePicture } from './opaque-picture.ts';
import { dictionary, numbers, type Revision } from './revision.ts';

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

/** A rectangle in the space of a form that stands upright to the reader, y upwards. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the artwork, which has this name among the resources, or a slice of it, so that what is to be seen fills the area; what else there is, around it. */
export function drawing(
  { artwork, slice, blends }: Pick<DrawnSeal, 'artwork' | 'slice' | 'blends'>,
  { x, y, width, height }: Area,
  resource = 'Seal',
): string {
  const { left, top, right, bottom } = slice ?? wholePicture;
  const [whole, high] = [width / (right - left), height / (bottom - top)];
  const [x0, y0] = [x - left * whole, y - (1 - bottom) * high];
  const isInMm = artwork.kind === 'vector' || opaqueOf(artwork, blends)?.kind === 'stencil';
  const matrix = isInMm
    ? [whole / artwork.widthMm, 0, 0, -high / artwork.heightMm, x0, y0 + high]
    : [whole, 0, 0, high, x0, y0];
  return `${operands(matrix)} cm\n/${resource} Do`;
}

export const operands = (values: readonly number[]) => values.map((value) => value.toFixed(5)).join(' ');

/** The graphics state in which a seal is drawn as ink is. */
export const multiply = () => dictionary({ Type: name('ExtGState'), BM: name('Multiply') });

/** What an appearance draws a seal with. */
interface DrawnSeal {
  readonly artwork: Artwork;
  readonly artworkRef: PDFRef;
  readonly slice: Slice | null;
  /** As ink does (/BM /Multiply), unless the file may have no transparency. */
  readonly blends: boolean;
  /** Where the seal stands in a frame that is not its own, as that of a field; null: its own size is the frame. */
  readonly framed?: { readonly frame: Pick<Area, 'width' | 'height'>; readonly seal: Area } | null;
}

/**
 * The normal appearance of a seal's widget: the artwork, or a slice of it, in its true size, upright to the reader of a rotated page, blended with
 * what is under it as ink is.
 */
export function addImpression(
  revision: Revision,
  page: Page,
  { artwork, artworkRef, slice, blends, framed }: DrawnSeal,
): PDFRef {
  const unit = unitsPerMm(page);
  const { left, top, right, bottom } = slice ?? wholePicture;
  const width = artwork.widthMm * unit * (right - left);
  const height = artwork.heightMm * unit * (bottom - top);
  // What lies outside of the BBox is not painted (ISO 32000-2, 8.10.2): the slice is moved there.
  const drawn = drawing({ artwork, slice, blends }, framed?.seal ?? { x: 0, y: 0, width, height });
  const frame = framed?.frame ?? { width, height };
  const content = `q\n${blends ? '/Multiply gs\n' : ''}${drawn}\nQ`;
  const form = dictionary({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: numbers([0, 0, frame.width, frame.height]),
    Matrix: numbers(uprightMatrix(page)),
    Resources: dictionary({
      XObject: dictionary({ Seal: artworkRef }),
      ExtGState: blends ? dictionary({ Multiply: multiply() }) : undefined,
    }),
  });
  return revision.addStream(form, Buffer.from(content, 'latin1'));
}
