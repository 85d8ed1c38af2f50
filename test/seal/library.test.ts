import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roundSealDesign } from '../../src-main/contract/index.ts';
import { openSealLibrary } from '../../src-main/seal/index.ts';
import { scanned, sheet } from './scan.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-seals-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const seals = () => join(folder, 'seals');
const design = roundSealDesign.parse({ ringText: '某某有限公司', bottomText: '合同专用章' });
const base = (name: string) => ({
  name,
  kind: 'contract' as const,
  trial: false,
  binding: {
    tokenSerial: 'A1B2',
    tokenLabel: '财务UKey',
    certificateFingerprint: 'ab'.repeat(32),
    ownerName: '某某有限公司',
    notAfter: '2030-01-01T00:00:00.000Z',
  },
});
const scan = () => scanned({ paper: [247, 243, 233], ink: [200, 30, 36], shade: 0.2, noise: 4, print: false });
const coded = (code: string) => expect.objectContaining({ code });
const isRoot = process.getuid?.() === 0;
const libraryModule = new URL('../../src-main/seal/index.ts', import.meta.url).href;

/** Runs statements on the library in another program. */
function otherProgram(statements: string, uid?: number) {
  const script = `import { openSealLibrary } from ${JSON.stringify(libraryModule)};
    const library = openSealLibrary(${JSON.stringify(seals())}); ${statements}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    ...(uid === undefined ? {} : { uid }),
  });
}

describe('the seals of this computer', () => {
  it('are none at first', () => {
    expect(openSealLibrary(seals()).list()).toEqual([]);
  });

  it('are still there after a restart, artwork and all', async () => {
    const made = await openSealLibrary(seals()).create({ ...base('合同章'), design });
    expect(made).toMatchObject({ name: '合同章', widthMm: 40, heightMm: 40, artworkKind: 'vector', trial: false });
    expect(encodeURIComponent(made.id)).toBe(made.id);
    const reopened = openSealLibrary(seals());
    expect(reopened.list()).toEqual([made]);
    const artwork = reopened.artwork(made.id);
    expect(artwork).toMatchObject({ kind: 'vector', widthMm: 40 });
    expect(artwork.kind === 'vector' && artwork.paths.length).toBe(2 + 6 + 5);
    expect(reopened.artwork(made.id)).toBe(artwork);
  });

  it('may be pictures, as wide as was said', async () => {
    const made = await openSealLibrary(seals()).import({
      ...base('扫描章'),
      png: scan(),
      removeBackground: true,
      widthMm: 42,
    });
    expect(made).toMatchObject({ artworkKind: 'image', widthMm: 42 });
    expect(made.heightMm).toBeGreaterThan(41);
    expect(made.heightMm).toBeLessThan(43);
    const artwork = openSealLibrary(seals()).artwork(made.id);
    if (artwork.kind !== 'image') throw new Error('the seal is no picture');
    expect(Math.abs(artwork.widthPx - 2 * sheet.radiusPx)).toBeLessThan(8);
    expect(artwork.rgba).toHaveLength(artwork.widthPx * artwork.heightPx * 4);
  });

  it('are found by ID or by name, and not guessed among two of a name', async () => {
    const library = openSealLibrary(seals());
    const [first] = [
      await library.create({ ...base('公章'), design }),
      await library.create({ ...base('公章'), design }),
    ];
    const finance = await library.create({ ...base('财务章'), design });
    expect(library.find('财务章')).toEqual(finance);
    expect(library.find(first.id)).toEqual(first);
    expect(() => library.find('公章')).toThrowError(coded('SEAL_AMBIGUOUS'));
    expect(() => library.find('法人章')).toThrowError(coded('SEAL_NOT_FOUND'));
    expect(() => library.get('公章')).toThrowError(coded('SEAL_NOT_FOUND'));
  });

  it('are listed in the order they were made', async () => {
    const library = openSealLibrary(seals());
    const names = ['一', '二', '三'];
    for (const name of names) await library.create({ ...base(name), design });
    expect(library.list().map(({ name }) => name)).toEqual(names);
  });

  it('show up and go while another program makes and removes them', async () => {
    const library = openSealLibrary(seals());
    expect(library.list()).toEqual([]);
    const made = otherProgram(
      `const seal = await library.create(${JSON.stringify({ ...base('命令行章'), design })}); console.log(seal.id);`,
    );
    const id = made.stdout.trim();
    expect(library.list().map((seal) => [seal.id, seal.name])).toEqual([[id, '命令行章']]);
    expect(library.artwork(id).kind).toBe('vector');
    otherProgram(`await library.remove('${id}');`);
    expect(library.list()).toEqual([]);
    expect(() => library.artwork(id)).toThrowError(coded('SEAL_NOT_FOUND'));
  });

  it('leave nothing behind when removed', async () => {
    const library = openSealLibrary(seals());
    const made = await library.create({ ...base('旧章'), design });
    await library.remove(made.id);
    expect(library.list()).toEqual([]);
    expect(readdirSync(seals())).toEqual([]);
    await expect(library.remove(made.id)).rejects.toThrowError(coded('SEAL_NOT_FOUND'));
  });

  it.each([
    ['an empty description', (place: string) => writeFileSync(join(place, 'seal.json'), '')],
    ['a description that is no JSON', (place: string) => writeFileSync(join(place, 'seal.json'), '{"id":')],
    ['a description that lacks its size', (place: string) => writeFileSync(join(place, 'seal.json'), '{"id":"x"}')],
    ['no description', (place: string) => rmSync(join(place, 'seal.json'))],
    ['no artwork', (place: string) => rmSync(join(place, 'artwork.json'))],
    [
      'the description of another seal',
      (place: string) => {
        const stored = JSON.parse(readFileSync(join(place, 'seal.json'), 'utf8'));
        writeFileSync(join(place, 'seal.json'), JSON.stringify({ ...stored, id: '0000000000' }));
      },
    ],
  ])('are not hidden by one that has %s, which is named and can be removed', async (_, damage) => {
    const library = openSealLibrary(seals());
    const [whole, broken] = [
      await library.create({ ...base('好章'), design }),
      await library.create({ ...base('坏章'), design }),
    ];
    damage(join(seals(), broken.id));
    expect(library.list()).toEqual([whole]);
    expect(library.damaged().map(({ id }) => id)).toEqual([broken.id]);
    expect(() => library.get(broken.id)).toThrowError(coded('SEAL_NOT_FOUND'));
    await library.remove(broken.id);
    expect(library.damaged()).toEqual([]);
  });

  it('are not used with artwork that was tampered with', async () => {
    const made = await openSealLibrary(seals()).create({ ...base('公章'), design });
    const path = join(seals(), made.id, 'artwork.json');
    const stored = JSON.parse(readFileSync(path, 'utf8'));
    for (const d of ['M 0 0"/><script>alert(1)</script>', 'M 1 C 2 Z', 'M 1 1 L NaN 2']) {
      writeFileSync(path, JSON.stringify({ ...stored, paths: [{ d, fill: '#C7161C', evenOdd: false }] }));
      expect(() => openSealLibrary(seals()).artwork(made.id)).toThrowError(coded('SEAL_ARTWORK_INVALID'));
    }
  });

  it('are not looked for outside their folder', () => {
    mkdirSync(join(folder, 'elsewhere'));
    const library = openSealLibrary(seals());
    for (const id of ['../elsewhere', '..', '', 'a/b', '/etc']) {
      expect(() => library.get(id)).toThrowError(coded('SEAL_NOT_FOUND'));
    }
  });

  it('ignore what a program that was killed left half-made', async () => {
    const library = openSealLibrary(seals());
    const made = await library.create({ ...base('公章'), design });
    mkdirSync(join(seals(), '.0123456789.part'));
    writeFileSync(join(seals(), '.0123456789.part', 'artwork.json'), '{');
    expect(library.list()).toEqual([made]);
    expect(library.damaged()).toEqual([]);
  });

  it('can be read by their owner only', async () => {
    const made = await openSealLibrary(seals()).create({ ...base('公章'), design });
    if (process.platform === 'win32') return;
    for (const name of readdirSync(join(seals(), made.id))) {
      expect(statSync(join(seals(), made.id, name)).mode & 0o077).toBe(0);
    }
  });

  it.runIf(isRoot)('say that their folder cannot be written', () => {
    mkdirSync(seals());
    chmodSync(folder, 0o755);
    chmodSync(seals(), 0o555);
    const { stderr } = otherProgram(`await library.create(${JSON.stringify({ ...base('章'), design })});`, 65534);
    expect(stderr).toContain('OUTPUT_FOLDER_UNWRITABLE');
  });

  it.runIf(isRoot)('say that the disk is full, and leave no half seal', async (context) => {
    mkdirSync(seals());
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', seals()], { stdio: 'ignore' });
    } catch {
      return context.skip('this root may not mount a small disk');
    }
    try {
      const library = openSealLibrary(seals());
      await expect(library.create({ ...base('章'), design })).rejects.toThrowError(coded('DISK_FULL'));
      expect(library.list()).toEqual([]);
      expect(readdirSync(seals())).toEqual([]);
    } finally {
      execFileSync('umount', [seals()]);
    }
  });
});
