import type * as fs from 'node:fs';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What the file system was asked, in order, with the file that it was about. */
const asked = vi.hoisted((): string[] => []);
const broken = vi.hoisted(() => ({ rename: false }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const { basename } = await import('node:path');
  const names = new Map<number, string>();
  return {
    ...real,
    openSync: (path: string, ...more: [never, never]) => {
      const descriptor = real.openSync(path, ...more);
      names.set(descriptor, basename(path).replace(/^\..*\.part$/, 'part'));
      return descriptor;
    },
    fsyncSync: (descriptor: number) => {
      real.fsyncSync(descriptor);
      asked.push(`sync ${names.get(descriptor)}`);
    },
    fsync: (descriptor: number, callback: (error: NodeJS.ErrnoException | null) => void) =>
      real.fsync(descriptor, (error) => {
        asked.push(`sync ${names.get(descriptor)}`);
        callback(error);
      }),
    renameSync: (from: string, to: string) => {
      if (broken.rename) throw Object.assign(new Error('no'), { code: 'EACCES' });
      asked.push(`name ${basename(to)}`);
      real.renameSync(from, to);
    },
  };
});

const { appendToFile, describeWriteFailure, stateOf, tidyInterruptedOutput, writeFileAtomically } = await import(
  '../../src-main/files/index.ts'
);
const { temporaryPathOf } = await import('../../src-main/files/temporary-names.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  asked.length = 0;
});
afterEach(() => {
  broken.rename = false;
  rmSync(folder, { recursive: true, force: true });
});
const target = () => join(folder, '设置.json');
const nothing = async () => undefined;

describe('a small file that is written', () => {
  it('is on the disk before it has its name, and so is the name before it counts as written', () => {
    writeFileAtomically(target(), 'one');
    expect(readFileSync(target(), 'utf8')).toBe('one');
    expect(asked).toEqual(['sync part', 'name 设置.json', `sync ${basename(folder)}`]);
    expect(statSync(target()).mode & 0o777).toBe(0o600);
  });

  it('takes the place of an older one, unless that must stay', () => {
    writeFileAtomically(target(), 'one');
    writeFileAtomically(target(), 'two');
    expect(() => writeFileAtomically(target(), 'three', { overwrite: false })).toThrowError(
      expect.objectContaining({ code: 'OUTPUT_EXISTS' }),
    );
    expect(readFileSync(target(), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['设置.json']);
  });

  it('leaves nothing behind where it cannot be placed', () => {
    broken.rename = true;
    expect(() => writeFileAtomically(target(), 'one')).toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file that is appended to', () => {
  it('is whole on the disk, and its name too, with the rights that it had', async () => {
    writeFileSync(target(), 'one');
    chmodSync(target(), 0o640);
    await appendToFile(target(), Buffer.from(' more'), stateOf(target()), async (path) => {
      expect(readFileSync(path, 'utf8')).toBe('one more');
      expect(readFileSync(target(), 'utf8')).toBe('one');
    });
    expect(readFileSync(target(), 'utf8')).toBe('one more');
    expect(asked).toEqual(['name 设置.json', `sync ${basename(folder)}`]);
    expect(statSync(target()).mode & 0o777).toBe(0o640);
  });

  it('stays as it is when the check fails or somebody else wrote it meanwhile', async () => {
    writeFileSync(target(), 'one');
    const before = stateOf(target());
    const fails = appendToFile(target(), Buffer.from('!'), before, () => Promise.reject(new Error('worse')));
    await expect(fails).rejects.toThrow('worse');
    const changes = appendToFile(target(), Buffer.from('!'), before, async () => writeFileSync(target(), 'theirs'));
    await expect(changes).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(readFileSync(target(), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['设置.json']);
    await expect(appendToFile(join(folder, 'gone'), Buffer.from('!'), before, nothing)).rejects.toMatchObject({
      code: 'OUTPUT_FOLDER_UNWRITABLE',
    });
  });
});

describe('what a process leaves that ended too soon', () => {
  it.each(['合同.pdf', `${'关于采购办公设备的'.repeat(9)}合同.pdf`, `${'x'.repeat(59)}𠮷野家.pdf`])(
    'is found again beside %s',
    (name) => {
      const path = join(folder, name);
      writeFileSync(temporaryPathOf(path, 'part'), 'half');
      writeFileSync(temporaryPathOf(join(folder, '另一个.pdf'), 'part'), 'of another file');
      tidyInterruptedOutput(path, process.pid);
      expect(readdirSync(folder)).toMatchObject([expect.stringMatching(/^\.另一个\.pdf\./)]);
    },
  );

  it('leaves those of another file alone whose long name begins alike', () => {
    const [own, other] = ['甲', '乙'].map((end) => join(folder, `${'长'.repeat(65)}${end}.pdf`));
    for (const path of [own, other]) writeFileSync(temporaryPathOf(path ?? '', 'part'), 'half');
    tidyInterruptedOutput(own ?? '', process.pid);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

it.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EFBIG', 'DISK_FULL'],
  ['EACCES', 'OUTPUT_FOLDER_UNWRITABLE'],
  ['EROFS', 'OUTPUT_FOLDER_UNWRITABLE'],
])('the failure %s of a write is told as %s', (code, told) => {
  const described = describeWriteFailure(Object.assign(new Error(), { code }), dirname(target()));
  expect(described.code).toBe(told);
  expect(describeWriteFailure(described, folder)).toBe(described);
});
