/** The decoders of pdf.js on their own, which come without types. */
declare module 'pdfjs-dist/image_decoders/pdf.image_decoders.mjs' {
  export class JpegImage {
    constructor(options: { decodeTransform?: Int32Array });
    /** Throws for what is no JPEG. */
    parse(data: Uint8Array): void;
    readonly width: number;
    readonly height: number;
    getData(options: {
      width: number;
      height: number;
      forceRGB: true;
      isSourcePDF: true;
    }): Uint8Array | Uint8ClampedArray;
  }
}
