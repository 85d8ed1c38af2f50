import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { writeLargePdf } from '../fixtures/large.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { filesIn, type Office, openOffice } from './office.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-output-'));

/** Small disks need mount(8), which the root of a container may lack. */
function mount(place: string, ...options: string[]): boolean {
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const unmount = (place: string) => execFileSync('umount', [place]);
const mayMount = mount(join(folder, 'probe'), 'size=64k');
if (mayMount) unmount(join(folder, 'probe'));
else console.warn('NOT TRIED: full and read-only disks, because this user may not mount');

describe('the file that a stamp makes', () => {
  const desk = join(folder, 'desk');
  const disk = join(folder, 'disk');
  const input = join(desk, '合同.pdf');
  let made: SoftHsmToken;
  let office: Office;
  let seal: Seal;

  beforeAll(async () => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' } as const;
    made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '合同章', pin: '123456', keys: [key] });
    office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
    seal = await office.sealOn(made);
  });

  beforeEach(() => {
    rmSync(desk, { recursive: true, force: true });
    mkdirSync(desk);
    copyFileSync(fixturePath('chromium.pdf'), input);
  });

  afterEach(() => {
    office.onProgress = () => undefined;
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What this process, with all its threads, has open of the desk and the small disk. */
  function openFiles(): string[] {
    if (!existsSync('/proc/self/fd')) return [];
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      let path: string;
      try {
        path = readlinkSync(join('/proc/self/fd', descriptor));
      } catch {
        // The descriptor by which the folder was listed.
        return [];
      }
      return [desk, disk].some((place) => path.startsWith(place)) ? [path] : [];
    });
  }

  /** Stamps; whatever comes of it, the disk can be pulled out at once. */
  const stamp: Office['stamp'] = (wanted) => office.stamp(wanted).finally(() => expect(openFiles()).toEqual([]));

  const newRows = async (work: () => Promise<void>) => {
    const before = office.rows().length;
    await work();
    return office.rows().slice(before);
  };

  it('is 原名_已盖章.pdf beside the original, then numbered', async () => {
    const names = [];
    for (let copy = 0; copy < 3; copy++) names.push((await stamp({ path: input, seal })).outputName);
    expect(names).toEqual(['合同_已盖章.pdf', '合同_已盖章(2).pdf', '合同_已盖章(3).pdf']);
    expect(filesIn(desk)).toEqual(['合同.pdf', ...names].sort());
    const again = await stamp({ path: join(desk, '合同_已盖章.pdf'), seal });
    expect(again.outputName).toBe('合同_已盖章(4).pdf');
  });

  it('has a name that file systems take, however long the original’s is', async () => {
    const long = join(desk, `${'关于采购办公设备的'.repeat(9)}合同.pdf`);
    copyFileSync(input, long);
    const { outputName, report } = await stamp({ path: long, seal });
    expect(report.verdict).toBe('valid');
    expect(outputName).toMatch(/_已盖章\.pdf$/);
    expect(filesIn(desk)).toHaveLength(3);
  });

  it('may be read by nobody who may not read the original', async () => {
    chmodSync(input, 0o600);
    const { outputPath } = await stamp({ path: input, seal });
    expect(statSync(outputPath).mode & 0o777).toBe(0o600);
  });

  it('replaces another only when told to', async () => {
    const target = join(desk, '旧.pdf');
    writeFileSync(target, 'an older file');
    const replaced = await stamp({ path: input, seal, outputPath: target, overwrite: true });
    expect(readFileSync(target).subarray(0, 5).toString()).toBe('%PDF-');
    expect(replaced.report.verdict).toBe('valid');
    expect(filesIn(desk)).toEqual(['合同.pdf', '旧.pdf']);
  });

  it('leaves the original alone even where the target is a hard link to it', async () => {
    const original = readFileSync(input);
    const target = join(desk, '同一文件.pdf');
    linkSync(input, target);
    await stamp({ path: input, seal, outputPath: target, overwrite: true });
    expect(readFileSync(input).equals(original)).toBe(true);
    expect(readFileSync(target).length).toBeGreaterThan(original.length);
  });

  it('is not made when something appears at the target while the token signs', async () => {
    const target = join(desk, '目标.pdf');
    office.onProgress = ({ step }) => {
      if (step === 'verify' && !existsSync(target)) writeFileSync(target, 'somebody else was faster');
    };
    const rows = await newRows(async () => {
      const asked = stamp({ path: input, seal, outputPath: target });
      await expect(asked).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    });
    expect(rows).toMatchObject([{ outcome: 'discarded', errorCode: 'OUTPUT_EXISTS' }]);
    expect(readFileSync(target, 'utf8')).toBe('somebody else was faster');
    expect(filesIn(desk)).toEqual(['合同.pdf', '目标.pdf'].sort());
  });

  for (const [how, change] of [
    ['grows', () => appendFileSync(input, '\n')],
    ['is cut short', () => truncateSync(input, 1000)],
    ['is written anew', () => writeFileSync(input, readFileSync(input))],
  ] as const) {
    it(`is not made when the original ${how} meanwhile`, async () => {
      writeLargePdf(input, { pages: 40, bytesPerPage: 200_000, objectStreams: false, tree: 'flat' });
      let changed = false;
      office.onProgress = ({ step }) => {
        if (step === 'prepare' && filesIn(desk).length > 1 && !changed) {
          changed = true;
          change();
        }
      };
      const rows = await newRows(async () => {
        await expect(stamp({ path: input, seal })).rejects.toMatchObject({ code: 'FILE_CHANGED' });
      });
      expect(rows).toEqual([]);
      expect(filesIn(desk)).toEqual(['合同.pdf']);
    });
  }

  it('is not made when the disk holds something else than was written', async () => {
    writeLargePdf(input, { pages: 500, bytesPerPage: 200_000, objectStreams: false, tree: 'flat' });
    let changed = false;
    const look = setInterval(() => {
      const part = filesIn(desk).find((name) => name.endsWith('.part'));
      const size = part ? statSync(join(desk, part)).size : 0;
      // What has just been written is not compared before there are 8 MiB of it.
      if (!part || changed || size % (8 << 20) < 2 << 20) return;
      const copy = openSync(join(desk, part), 'r+');
      const byte = Buffer.alloc(1);
      readSync(copy, byte, 0, 1, size - 1000);
      changed =
        writeSync(
          copy,
          byte.map((value) => value ^ 1),
          0,
          1,
          size - 1000,
        ) === 1;
      closeSync(copy);
    }, 1);
    try {
      const rows = await newRows(async () => {
        const asked = stamp({ path: input, seal });
        await expect(asked).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
      });
      expect(rows).toMatchObject([{ outcome: 'discarded', errorCode: 'SIGNATURE_SELF_CHECK_FAILED' }]);
    } finally {
      clearInterval(look);
    }
    expect(filesIn(desk)).toEqual(['合同.pdf']);
  });

  it('is the same where every read and write takes long', async () => {
    writeLargePdf(input, { pages: 40, bytesPerPage: 200_000, objectStreams: false, tree: 'flat' });
    let passed = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (passed += 1000));
    try {
      const { outputPath, report } = await stamp({ path: input, seal });
      expect(report.verdict).toBe('valid');
      const original = readFileSync(input);
      expect(readFileSync(outputPath).subarray(0, original.length).equals(original)).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  it('is not made when the clerk cancels in the middle', async () => {
    writeLargePdf(input, { pages: 500, bytesPerPage: 200_000, objectStreams: false, tree: 'flat' });
    const original = statSync(input);
    let written = 0;
    const look = setInterval(() => {
      const part = filesIn(desk).find((name) => name.endsWith('.part'));
      written = part ? statSync(join(desk, part)).size : 0;
      if (written > 4_000_000) void office.cancel('cancelled');
    }, 1);
    const rows = await newRows(async () => {
      const asked = stamp({ path: input, seal, runId: 'cancelled' });
      await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    });
    clearInterval(look);
    expect(written).toBeLessThan(original.size);
    expect(rows).toEqual([]);
    expect(filesIn(desk)).toEqual(['合同.pdf']);
    const { size, mtimeMs } = statSync(input);
    expect({ size, mtimeMs }).toEqual({ size: original.size, mtimeMs: original.mtimeMs });
  });

  it('is made all the same when the clerk cancels after the token was asked', async () => {
    office.onProgress = ({ step, runId, cancellable }) => {
      if (step === 'sign') {
        expect(cancellable).toBe(false);
        void office.cancel(runId);
      }
    };
    const { report } = await stamp({ path: input, seal });
    expect(report.verdict).toBe('valid');
  });

  describe.runIf(mayMount)('on a small disk', () => {
    const target = join(disk, '合同.pdf');
    const blockBytes = 4096;

    /** Leaves this many bytes free. */
    function fillUntil(freeBytes: number): void {
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
    }

    const onSmallDisk = (work: () => Promise<void>) => async () => {
      mount(disk, 'size=512k');
      await work().finally(() => unmount(disk));
    };

    it(
      'is not made, and nothing is on record, when the disk is too small for a copy',
      onSmallDisk(async () => {
        fillUntil(5 * blockBytes);
        const rows = await newRows(async () => {
          const asked = stamp({ path: input, seal, outputPath: target });
          await expect(asked).rejects.toMatchObject({ code: 'DISK_FULL' });
        });
        expect(rows).toEqual([]);
        expect(filesIn(disk)).toEqual(['filler']);
      }),
    );

    it(
      'is not made, and no token is asked, when the disk has no room for the seal',
      onSmallDisk(async () => {
        fillUntil(Math.ceil(statSync(input).size / blockBytes) * blockBytes);
        const rows = await newRows(async () => {
          const asked = stamp({ path: input, seal, outputPath: target });
          await expect(asked).rejects.toMatchObject({ code: 'DISK_FULL' });
        });
        expect(rows).toEqual([]);
        expect(filesIn(disk)).toEqual(['filler']);
        rmSync(join(disk, 'filler'));
        expect((await stamp({ path: input, seal, outputPath: target })).report.verdict).toBe('valid');
      }),
    );

    it(
      'is not made, and no token is asked, when there is no room for the record',
      onSmallDisk(async () => {
        const other = await openOffice({
          folder: join(disk, 'office'),
          drivers: [softHsmDriver('a', made)],
          tokens: [made],
        });
        try {
          const theirs = await other.sealOn(made);
          fillUntil(0);
          const asked = other.stamp({ path: input, seal: theirs });
          await expect(asked).rejects.toMatchObject({ code: 'HISTORY_UNAVAILABLE' });
          expect(filesIn(desk)).toEqual(['合同.pdf']);
          rmSync(join(disk, 'filler'));
          expect(other.rows()).toEqual([]);
        } finally {
          await other.close();
        }
      }),
    );

    it(
      'is not made in a folder that can only be read',
      onSmallDisk(async () => {
        execFileSync('mount', ['-o', 'remount,ro', disk]);
        const rows = await newRows(async () => {
          const asked = stamp({ path: input, seal, outputPath: target });
          await expect(asked).rejects.toMatchObject({
            code: 'OUTPUT_FOLDER_UNWRITABLE',
            values: { path: dirname(target) },
          });
        });
        expect(rows).toEqual([]);
        expect(filesIn(disk)).toEqual([]);
      }),
    );
  });

  it('and its original are named in the record with their digests', async () => {
    const { outputPath, historySeqs } = await stamp({ path: input, seal, reason: '采购 2026-117' });
    const digestOf = (path: string) => execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);
    expect(office.ledger.get(historySeqs[0] ?? 0)).toMatchObject({
      outcome: 'completed',
      operator: '王芳',
      documentName: basename(input),
      outputPath,
      sha256Before: digestOf(input),
      sha256After: digestOf(outputPath),
      tokenSerial: made.serial,
      certificateFingerprint: made.certificates[0]?.fingerprint,
      page: 1,
      xMm: 60,
      yMm: 60,
      reason: '采购 2026-117',
      errorCode: null,
    });
  });
});
