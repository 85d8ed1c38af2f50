/** Pictures of seals in the kinds that GB/T 38540 names beside PNG. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { PNG } from 'pngjs';
import type { Drawing } from './sealed-pdf.ts';

/** A JPEG as a browser writes it. */
async function jpegOf({ png, widthPx, heightPx }: Drawing): Promise<Uint8Array> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: widthPx, height: heightPx } });
    const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    await page.setContent(`<!doctype html><style>body { margin: 0 }</style><img src="${address}">`);
    return new Uint8Array(await page.screenshot({ type: 'jpeg', quality: 70 }));
  } finally {
    await browser.close();
  }
}

/** A bitmap as Ghostscript writes it. */
function bmpOf({ png, widthPx, heightPx }: Drawing): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-bmp-'));
  try {
    const { data } = PNG.sync.read(Buffer.from(png));
    let hexadecimal = '';
    for (let at = 0; at < data.length; at += 4) hexadecimal += data.subarray(at, at + 3).toString('hex');
    const image = `${widthPx} ${heightPx} 8 [${widthPx} 0 0 -${heightPx} 0 ${heightPx}] currentfile /ASCIIHexDecode filter false 3 colorimage`;
    writeFileSync(join(folder, 'in.ps'), `${widthPx} ${heightPx} scale\n${image}\n${hexadecimal}>\nshowpage\n`);
    const options = ['-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=bmp16m', '-r72', `-g${widthPx}x${heightPx}`];
    execFileSync('gs', [...options, '-sOutputFile=out.bmp', 'in.ps'], { cwd: folder });
    return new Uint8Array(readFileSync(join(folder, 'out.bmp')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A GIF of six levels of each colour. Codes are kept at nine bits by clearing the table before it grows. */
function gifOf({ png, widthPx, heightPx }: Drawing): Uint8Array {
  const { data } = PNG.sync.read(Buffer.from(png));
  const level = (at: number) => Math.round((data[at] ?? 0) / 51);
  const palette = Buffer.alloc(768);
  for (let index = 0; index < 216; index++) {
    palette.set([Math.floor(index / 36) * 51, (Math.floor(index / 6) % 6) * 51, (index % 6) * 51], index * 3);
  }
  const codes: number[] = [];
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    if (pixel % 200 === 0) codes.push(256);
    codes.push(level(pixel * 4) * 36 + level(pixel * 4 + 1) * 6 + level(pixel * 4 + 2));
  }
  codes.push(257);
  const packed = Buffer.alloc(Math.ceil((codes.length * 9) / 8));
  for (const [index, code] of codes.entries()) {
    for (let bit = 0; bit < 9; bit++) {
      const at = index * 9 + bit;
      packed[at >> 3] = (packed[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7));
    }
  }
  const blocks: Buffer[] = [];
  for (let at = 0; at < packed.length; at += 255) {
    const block = packed.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  const size = Buffer.alloc(4);
  size.writeUInt16LE(widthPx, 0);
  size.writeUInt16LE(heightPx, 2);
  const head = [Buffer.from('GIF89a'), size, Buffer.from([0xf7, 0, 0]), palette];
  const image = [Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0, 8]), ...blocks, Buffer.from([0])];
  return new Uint8Array(Buffer.concat([...head, ...image, Buffer.from([0x3b])]));
}

export async function encoded(type: 'JPG' | 'GIF' | 'BMP', drawing: Drawing): Promise<Uint8Array> {
  if (type === 'JPG') return jpegOf(drawing);
  return type === 'GIF' ? gifOf(drawing) : bmpOf(drawing);
}
