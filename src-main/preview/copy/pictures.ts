import type { PDFDocument, PDFRef } from 'pdf-lib';
import type { UndrawnReason } from '../../contract/index.ts';
import type { OfdPicture, UndrawnPicture } from '../../ofd/index.ts';

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
