import type { TextRun } from '../text/text-run.ts';
import type { Raster } from './raster.ts';

/** What the thread that draws is asked. Its documents are known by numbers; their bytes are asked for as they are needed. */
export type PictureRequest =
  | {
      readonly kind: 'open';
      readonly document: number;
      readonly sizeBytes: number;
      /** All of it, where it is small enough not to be asked for in pieces. */
      readonly whole: Uint8Array<ArrayBuffer> | null;
      readonly password?: string;
      /** Where what pdf.js needs lies: folders of character maps, fonts, decoders and colour profiles. */
      readonly resources: string;
    }
  | { readonly kind: 'bytes'; readonly document: number; readonly begin: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'draw';
      readonly id: number;
      readonly document: number;
      readonly page: number;
      readonly dpi: number;
      /** Annotations that are left out, by object number. */
      readonly without: readonly number[];
    }
  | { readonly kind: 'text'; readonly id: number; readonly document: number; readonly page: number }
  | { readonly kind: 'close'; readonly document: number };

export type PictureReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'need'; readonly document: number; readonly begin: number; readonly end: number }
  | { readonly kind: 'drawn'; readonly id: number; readonly raster: Raster & { readonly rgb: Uint8Array<ArrayBuffer> } }
  | { readonly kind: 'text'; readonly id: number; readonly runs: readonly TextRun[] }
  | { readonly kind: 'failed'; readonly id: number; readonly detail: string };
