import type { DrawingMatrix } from '../contract/index.ts';
import {
  type DrawingBuilder,
  isPackage,
  moved,
  multiply,
  openPackage,
  type PageStamp,
  ShownDocument,
  scaled,
} from '../ofd/index.ts';
import { bytesSource } from '../pdf/index.ts';
import { readSealIn } from '../signature/index.ts';

/** A picture of a seal, by the signature that it is in. */
export type SealPicture =
  | { readonly kind: 'image'; readonly bytes: Uint8Array }
  /** As tax bureaus have it: a package of one page. */
  | { readonly kind: 'package'; readonly shown: ShownDocument };

const isArchive = (bytes: Uint8Array): boolean => isPackage(bytesSource(bytes), 'picture');

/** The picture that a signature registers; null where there is none that can be read. Says nothing about whether it holds. */
export function readSealPicture(shown: ShownDocument, file: PageStamp['file']): SealPicture | null {
  try {
    const value = shown.readSignaturePart(file.valuePath);
    const seal = value && readSealIn(new Uint8Array(value));
    if (!seal) return null;
    const bytes = new Uint8Array(seal.info.picture.data);
    if (!isArchive(bytes)) return { kind: 'image', bytes };
    return { kind: 'package', shown: new ShownDocument(openPackage(bytesSource(bytes))) };
  } catch {
    return null;
  }
}

export const sealKey = (index: number): string => `seal/${index}`;

/** Puts the seals on a page as they were sealed: each in its place, cut where a slice of it stands, and never lighter than what is under it. */
export function drawSeals(
  shown: ShownDocument,
  builder: DrawingBuilder,
  page: number,
  pictureOf: (index: number, file: PageStamp['file']) => SealPicture | null,
): void {
  for (const { index, file, stamp } of shown.stampsOn(page)) {
    const { boundary, clip: cut } = stamp;
    if (boundary === null) {
      builder.undrawn('seal-picture', file.path, null);
      continue;
    }
    const corner = moved(boundary.left, boundary.top);
    const matrix: DrawingMatrix = multiply(corner, scaled(boundary.width, boundary.height));
    const { left, top, width, height } = cut ?? { left: 0, top: 0, width: boundary.width, height: boundary.height };
    const outline = `M ${left} ${top} L ${left + width} ${top} L ${left + width} ${top + height} L ${left} ${top + height} Z`;
    builder.seal({ left: boundary.left + left, top: boundary.top + top, width, height });
    const isCut = cut !== null && !outline.includes('e');
    const clip = isCut ? builder.clip([{ matrix: corner, outline, rule: 'nonzero' }]) : null;
    const picture = pictureOf(index, file);
    if (picture === null) builder.undrawn('seal-picture', file.path, { matrix, clip });
    else if (picture.kind === 'image') {
      const image = builder.image(sealKey(index), picture.bytes.length);
      builder.add({ kind: 'image', matrix, clip, blend: 'darken', alpha: 1, image });
    } else {
      const size = picture.shown.sizeOf(1);
      picture.shown.draw(1, builder, {
        matrix: multiply(matrix, scaled(1 / size.widthMm, 1 / size.heightMm)),
        blend: 'darken',
        prefix: `${sealKey(index)}/`,
        clip,
      });
    }
  }
}
