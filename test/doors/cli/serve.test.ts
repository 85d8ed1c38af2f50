import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appInfo } from '../../../src-main/contract/index.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { eventually } from '../../token/drivers.ts';
import { ask, letIn, okOf } from '../web/served.ts';
import { ended, expectFailure, run, runOnTerminal, start } from './qianyin.ts';

const served = z.object({ address: z.url(), port: z.number() });
const patienceMs = 30_000;

let folder: string;
let home: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-serve-'));
  home = join(folder, 'home');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts `qianyin serve --json` and waits for the address. */
async function serve(...args: string[]) {
  const child = start({ home }, ['serve', '--json', ...args]);
  const result = ended(child);
  let said = '';
  child.stdout?.on('data', (text: string) => {
    said += text;
  });
  await eventually('the address', () => said.includes('}'), patienceMs);
  const { address, port } = served.parse(JSON.parse(said));
  return { child, result, address, port };
}

describe('qianyin serve', () => {
  test('prints an address that works once, opens the document, and ends in order when told to', async () => {
    const [document, other] = [fixturePath('groff.pdf'), fixturePath('cairo.pdf')];
    const { child, result, address, port } = await serve(document, other);
    try {
      expect(new URL(address).host).toBe(`127.0.0.1:${port}`);
      const secret = await letIn({ port, mintAddress: () => address });
      await expect(letIn({ port, mintAddress: () => address })).rejects.toThrow('403');
      const ours = { 'x-qianyin': secret };
      const info = await ask(port, { method: 'POST', path: '/api/call/app.info', headers: ours });
      expect(appInfo.parse(okOf(info))).toMatchObject({ door: 'web', initialDocumentPaths: [document, other] });
      const upload = { method: 'PUT', path: '/api/inbox?name=a.pdf', headers: ours, body: '%PDF-1.7' };
      expect((await ask(port, upload)).status).toBe(200);
      expect(readdirSync(join(home, 'inbox'))).toHaveLength(1);

      // A second server on the same port is refused with a word, and ends.
      const taken = await run({ home }, ['serve', '--port', String(port)]);
      expectFailure(taken, 'INVALID_INPUT', 2);
      expect(taken.stderr).toContain(`--port ${port}`);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await result).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(home, 'inbox'))).toEqual([]);
  });

  test('ends in order also when it is told twice, as by a terminal and by who started it', async () => {
    const { child, result } = await serve();
    child.kill('SIGINT');
    // Not by a timer: on a busy machine the program would be gone by then.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  test('on a terminal gives a new address for Enter, and ends with Ctrl-C', () => {
    const steps = [
      { until: '#token=', type: '\r' },
      { until: '#token=', type: '\u0003' },
    ];
    const { shown, code } = runOnTerminal({ home }, ['serve'], steps);
    expect(code).toBe(0);
    const tokens = [...shown.matchAll(/#token=([\w-]+)/g)].map((match) => match[1]);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(2);
    expect(shown).toContain('按回车键给出新地址');
  });
});
