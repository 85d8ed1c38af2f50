import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stampResult } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { runForJson } from './qianyin.ts';

let office: Office;
beforeAll(async () => {
  office = openOffice();
});
afterAll(() => office.close());

const longest = (ending: string) => '章'.repeat(Math.floor((255 - Buffer.byteLength(ending)) / 3)) + ending;

const names: Record<string, string> = {
  'spaces, Chinese and the signs of addresses': ' 采购 合同 100% #1&2,+\'版\' $(x) "a" .pdf',
  'emoji and rare characters': '合同👩‍⚖️🖋️\u{2a6a5}.PDF',
  'decomposed letters (macOS)': 're\u0301sume\u0301.pdf',
  'a dash at the beginning': '-o.pdf',
  'as many characters as a file name holds': longest('.pdf'),
  'a line end and a backslash': 'a\nb\\c.pdf',
};

for (const [what, name] of Object.entries(names)) {
  test(`a document whose name holds ${what} is stamped beside it, under its own name`, async () => {
    copyFileSync(fixturePath('groff.pdf'), join(office.folder, name));
    const env = { QIANYIN_PIN: office.token.pin };
    const place = ['--seal', office.sealId, '--page', '1', '--at', '100,100'];
    const result = await runForJson({ ...office.where, env }, stampResult, ['stamp', ...place, '--', name]);
    expect(existsSync(result.outputPath)).toBe(true);
    expect(basename(result.outputPath)).toBe(result.outputName);
    expect(readdirSync(office.folder)).toContain(result.outputName);
    const stem = name.replace(/\.pdf$/i, '');
    expect(result.outputName).toMatch(/_已盖章\.pdf$/);
    expect(stem.startsWith(result.outputName.slice(0, -'_已盖章.pdf'.length))).toBe(true);
    expect(execFileSync('pdfsig', [result.outputPath], { encoding: 'utf8' })).toContain('Signature is Valid');
    expect(readdirSync(office.folder).filter((left) => left.endsWith('.part'))).toEqual([]);
  });
}
