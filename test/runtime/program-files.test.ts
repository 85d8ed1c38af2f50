import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { besideArchive } from '../../src-main/runtime/beside-archive.ts';
import { findProgram } from '../../src-main/runtime/index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const here = dirname(fileURLToPath(import.meta.url));

const host = { source: '../token/host.ts', built: 'token-host.js' };

it('finds a program of ours in its source, or where a checkout has it built', () => {
  vi.stubEnv('QIANYIN_BUILT_PROGRAMS', '');
  expect(findProgram(import.meta.url, host)).toBe(join(here, '..', 'token', 'host.ts'));
  vi.stubEnv('QIANYIN_BUILT_PROGRAMS', '/checkout/dist/main');
  expect(findProgram(import.meta.url, host)).toBe('/checkout/dist/main/token-host.js');
});

it('finds it beside the file of a build that asks, whatever a stranger says', () => {
  vi.stubEnv('QIANYIN_BUILT_PROGRAMS', '/tmp/stranger');
  const asking = pathToFileURL('/opt/钤印/dist/main/chunk-room.js').href;
  expect(findProgram(asking, host)).toBe('/opt/钤印/dist/main/token-host.js');
});

it('starts none beside an archive that cannot be read', () => {
  const asking = pathToFileURL('/opt/钤印/resources/app.asar/dist/main/electron.js').href;
  expect(() => findProgram(asking, host)).toThrow(expect.objectContaining({ code: 'PROGRAM_ALTERED' }));
});

it.each([
  ['C:\\Qianyin\\resources\\app.asar\\dist\\main', 'C:\\Qianyin\\resources\\app.asar.unpacked\\dist\\main'],
  ['/opt/qianyin/resources/app.asar.unpacked/dist/main', '/opt/qianyin/resources/app.asar.unpacked/dist/main'],
  ['/home/clerk/app.asaris/dist/main', '/home/clerk/app.asaris/dist/main'],
])('reads %s as the folder %s', (folder, onTheDisk) => {
  expect(besideArchive(folder)).toBe(onTheDisk);
});
