import type { PageDrawing } from '../contract/index.ts';
import {
  DrawingBuilder,
  type OfdPicture,
  openPackage,
  type PackageBytes,
  readPicture,
  ShownDocument,
  type UndrawnPicture,
} from '../ofd/index.ts';
import { drawSeals, readSealPicture, type SealPicture } from './seals.ts';

const keyOfSeal = /^seal\/(\d+)(?:\/(.*))?$/s;
const noPicture: UndrawnPicture = { fault: 'part-missing' };

/** A package as it is looked at: its pages with their seals, and their pictures one by one. */
export class PreviewedPackage {
  readonly shown: ShownDocument;
  readonly #seals = new Map<number, SealPicture | null>();

  /** @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT */
  constructor(source: PackageBytes) {
    this.shown = new ShownDocument(openPackage(source));
  }

  #sealPicture(index: number, file: Parameters<typeof readSealPicture>[1]): SealPicture | null {
    const known = this.#seals.get(index);
    if (known !== undefined) return known;
    const picture = readSealPicture(this.shown, file);
    this.#seals.set(index, picture);
    return picture;
  }

  /** @throws AppError OFD_DAMAGED, OFD_LIMIT */
  drawing(page: number): PageDrawing {
    const { builder, finish } = this.shown.draw(page, new DrawingBuilder());
    drawSeals(this.shown, builder, page, (index, file) => this.#sealPicture(index, file));
    return finish();
  }

  /** A picture of a page by the name in its drawing. @throws AppError OFD_DAMAGED, OFD_LIMIT */
  picture(page: number, key: string): OfdPicture | UndrawnPicture {
    const ofSeal = keyOfSeal.exec(key);
    const bytes = ofSeal ? this.#sealBytes(page, Number(ofSeal[1]), ofSeal[2]) : this.shown.readPicture(page, key);
    return bytes === null ? noPicture : readPicture(bytes);
  }

  #sealBytes(page: number, index: number, within: string | undefined): Uint8Array | null {
    const stamp = this.shown.stampsOn(page).find((one) => one.index === index);
    const picture = stamp ? this.#sealPicture(index, stamp.file) : null;
    if (picture === null) return null;
    if (picture.kind === 'image') return within === undefined ? picture.bytes : null;
    return within === undefined ? null : picture.shown.readPicture(1, within);
  }
}
