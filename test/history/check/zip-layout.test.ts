/** What a package's archive says of itself, byte by byte: whatever is changed, both checkers judge it alike. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPackageFile } from '../../../src-main/history/check/package-check.ts';
import { makeSmallLedger, packLedger, readZip, writeZip } from './files.ts';
import { PythonCheck } from './python-check.ts';

let folder: string;
let python: PythonCheck;
let archive: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-layout-'));
  python = new PythonCheck();
  const ledger = join(folder, 'history.sqlite');
  makeSmallLedger(ledger);
  writeFileSync(join(folder, 'made.zip'), '');
  await packLedger(ledger, join(folder, 'made.zip'));
  archive = readFileSync(join(folder, 'made.zip'));
});
afterAll(() => {
  python.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What both checkers say of an archive: the same. */
async function judge(bytes: Uint8Array, what: string): Promise<boolean> {
  const path = join(folder, 'judged.zip');
  writeFileSync(path, bytes);
  const found = await checkPackageFile({ path, anchors: [] });
  const said = await python.file(path);
  expect({ whole: said.whole, faults: said.faults }, what).toEqual({ whole: found.whole, faults: found.faults });
  return found.whole;
}

/** Where records of a kind begin, by what they begin with. */
function recordsOf(signature: string): number[] {
  const found: number[] = [];
  for (let at = archive.indexOf(signature, 0, 'latin1'); at >= 0; at = archive.indexOf(signature, at + 1, 'latin1'))
    found.push(at);
  return found;
}

/** Fields that say nothing of what is read: by which program on which system, when, and with which permissions. */
const asides = {
  local: [10, 11, 12, 13],
  directory: [4, 5, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41],
};

it('every byte of what describes its entries counts, but for times and permissions', { timeout: 300_000 }, async () => {
  expect(await judge(archive, 'as it was made')).toBe(true);
  const locals = recordsOf('PK\u0003\u0004');
  const directory = recordsOf('PK\u0001\u0002');
  const [end = 0] = recordsOf('PK\u0005\u0006');
  expect(locals.length).toBe(directory.length);
  const lengthOf = (at: number, fixed: number, nameAt: number) =>
    fixed + archive.readUInt16LE(at + nameAt) + archive.readUInt16LE(at + nameAt + 2);
  const places = [
    ...locals.flatMap((at) => range(at, lengthOf(at, 30, 26))),
    ...recordsOf('PK\u0007\u0008').flatMap((at) => range(at, 16)),
    ...range(directory[0] ?? 0, archive.length - (directory[0] ?? 0)),
  ];
  const harmless = new Set([
    ...locals.flatMap((at) => asides.local.map((offset) => at + offset)),
    ...directory.flatMap((at) => {
      const extra = at + 46 + archive.readUInt16LE(at + 28);
      // The content of the time field, behind its kind and length.
      return [...asides.directory.map((offset) => at + offset), ...range(extra + 4, 5)];
    }),
  ]);
  expect(end).toBeGreaterThan(0);
  const unnoticed: number[] = [];
  for (const at of places) {
    for (const bit of [0x01, 0x20]) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] ?? 0) ^ bit;
      if ((await judge(changed, `byte ${at}, bit ${bit}`)) && !harmless.has(at)) unnoticed.push(at);
    }
  }
  expect(unnoticed).toEqual([]);
});

it.each<[string, (whole: Buffer) => Uint8Array[]]>([
  ['before the first entry', (whole) => [Buffer.from('PK\u0003\u0004'), whole]],
  ['behind the end', (whole) => [whole, Buffer.from('x')]],
  ['a second end', (whole) => [whole, whole.subarray(-22)]],
  [
    'before the directory',
    (whole) => {
      const at = whole.readUInt32LE(whole.length - 6);
      const end = Buffer.from(whole.subarray(-22));
      end.writeUInt32LE(at + 4, 16);
      return [whole.subarray(0, at), Buffer.from('junk'), whole.subarray(at, -22), end];
    },
  ],
])('nothing is hidden %s', async (what, change) => {
  expect(await judge(Buffer.concat(change(archive)), what)).toBe(false);
});

it('another program may pack the same files again', async () => {
  const path = join(folder, 'again.zip');
  await writeZip(path, await readZip(join(folder, 'made.zip')));
  expect(await judge(readFileSync(path), 'packed again')).toBe(true);
});

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}
