import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const pixelsPerMm = 3;
const pointsPerMm = 72 / 25.4;

interface Shape {
  what: string;
  /** Size in user space units as displayed before rotation, and the entries of the page that make it so. */
  size: [number, number];
  entries: string;
  userUnit: number;
}

const shapes: Shape[] = [
  { what: 'an A4 page', size: [595, 842], entries: '', userUnit: 1 },
  { what: 'a cropped page', size: [460, 670], entries: '/CropBox [60 80 520 750]', userUnit: 1 },
  { what: 'a page in units of 2/72 inch', size: [595, 842], entries: '/UserUnit 2', userUnit: 2 },
];

describe('a seal that the clerk dropped on the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-drop-'));
  let office: Office;
  let seal: Seal;

  beforeAll(async () => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司公章' } as const;
    const made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '公章', pin: '123456', keys: [key] });
    office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
    seal = await office.sealOn(made);
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rendered page and what of it the seal inked, in millimetres. poppler ignores /UserUnit, so that it renders such a page smaller. */
  function render(path: string, userUnit: number) {
    const target = path.replace(/\.pdf$/, '');
    execFileSync('pdftoppm', [
      '-r',
      String(pixelsPerMm * 25.4 * userUnit),
      '-png',
      '-singlefile',
      '-cropbox',
      path,
      target,
    ]);
    const { width, height, data } = PNG.sync.read(readFileSync(`${target}.png`));
    const bounds = (maxRed: number, maxGreen: number) => {
      const box = { left: width, top: height, right: 0, bottom: 0 };
      for (let pixel = 0; pixel < width * height; pixel++) {
        if ((data[pixel * 4] ?? 0) > maxRed || (data[pixel * 4 + 1] ?? 0) > maxGreen) continue;
        const [x, y] = [pixel % width, Math.floor(pixel / width)];
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x + 1);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y + 1);
      }
      return Object.values(box).map((edge) => edge / pixelsPerMm);
    };
    return {
      size: [width / pixelsPerMm, height / pixelsPerMm],
      seal: bounds(255, 99),
      corner: bounds(79, 79),
    };
  }

  const expectNear = (actual: readonly number[], expected: readonly number[]) => {
    for (const [index, value] of expected.entries()) expect(Math.abs((actual[index] ?? 0) - value)).toBeLessThan(0.7);
  };

  for (const shape of shapes) {
    for (const rotate of [0, 90, 180, 270]) {
      it(`is there, upright and 20 mm wide, on ${shape.what} turned by ${rotate}°`, async () => {
        const path = join(folder, `${shapes.indexOf(shape)}-${rotate}.pdf`);
        const plain = onePage({ pageEntries: `/Rotate ${rotate} ${shape.entries}` }).toString('latin1');
        writeFileSync(path, plain.replace('(Contract)', '(        )'), 'latin1');
        const [across = 0, down = 0] = shape.size.map((units) => (units * shape.userUnit) / pointsPerMm);
        const [widthMm, heightMm] = rotate % 180 === 0 ? [across, down] : [down, across];
        const place = { page: 1, xMm: widthMm * 0.7, yMm: heightMm * 0.2 };

        const { outputPath, report } = await office.stamp({ path, seal, place });

        const shown = render(outputPath, shape.userUnit);
        expectNear(shown.size, [widthMm, heightMm]);
        const [left, top] = [place.xMm - 10, place.yMm - 10];
        expectNear(shown.seal, [left, top, left + 20, top + 20]);
        expectNear(shown.corner, [left, top, left + 6, top + 4]);
        const { widget } = report.signatures[0] ?? {};
        expectNear([widget?.leftMm ?? 0, widget?.topMm ?? 0, widget?.widthMm ?? 0], [left, top, 20]);
        expect(widget?.page).toBe(1);
      });
    }
  }
});
