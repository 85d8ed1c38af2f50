import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const moduleUrl = new URL('../../src-main/process/index.ts', import.meta.url).href;

it.runIf(process.platform === 'linux')('a protected process leaves no core dump and lets no other look in', () => {
  const script = `
    import koffi from 'koffi';
    import { readFileSync } from 'node:fs';
    const { protectMemory } = await import(${JSON.stringify(moduleUrl)});
    protectMemory();
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const isDumpable = koffi.load('libc.so.6').func('int prctl(int, ...)')(3);
    console.log(JSON.stringify({ core: /Max core file size\\s+(\\S+)\\s+(\\S+)/.exec(limits).slice(1), isDumpable }));
  `;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({ core: ['0', '0'], isDumpable: 0 });
});
