/** Two readers that have nothing in common with this program and with each other: poppler and MuPDF. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A page as it was drawn, one byte of grey for each pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const readers = ['poppler', 'mupdf'] as const;
export type Reader = (typeof readers)[number];
/** The pages that each reader drew; null where it drew none, or did not end. */
export type Views = Readonly<Record<Reader, readonly Picture[] | null>>;

export const dotsPerInch = 50;
const hangMs = 10_000;
const maxBytes = 64 << 20;

const commands: Readonly<Record<Reader, (path: string, password: string) => [program: string, args: string[]]>> = {
  poppler: (path, password) => [
    'pdftoppm',
    ['-q', '-gray', '-cropbox', '-r', String(dotsPerInch), ...(password ? ['-upw', password] : []), path],
  ],
  mupdf: (path, password) => [
    'mutool',
    [
      'draw',
      '-q',
      ...(password ? ['-p', password] : []),
      '-c',
      'gray',
      '-r',
      String(dotsPerInch),
      '-F',
      'pgm',
      '-o',
      '-',
      path,
    ],
  ],
};

/** At most two processes at a time. */
const waiting: (() => void)[] = [];
let running = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function run(program: string, args: readonly string[]): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: hangMs, killSignal: 'SIGKILL' });
    const parts: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length > maxBytes) child.kill('SIGKILL');
    });
    child.on('error', () => resolve(null));
    child.on('close', (status) => resolve(status === null ? null : Buffer.concat(parts)));
  });
}

/** Pictures in the format PGM, one behind the other. */
function readPictures(bytes: Buffer): Picture[] {
  const pictures: Picture[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = /^P5\s+(?:#[^\n]*\n)?(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', at, at + 64));
    if (!head) break;
    const [width, height] = [Number(head[1]), Number(head[2])];
    const start = at + head[0].length;
    at = start + width * height;
    pictures.push({ width, height, pixels: bytes.subarray(start, at) });
  }
  return pictures;
}

/** Draws all pages of a file with both readers. */
export async function draw(file: Uint8Array, password = ''): Promise<Views> {
  const folder = await mkdtemp(join(tmpdir(), 'qianyin-fuzz-'));
  try {
    const path = join(folder, 'drawn.pdf');
    await writeFile(path, file);
    const view = async (reader: Reader) => {
      const pictures = await inTurn(() => run(...commands[reader](path, password)));
      return pictures && pictures.length > 0 ? readPictures(pictures) : null;
    };
    const [poppler, mupdf] = await Promise.all([view('poppler'), view('mupdf')]);
    return { poppler, mupdf };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
