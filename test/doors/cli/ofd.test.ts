import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { folderVerification, verificationReport } from '../../../src-main/contract/index.ts';
import { stampResult } from '../../../src-main/contract/stamping.ts';
import { isIntact, signaturesIn } from '../../fixtures/ofd/ask-python.ts';
import { makeParts, pack, withText } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
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

describe('qianyin stamp of an OFD', () => {
  const office = (): { home: string } => ({ home: join(home, 'office') });
  const stampArgs = (file: string, ...options: string[]) => [
    'stamp',
    file,
    '--seal',
    sealName,
    ...options,
    '--lang',
    'zh-CN',
  ];
  let sealName: string;
  let pin: string;

  beforeAll(async () => {
    const made = await run(office(), ['trial', '--algorithm', 'sm2', '--json']);
    const trial = z.object({ sealId: z.string(), pin: z.string() }).parse(JSON.parse(made.stdout));
    sealName = trial.sealId;
    pin = `${trial.pin}\n`;
  });

  test('goes as with a PDF: 预检, PIN, name of the output, and what comes of it', async () => {
    const file = join(home, '通知.ofd');
    writeFileSync(file, pack(makeParts({ pages: 3, text: '盖章处' })));
    const checked = await run(office(), stampArgs(file, '--keyword', '盖章处2', '--check'));
    expect(checked.stderr + checked.stdout).toContain('试用');
    const done = await run(office(), stampArgs(file, '--keyword', '盖章处2', '--paging', '--pin-stdin', '--json'), pin);
    expect(done.stderr).not.toContain('Error');
    const result = stampResult.parse(JSON.parse(done.stdout));
    expect(result.outputPath).toBe(join(home, '通知_已盖章.ofd'));
    expect(result.report).toMatchObject({ format: 'ofd', verdict: 'trial' });
    expect(signaturesIn(result.outputPath).map(isIntact)).toEqual([true]);
    const locked = await run(
      office(),
      stampArgs(result.outputPath, '--page', '1', '--at', '60,60', '--lock', '--pin-stdin'),
      pin,
    );
    expect(locked.stdout).toContain('通知_已盖章(2).ofd');
    const refused = await run(
      office(),
      stampArgs(join(home, '通知_已盖章(2).ofd'), '--page', '1', '--at', '60,60', '--pin-stdin'),
      pin,
    );
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('已锁定签名，不能再盖章');
  });

  test('is part of a batch of a folder with both kinds, each under its own ending', async () => {
    const inbox = join(home, '待盖');
    mkdirSync(inbox);
    writeFileSync(join(inbox, 'a.ofd'), pack(makeParts({ pages: 2 })));
    writeFileSync(join(inbox, 'b.ofd'), pack(await seal(makers, makeParts(), { locks: true })));
    cpSync(fixturePath('groff.pdf'), join(inbox, 'c.pdf'));
    const out = join(home, '盖好');
    const args = [
      'batch',
      inbox,
      '--seal',
      sealName,
      '--page',
      '1',
      '--at',
      '60,60',
      '-o',
      out,
      '--pin-stdin',
      '--lang',
      'zh-CN',
    ];
    const done = await run(office(), args, pin);
    const made = readdirSync(out)
      .filter((name) => /\.(?:ofd|pdf)$/.test(name))
      .toSorted();
    expect(made, done.stderr + done.stdout).toEqual(['a_已盖章.ofd', 'c_已盖章.pdf']);
    expect(signaturesIn(join(out, 'a_已盖章.ofd')).map(isIntact)).toEqual([true]);
    expect(done.stderr + done.stdout).toContain('已锁定签名');
  });
});
