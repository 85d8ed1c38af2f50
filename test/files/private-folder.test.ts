import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { makePrivateFolder } from '../../src-main/files/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'private-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
});

const isOurs = (name: string) => name !== 'foreign';
const modeOf = (path: string) => statSync(path).mode & 0o777;
/** What others may read, by its path in the folder. */
const openIn = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (statSync(path).mode & 0o077) !== 0)
    .map((path) => relative(root, path));

describe.skipIf(process.platform === 'win32')('a private folder', () => {
  it('is made for its owner alone', () => {
    makePrivateFolder(join(home, 'a', 'b'), isOurs);
    expect([modeOf(join(home, 'a')), modeOf(join(home, 'a', 'b'))]).toEqual([0o700, 0o700]);
  });

  it('is mended where others could read or write it, links left as they are', () => {
    const outside = join(folder, 'outside');
    writeFileSync(outside, '');
    chmodSync(outside, 0o644);
    mkdirSync(join(home, 'seals', 'x'), { recursive: true });
    writeFileSync(join(home, 'seals', 'x', 'seal.json'), '');
    writeFileSync(join(home, 'settings.json'), '');
    symlinkSync(outside, join(home, 'link'));
    for (const path of ['', 'seals', 'seals/x']) chmodSync(join(home, path), 0o777);
    for (const path of ['seals/x/seal.json', 'settings.json']) chmodSync(join(home, path), 0o666);
    makePrivateFolder(home, isOurs);
    expect(openIn(home)).toEqual([]);
    expect([modeOf(home), modeOf(join(home, 'settings.json')), modeOf(outside)]).toEqual([0o700, 0o600, 0o644]);
  });

  it('is not what somebody named by mistake: a folder of other things stays as it is', () => {
    writeFileSync(join(home, 'foreign'), '');
    chmodSync(home, 0o755);
    expect(() => makePrivateFolder(home, isOurs)).toThrow('HOME_OPEN_TO_OTHERS');
    expect(modeOf(home)).toBe(0o755);
  });

  it.runIf(process.getuid?.() === 0)('is refused where it, or a file in it, is another user’s, and who that is', () => {
    writeFileSync(join(home, 'settings.json'), '');
    chownSync(join(home, 'settings.json'), 1, 1);
    const refused = (path: string) =>
      expect(() => makePrivateFolder(home, isOurs)).toThrow(
        expect.objectContaining({ code: 'HOME_NOT_PRIVATE', values: { path, owner: 'daemon' } }),
      );
    refused(join(home, 'settings.json'));
    chownSync(home, 1, 1);
    refused(home);
  });

  it.runIf(process.getuid?.() === 0)('is refused on a file system that keeps no permissions', () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('truncate', ['-s', '2M', `${disk}.img`]);
      execFileSync('mkfs.vfat', [`${disk}.img`], { stdio: 'ignore' });
      execFileSync('mount', ['-o', 'loop,umask=000', `${disk}.img`, disk], { stdio: 'ignore' });
    } catch {
      // A container that may mount nothing has no such disk.
      return;
    }
    try {
      expect(() => makePrivateFolder(join(disk, 'home'), isOurs)).toThrow('HOME_OPEN_TO_OTHERS');
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

it.skipIf(process.platform === 'win32')(
  'everything that the core makes in its data folder is its owner’s alone',
  async () => {
    const before = process.umask(0);
    try {
      const core = await createApp({ homeFolder: home, door: 'web', desktop: commandDesktop() });
      await core.call('settings.update', { theme: 'dark' });
      await core.call('longterm.list', null).catch(() => undefined);
      await core.close();
    } finally {
      process.umask(before);
    }
    expect(readdirSync(home)).toContain('history.sqlite');
    expect(openIn(home)).toEqual([]);
  },
);
