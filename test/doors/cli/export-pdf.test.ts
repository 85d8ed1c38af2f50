import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documents } from '../../fixtures/ofd/documents.ts';
import { pack } from '../../fixtures/ofd/package.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { run } from './qianyin.ts';

let home: string;
let input: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'qianyin-export-'));
  input = join(home, '通知.ofd');
  writeFileSync(input, pack(documents.notice().parts));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const exportPdf = (...args: string[]) => run({ home: join(home, 'data') }, ['export-pdf', ...args, '--lang', 'zh-CN']);

test('writes a copy for reading beside the OFD, says that no seal came with it, and overwrites nothing', async () => {
  const copy = join(home, '通知_阅读副本.pdf');
  const made = await exportPdf(input);
  expect(made).toMatchObject({ code: 0 });
  expect(made.stdout).toContain(copy);
  expect(made.stderr).toContain('副本只供阅读，不带签章');
  const written = execFileSync('pdftotext', [copy, '-'], { encoding: 'utf8' });
  expect(written).toContain('关于开展电子证照应用工作的通知');
  expect(written).toContain('阅读副本，签章不随转换');
  expect((await exportPdf(input)).stderr).toContain(copy);
  expect((await exportPdf(input)).code).not.toBe(0);
  const json = await exportPdf(input, '--json', '--force');
  expect(JSON.parse(json.stdout)).toEqual({ outputPath: copy, pageCount: 1 });
});

test('refuses what is no OFD, and writes nothing', async () => {
  const target = join(home, 'none.pdf');
  const refused = await exportPdf(fixturePath('cairo.pdf'), '-o', target);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('这不是 OFD 文件');
  expect(existsSync(target)).toBe(false);
});
