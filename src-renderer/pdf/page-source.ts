import type { UndrawnReason } from '../../src-main/contract/index.ts';
import type { PageSize } from './page-layout.ts';
import type { PageMarks } from './page-marks.ts';

/** A canvas that a page, or the part of it from a corner on, is painted on. */
export interface Painting {
  readonly canvas: HTMLCanvasElement;
  readonly pxPerMm: number;
  readonly leftMm?: number;
  readonly topMm?: number;
  /** `print` with what is to be on paper only. */
  readonly intent?: 'display' | 'print';
}

/** A painting that is going on. */
export interface PaintingTask {
  /** Rejects with UnsafePage for a page that takes more than an honest one, and where it was cancelled. */
  readonly done: Promise<void>;
  /** When the page may be seen as far as it is, where its pictures come one by one. */
  readonly begun?: Promise<void>;
  cancel(): void;
}

/** The text of a page as elements over its picture. */
export interface LaidText {
  readonly container: HTMLElement;
  /** One after the other as `text` has them. */
  readonly nodes: readonly Text[];
  /** What its lengths are to be multiplied by. */
  readonly unit: number;
}

/** Something that a page does not show, and how often. */
export interface PageNote {
  readonly reason: UndrawnReason;
  readonly count: number;
}

/** Pages of an opened document, of whichever format: what is drawn, and what is read on them. */
export interface PageSource {
  readonly pageCount: number;
  /** As displayed. @throws UnsafePage */
  size(page: number): Promise<PageSize>;
  paint(page: number, painting: Painting): PaintingTask;
  /** What is written on a page, one piece after the other. @throws UnsafePage */
  text(page: number): Promise<string>;
  layText(page: number): Promise<LaidText>;
  /** What a seal can be lined up with. */
  marks(page: number): Promise<PageMarks>;
  /** What a page that was painted does not show. */
  notes(page: number): Promise<readonly PageNote[]>;
}

/** An open preview. `close` ends what draws it and drops what it holds. */
export interface PagePreview {
  readonly source: PageSource;
  close(): void;
}
