import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Language } from '../../src-main/contract/index.ts';
import { makeGuide } from '../../src-main/report/index.ts';
import { verdictsOfGuide } from '../../src-main/words/index.ts';
import { program } from './reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('验章说明 as a PDF', () => {
  it.each<[Language, string]>([
    ['zh-CN', '验章说明.pdf'],
    ['en', 'how-to-check-a-seal.pdf'],
  ])('in %s fits on two sheets and names every verdict as the program does', async (language, name) => {
    const { fileName, content } = await makeGuide(language, program);
    expect(fileName).toBe(name);
    const path = join(folder, fileName);
    writeFileSync(path, content);
    execFileSync('qpdf', ['--check', path]);
    expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Pages:\s+[12]\n/);
    const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
    for (const { name: verdict } of verdictsOfGuide(language)) expect(text).toContain(verdict.replace(/\s+/g, ''));
    expect(text).not.toContain('[U+');
  });
});
