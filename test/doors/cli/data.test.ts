/** A permit with its data, from the shell: what disagrees with the page is neither embedded nor sealed, what agrees is sealed with it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { embeddedFile } from '../../../src-main/contract/index.ts';
import { printLease } from '../../fixtures/lease.ts';
import { type Office, openOffice, owner } from '../../fixtures/office.ts';
import { expectFailure, run } from './qianyin.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let office: Office;
let permit: string;
const at = (name: string) => join(office.folder, name);
beforeAll(async () => {
  office = openOffice();
  permit = at('permit.pdf');
  writeFileSync(permit, await printLease(owner));
});
afterAll(() => office.close());

const where = () => ({ ...office.where, env: { QIANYIN_PIN: office.token.pin } });
const stamp = (file: string, output: string) =>
  run(where(), ['stamp', file, '--seal', office.sealId, '--page', '2', '--at', '150,200', '-o', output]);
const listed = async (file: string) =>
  z.array(embeddedFile).parse(JSON.parse((await run(where(), ['data', 'list', file, '--json'])).stdout));

describe('a permit and its data', () => {
  test('that agree are sealed together, and others find the file in it', async () => {
    writeFileSync(at('permit.json'), JSON.stringify({ party: owner, amount: 24900 }));
    const field = ['--field', '甲方=party', '--field', '年租金=amount'];
    const made = await run(where(), ['data', 'embed', permit, '--data', 'permit.json', ...field, '-o', at('with.pdf')]);
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(await listed(at('with.pdf'))).toMatchObject([
      { name: 'permit.json', relationship: 'Data', isSealed: false },
    ]);
    execFileSync('qpdf', ['--check', at('with.pdf')]);
    expect(execFileSync('pdfdetach', ['-list', at('with.pdf')], { encoding: 'utf8' })).toContain('permit.json');
    expect((await stamp(at('with.pdf'), at('sealed.pdf'))).code).toBe(0);
    expect(await listed(at('sealed.pdf'))).toMatchObject([{ name: 'permit.json', isSealed: true }]);
    await run(where(), ['data', 'save', at('sealed.pdf'), 'permit.json', '-o', at('out.json')]);
    expect(readFileSync(at('out.json'), 'utf8')).toBe(readFileSync(at('permit.json'), 'utf8'));
    expect((await run(where(), ['data', 'compare', at('sealed.pdf')])).code).toBe(0);
    // Data of which a seal knows nothing are no business of a seal that is there.
    writeFileSync(at('more.json'), '{}');
    expectFailure(
      await run(where(), ['data', 'embed', at('sealed.pdf'), '--data', 'more.json', '-o', at('x.pdf')]),
      'PDF_SIGNED',
      1,
    );
  });

  test('that disagree are not put together; put together elsewhere, they are not sealed, and it is said which', async () => {
    writeFileSync(at('wrong.json'), JSON.stringify({ party: '别的公司', amount: 24900 }));
    const field = ['--field', '甲方=party', '--field', '年租金=amount'];
    const refused = await run(where(), [
      'data',
      'embed',
      permit,
      '--data',
      'wrong.json',
      ...field,
      '-o',
      at('y.pdf'),
      '--lang',
      'zh-CN',
    ]);
    expectFailure(refused, 'DATA_DIFFERS', 1);
    expect(refused.stderr).toContain(`“甲方”在数据里是“别的公司”，页面上印的是“${owner}`);
    // Somebody exchanged the data after they had been compared.
    const exchanged = at('exchanged.pdf');
    execFileSync('python3', [
      '-c',
      `
import sys, zlib, re
source, target = sys.argv[1:3]
data = open(source, 'rb').read()
at = data.rindex(b'/EmbeddedFile')
start = data.index(b'stream\\n', at) + 7
end = data.index(b'\\nendstream', start)
new = zlib.compress(zlib.decompress(data[start:end]).replace(b'24900', b'94900'), 9)
length = end - start
best = next(zlib.compress(zlib.decompress(data[start:end]).replace(b'24900', b'94900'), level) for level in range(10) if len(zlib.compress(zlib.decompress(data[start:end]).replace(b'24900', b'94900'), level)) <= length)
open(target, 'wb').write(data[:start] + best + b'\\0' * (length - len(best)) + data[end:])
`,
      at('with.pdf'),
      exchanged,
    ]);
    expect((await run(where(), ['data', 'compare', exchanged])).code).toBe(1);
    const stopped = await stamp(exchanged, at('never.pdf'));
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toMatch(/年租金[\s\S]*PREFLIGHT_STOPPED/);
    expect(existsSync(at('never.pdf'))).toBe(false);
  });

  test('large files within are no hindrance to a seal', async () => {
    writeFileSync(at('large.bin'), Buffer.alloc(40 << 20));
    execFileSync('qpdf', [permit, '--add-attachment', at('large.bin'), '--', at('heavy.pdf')]);
    const stamped = await stamp(at('heavy.pdf'), at('heavy-stamped.pdf'));
    expect([stamped.code, existsSync(at('heavy-stamped.pdf'))]).toEqual([0, true]);
  });
});
