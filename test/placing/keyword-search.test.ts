import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, openForPictures } from '../../src-main/pdf/index.ts';
import { findKeyword } from '../../src-main/placing/index.ts';
import { printPages } from '../fixtures/seal-pages.ts';

const contract = `
<div style="font: 16px 'Noto Sans CJK SC'; padding: 60px; line-height: 2">
  <p>甲方（盖章）：杭州示例科技有限公司</p>
  <p>乙　方（盖 章）：<b>上海</b>样本贸易有限公司</p>
  <p style="letter-spacing: 30px">签章处</p>
  <p>合同專用章</p>
  <p style="width: 100px">本合同自双方签字盖章之日起生效</p>
  <p>ＡＢＣ１２３</p>
  <div style="transform: rotate(-90deg); width: 300px; margin-top: 200px">旋转的落款</div>
  <div style="writing-mode: vertical-rl; height: 200px">竖排的印鉴</div>
</div>`;

/** Where poppler sees words, in millimetres. */
function wordsOf(path: string): { text: string; left: number; top: number; right: number; bottom: number }[] {
  const html = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' });
  const pattern = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g;
  return [...html.matchAll(pattern)].map(([, left, top, right, bottom, text = '']) => {
    const mm = (points: string | undefined) => (Number(points) / 72) * 25.4;
    return { text, left: mm(left), top: mm(top), right: mm(right), bottom: mm(bottom) };
  });
}

describe('a keyword on a page that a browser printed', () => {
  let folder = '';
  let printed: Uint8Array = new Uint8Array();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qianyin-keyword-'));
    [printed = new Uint8Array()] = await printPages([contract]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function runsOf(bytes: Uint8Array) {
    const document = openForPictures(bytesSource(bytes));
    try {
      return await document.text(1);
    } finally {
      document.close();
    }
  }

  it.each<[string, number]>([
    ['甲方', 1],
    ['盖章', 3],
    ['乙方（盖章）', 1],
    ['乙方(盖章):上海', 1],
    ['签章处', 1],
    ['合同专用章', 1],
    ['合同專用章', 1],
    ['双方签字盖章之日', 1],
    ['abc123', 1],
    ['旋转的落款', 1],
    ['竖排的印鉴', 1],
    ['丙方', 0],
    [' ', 0],
  ])('“%s” is found %i times', async (keyword, times) => {
    expect(findKeyword(await runsOf(printed), keyword)).toHaveLength(times);
  });

  it.each(['：杭州示例科技有限公司', '合同專用章', 'ＡＢＣ１２３'])('lies where poppler has it: %s', async (word) => {
    const path = join(folder, 'printed.pdf');
    writeFileSync(path, printed);
    // What a browser writes for some signs are radicals of the same look.
    const same = (text: string) => text.normalize('NFKC') === word.normalize('NFKC');
    const seen = wordsOf(path).find(({ text }) => same(text));
    const [hit] = findKeyword(await runsOf(printed), word);
    expect(
      seen,
      wordsOf(path)
        .map(({ text }) => text)
        .join(' '),
    ).toBeDefined();
    expect(hit?.leftMm).toBeCloseTo(seen?.left ?? 0, 0);
    expect((hit?.leftMm ?? 0) + (hit?.widthMm ?? 0)).toBeCloseTo(seen?.right ?? 0, 0);
    const middle = (hit?.topMm ?? 0) + (hit?.heightMm ?? 0) / 2;
    expect(Math.abs(middle - ((seen?.top ?? 0) + (seen?.bottom ?? 0)) / 2)).toBeLessThan(1.5);
  });

  it('is placed on a turned page as it is displayed', async () => {
    const straight = findKeyword(await runsOf(printed), '甲方');
    const document = await PDFDocument.load(printed);
    const [page] = document.getPages();
    page?.setRotation(degrees(90));
    const { width = 0, height = 0 } = page?.getSize() ?? {};
    expect(width).toBeLessThan(height);
    const [turned] = findKeyword(await runsOf(await document.save()), '甲方');
    const heightMm = (height / 72) * 25.4;
    expect(turned?.leftMm).toBeCloseTo(heightMm - (straight[0]?.topMm ?? 0) - (straight[0]?.heightMm ?? 0), 1);
    expect(turned?.topMm).toBeCloseTo(straight[0]?.leftMm ?? 0, 1);
  });

  it('goes on in the next line, and is where it begins', async () => {
    const [hit] = findKeyword(await runsOf(printed), '双方签字盖章之日');
    const [begin] = findKeyword(await runsOf(printed), '双方');
    expect(hit?.topMm).toBeCloseTo(begin?.topMm ?? 0, 1);
    expect(hit?.heightMm).toBeLessThan(10);
  });

  it('is found in a form field', async () => {
    const document = await PDFDocument.create();
    const page = document.addPage([300, 200]);
    const field = document.getForm().createTextField('party');
    field.setText('Seal here');
    field.addToPage(page, { x: 50, y: 80, width: 120, height: 20 });
    const [hit] = findKeyword(await runsOf(await document.save()), 'seal here');
    expect(hit?.leftMm).toBeCloseTo((50 / 72) * 25.4, 0);
    expect(hit?.topMm).toBeGreaterThan((100 / 72) * 25.4);
    expect((hit?.topMm ?? 0) + (hit?.heightMm ?? 0)).toBeLessThan((120 / 72) * 25.4);
  });
});
