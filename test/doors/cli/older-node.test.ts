import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { eventually } from '../../token/drivers.ts';
import { ended, run, runOnTerminal, start } from './qianyin.ts';

/** A Node of this machine that is too old for the program itself, as Debian's and many others' is. */
const olderNode = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => {
    const [major = 0] = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
      .split('.')
      .map(Number);
    return major >= 18 && major < 22;
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-node-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const where = () => ({ home: join(folder, 'home'), node: olderNode ?? '' });

describe.runIf(olderNode)('qianyin started by Node 20', () => {
  test('does its work with the Node that came with it, and hands on the exit code and the output', async () => {
    const unsigned = await run(where(), ['verify', fixturePath('groff.pdf'), '--json']);
    expect(unsigned).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(unsigned.stdout)).toMatchObject({ verdict: 'unsigned' });
  });

  test('hands on standard input', async () => {
    const encrypted = ['verify', fixturePath('encrypted-aes-256.pdf'), '--password-stdin'];
    expect((await run(where(), encrypted, 'user\n')).code).toBe(3);
  });

  test('hands on a signal and waits for the end', async () => {
    const child = start(where(), ['serve']);
    const result = ended(child);
    let said = '';
    child.stdout?.on('data', (text: string) => {
      said += text;
    });
    await eventually('the address', () => said.includes('#token='), 30_000);
    child.kill('SIGTERM');
    expect(await result).toMatchObject({ code: 0, stderr: '' });
  });

  test('leaves Ctrl-C on a terminal to the program', () => {
    const { code } = runOnTerminal(where(), ['serve'], [{ until: '#token=', type: '\u0003' }]);
    expect(code).toBe(0);
  });
});
