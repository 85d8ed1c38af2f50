import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createCanvas } from '@napi-rs/canvas';
import {
  AnnotationMode,
  getDocument,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import { collectGarbage } from '../../runtime/index.ts';
import type { TextRun } from '../text/text-run.ts';
import { textRunsOf } from '../text/text-runs.ts';
import { searchFontsLate } from './late-fonts.ts';
import type { PictureReply, PictureRequest } from './picture-messages.ts';
import { giveBackMemory, withoutAlpha } from './raster.ts';

/** Points of one picture. Larger ones are not drawn; who asks has looked before. */
const largestImage = 40_000_000;
/** Where the pages of a long file stand, hardly more is read than they are drawn from. */
const chunkBytes = 1 << 18;
const pointsPerInch = 72;

interface Opened {
  readonly task: PDFDocumentLoadingTask;
  readonly transport: PDFDataRangeTransport;
}

const opened = new Map<number, Opened>();

function reply(message: PictureReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

class AskedBytes extends PDFDataRangeTransport {
  readonly #document: number;

  constructor(document: number, sizeBytes: number) {
    super(sizeBytes, null);
    this.#document = document;
  }

  override requestDataRange(begin: number, end: number): void {
    reply({ kind: 'need', document: this.#document, begin, end });
  }
}

function open({ document, sizeBytes, whole, password, resources }: Extract<PictureRequest, { kind: 'open' }>): void {
  const transport = new AskedBytes(document, sizeBytes);
  // A folder is told by the slash at its end, on every system.
  const folder = (name: string) => `${join(resources, name)}/`;
  const task = getDocument({
    ...(whole ? { data: whole } : { range: transport }),
    password,
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    maxImageSize: largestImage,
    verbosity: VerbosityLevel.ERRORS,
    cMapUrl: folder('cmaps'),
    standardFontDataUrl: folder('standard_fonts'),
    wasmUrl: folder('wasm'),
    iccUrl: folder('iccs'),
  });
  task.promise.catch(() => undefined);
  opened.set(document, { task, transport });
}

type Drawn = Extract<PictureReply, { kind: 'drawn' }>['raster'];

async function draw({
  document,
  page: number,
  dpi,
  without,
}: Extract<PictureRequest, { kind: 'draw' }>): Promise<Drawn> {
  const task = opened.get(document)?.task;
  if (!task) throw new Error('the document is not open');
  const pdf = await task.promise;
  for (const objectNumber of without) pdf.annotationStorage.setValue(`${objectNumber}R`, { noView: true });
  const page = await pdf.getPage(number);
  const viewport = page.getViewport({ scale: dpi / pointsPerInch });
  const [widthPx, heightPx] = [Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height))];
  const canvas = createCanvas(widthPx, heightPx);
  const context = canvas.getContext('2d');
  // What pdf.js asks of a canvas is what this one has; the types of the browser's know nothing of it.
  const target = { canvas, canvasContext: context } as unknown as {
    canvas: HTMLCanvasElement;
    canvasContext: CanvasRenderingContext2D;
  };
  await page.render({
    ...target,
    viewport,
    annotationMode: without.length > 0 ? AnnotationMode.ENABLE_STORAGE : AnnotationMode.ENABLE,
  }).promise;
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  const rgb = withoutAlpha(data);
  giveBackMemory(data);
  canvas.width = 0;
  canvas.height = 0;
  page.cleanup();
  return { widthPx, heightPx, rgb };
}

async function readText({ document, page: number }: Extract<PictureRequest, { kind: 'text' }>): Promise<TextRun[]> {
  const task = opened.get(document)?.task;
  if (!task) throw new Error('the document is not open');
  const page = await (await task.promise).getPage(number);
  return textRunsOf(page);
}

async function answer(request: PictureRequest): Promise<void> {
  switch (request.kind) {
    case 'open':
      open(request);
      break;
    case 'bytes':
      opened.get(request.document)?.transport.onDataRange(request.begin, request.bytes);
      break;
    case 'close': {
      const task = opened.get(request.document)?.task;
      opened.delete(request.document);
      await task?.destroy();
      if (opened.size === 0) collectGarbage();
      break;
    }
    case 'text':
      await inTurn(async () => reply({ kind: 'text', id: request.id, runs: await readText(request) }));
      break;
    case 'draw':
      await inTurn(async () => {
        const raster = await draw(request);
        reply({ kind: 'drawn', id: request.id, raster }, [raster.rgb.buffer]);
      });
  }
}

let last: Promise<void> = Promise.resolve();

/** One page after the other, so that what is watched of one is no other's; bytes come in between. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

parentPort?.on('message', (request: PictureRequest) => {
  answer(request).catch((thrown: unknown) => {
    if (request.kind === 'draw' || request.kind === 'text')
      reply({ kind: 'failed', id: request.id, detail: String(thrown) });
  });
});

searchFontsLate();
reply({ kind: 'ready' });
