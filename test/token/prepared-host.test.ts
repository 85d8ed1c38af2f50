import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  forkHost,
  type HostProcess,
  hostEnvironment,
  prepareHost,
} from '../../src-main/token/supervision/host-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'qianyin-prepared-'));
const started = join(folder, 'started');
/** A host that leaves a trace of each start, and answers with its process. */
const entry = join(folder, 'host.mjs');
writeFileSync(
  entry,
  `import { mkdirSync } from 'node:fs';
   mkdirSync(${JSON.stringify(`${started}-`)} + process.pid);
   process.on('message', () => process.send({ pid: process.pid, added: process.env.QIANYIN_SOFTSKF_HOME ?? null }));
   process.on('disconnect', () => process.exit(0));`,
);
const starts = () => readdirSync(folder).filter((name) => name.startsWith('started-')).length;

const answerOf = (host: HostProcess) =>
  new Promise<unknown>((resolve) => {
    host.onMessage(resolve);
    host.postMessage('who');
  });

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a host that is started before its driver is known', () => {
  it('is taken by the first driver that needs nothing added to its environment, and by no other', async () => {
    prepareHost(entry);
    const other = forkHost(entry, hostEnvironment({ QIANYIN_SOFTSKF_HOME: '/trial' }));
    const first = forkHost(entry, hostEnvironment({}));
    try {
      expect(await answerOf(other)).toMatchObject({ added: '/trial' });
      expect(await answerOf(first)).toMatchObject({ added: null });
      expect(starts()).toBe(2);
      const next = forkHost(entry, hostEnvironment({}));
      expect(await answerOf(next)).toMatchObject({ added: null });
      expect(starts()).toBe(3);
      next.kill();
    } finally {
      first.kill();
      other.kill();
    }
  });

  it('keeps no program from ending that has no use for it', () => {
    const module = join(root, 'src-main/token/supervision/host-process.ts');
    const code = `import { prepareHost } from ${JSON.stringify(module)}; prepareHost(${JSON.stringify(entry)});`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      timeout: 30_000,
      encoding: 'utf8',
    });
    expect(ended).toMatchObject({ status: 0, signal: null, stderr: '' });
  });
});
