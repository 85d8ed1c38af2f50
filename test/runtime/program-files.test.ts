import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { besideArchive } from '../../src-main/runtime/beside-archive.ts';
import { findProgram } from '../../src-main/runtime/index.ts';

const here = dirname(fileURLToPath(import.meta.url));

it('finds a program of ours in its source', () => {
  expect(findProgram(import.meta.url, { source: '../token/host.ts', built: 'token-host.js' })).toBe(
    join(here, '..', 'token', 'host.ts'),
  );
});

it('finds it beside the file of a build that asks', () => {
  const asking = pathToFileURL('/opt/钤印/dist/main/chunk-room.js').href;
  expect(findProgram(asking, { source: '../token/host.ts', built: 'token-host.js' })).toBe(
    '/opt/钤印/dist/main/token-host.js',
  );
});

it('starts none beside an archive that cannot be read', () => {
  const asking = pathToFileURL('/opt/钤印/resources/app.asar/dist/main/electron.js').href;
  const names = { source: '../token/host.ts', built: 'token-host.js' };
  expect(() => findProgram(asking, names)).toThrow(expect.objectContaining({ code: 'PROGRAM_ALTERED' }));
});

it.each([
  ['C:\\Qianyin\\resources\\app.asar\\dist\\main', 'C:\\Qianyin\\resources\\app.asar.unpacked\\dist\\main'],
  ['/opt/qianyin/resources/app.asar.unpacked/dist/main', '/opt/qianyin/resources/app.asar.unpacked/dist/main'],
  ['/home/clerk/app.asaris/dist/main', '/home/clerk/app.asaris/dist/main'],
])('reads %s as the folder %s', (folder, onTheDisk) => {
  expect(besideArchive(folder)).toBe(onTheDisk);
});
