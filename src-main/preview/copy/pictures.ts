import { type PDFDocument, PDFHexString, type PDFRef } from 'pdf-lib';
import type { UndrawnReason } from '../../contract/index.ts';
import type { OfdPicture, UndrawnPicture } from '../../ofd/index.ts';
import { type PngStream, pngStream } from './png-stream.ts';

type Copied = { readonly ref: PDFRef; readonly fault: null } | { readonly ref: null; readonly fault: UndrawnReason };

/** Pictures in a PDF: each is there once, however many pages show it. */
export class CopiedPictures {
  readonly #document: PDFDocument;
  readonly #known = new Map<string, Copied>();

  constructor(document: PDFDocument) {
    this.#document = document;
  }

  async take(key: string, read: () => OfdPicture | UndrawnPicture): Promise<Copied> {
    const known = this.#known.get(key);
    if (known) return known;
    const copied = await this.#copy(read());
    this.#known.set(key, copied);
    return copied;
  }

  #register(
    { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
    { data, bitsPerComponent, colors, palette }: PngStream,
  ): PDFRef {
    const { context } = this.#document;
    const device = colors === 3 ? 'DeviceRGB' : 'DeviceGray';
    const space = palette
      ? [
          'Indexed',
          'DeviceRGB',
          Math.floor(palette.length / 3) - 1,
          PDFHexString.of(Buffer.from(palette).toString('hex')),
        ]
      : device;
    const stream = context.stream(data, {
      Type: 'XObject',
      Subtype: 'Image',
      Width: widthPx,
      Height: heightPx,
      ColorSpace: space,
      BitsPerComponent: bitsPerComponent,
      Filter: 'FlateDecode',
      DecodeParms: { Predictor: 15, Colors: colors, BitsPerComponent: bitsPerComponent, Columns: widthPx },
    });
    return context.register(stream);
  }

  async #copy(picture: OfdPicture | UndrawnPicture): Promise<Copied> {
    if ('fault' in picture) return { ref: null, fault: picture.fault };
    const { context } = this.#document;
    if (picture.kind === 'jbig2') {
      const stream = context.stream(picture.segments, {
        Type: 'XObject',
        Subtype: 'Image',
        Width: picture.widthPx,
        Height: picture.heightPx,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: 1,
        Filter: 'JBIG2Decode',
      });
      return { ref: context.register(stream), fault: null };
    }
    const stream = picture.kind === 'png' ? pngStream(picture.content) : null;
    if (stream) return { ref: this.#register(picture, stream), fault: null };
    try {
      const { content } = picture;
      const image =
        picture.kind === 'png' ? await this.#document.embedPng(content) : await this.#document.embedJpg(content);
      await image.embed();
      return { ref: image.ref, fault: null };
    } catch {
      return { ref: null, fault: 'part-unreadable' };
    }
  }
}
