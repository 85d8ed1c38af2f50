import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderVerification, verificationReport } from '../../../src-main/contract/index.ts';
import { makeParts, pack, withText } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { openSealOffice, type SealOffice } from '../../signature/seal-office.ts';
import { run } from './qianyin.ts';

let makers: SealOffice;
let home: string;
let folder: string;
let trust: string[];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'qianyin-ofd-'));
  makers = openSealOffice();
  folder = join(home, '发票');
  mkdirSync(folder);
  const parts = await seal(makers, makeParts({ hasTemplate: true }));
  const open = await seal(makers, makeParts({ hasTemplate: true }), { covers: (name) => !name.includes('Tpls') });
  writeFileSync(join(folder, 'good.ofd'), pack(parts));
  writeFileSync(join(folder, 'open.ofd'), pack(open));
  const page = 'Doc_0/Pages/Page_0/Content.xml';
  writeFileSync(join(folder, 'changed.OFD'), pack(withText(parts, page, (text) => text.replace('合同', '借条'))));
  writeFileSync(join(folder, 'cut.ofd'), pack(parts).subarray(0, 999));
  trust = ['--trust', makers.root.certificatePath, '--trust-maker', makers.maker.certificatePath];
});
afterAll(() => {
  makers.openssl.remove();
  rmSync(home, { recursive: true, force: true });
});

const verify = (name: string, ...options: string[]) =>
  run({ home: join(home, 'data') }, ['verify', join(folder, name), ...trust, '--lang', 'zh-CN', ...options]);

describe('qianyin verify of an OFD', () => {
  test('says what it says of a PDF, and which format it is', async () => {
    const good = await verify('good.ofd');
    expect(good.stdout).toMatch(/格式\s+OFD/);
    expect(good.stdout).toMatch(/结论\s+有效/);
    expect(good.code).toBe(0);
    const json = verificationReport.parse(JSON.parse((await verify('good.ofd', '--json')).stdout));
    expect(json).toMatchObject({ format: 'ofd', verdict: 'valid' });
  });

  test('lists what nobody protects, and what was changed', async () => {
    const open = await verify('open.ofd');
    expect(open.code).toBe(1);
    expect(open.stdout).toContain('Doc_0/Tpls/Tpl_0/Content.xml：没有受签章保护的内容');
    const changed = await verify('changed.OFD');
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('Doc_0/Pages/Page_0/Content.xml');
    expect((await verify('cut.ofd')).code).toBe(2);
  });

  test('takes every one of a folder', async () => {
    const { rows } = folderVerification.parse(JSON.parse((await verify('.', '--json')).stdout));
    const told = rows.map((row) => [row.name, 'format' in row ? row.format : null, row.outcome]);
    expect(told).toEqual([
      ['changed.OFD', 'ofd', 'invalid'],
      ['cut.ofd', null, 'unreadable'],
      ['good.ofd', 'ofd', 'valid'],
      ['open.ofd', 'ofd', 'indeterminate'],
    ]);
  });
});
