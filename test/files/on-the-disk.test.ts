import type * as fs from 'node:fs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** What the file system was asked, in order, with the file that it was about. */
const asked = vi.hoisted((): string[] => []);

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const { basename } = await import('node:path');
  const names = new Map<number, string>();
  const nameOf = (descriptor: number) => names.get(descriptor) ?? 'nothing';
  type Callback = (error: NodeJS.ErrnoException | null) => void;
  /** Notes a flush when it has come to its end: one that nobody waited for is noted too late. */
  const noted = (what: string, work: typeof real.fsync) => (descriptor: number, callback: Callback) => {
    const name = nameOf(descriptor);
    work(descriptor, (error) => {
      asked.push(`${what} ${name}`);
      callback(error);
    });
  };
  return {
    ...real,
    openSync: (path: string, ...more: [never, never]) => {
      const descriptor = real.openSync(path, ...more);
      names.set(descriptor, basename(path).replace(/^\..*\.part$/, 'part'));
      return descriptor;
    },
    writeSync: (descriptor: number, bytes: Uint8Array) => {
      asked.push(`write ${nameOf(descriptor)}`);
      return real.writeSync(descriptor, bytes);
    },
    fsync: noted('sync', real.fsync),
    fdatasync: noted('datasync', real.fdatasync),
    linkSync: (from: string, to: string) => {
      asked.push(`name ${basename(to)}`);
      real.linkSync(from, to);
    },
    renameSync: (from: string, to: string) => {
      asked.push(`name ${basename(to)}`);
      real.renameSync(from, to);
    },
  };
});

const { createOutputFile } = await import('../../src-main/files/index.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'));
  asked.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const target = () => join(folder, '盖章.pdf');

async function deliver(overwrite: boolean): Promise<void> {
  const output = createOutputFile(target(), 0o600, 1000);
  await output.append(Buffer.from('first '));
  await output.append(Buffer.from('second'));
  await output.finish();
  await output.publish(overwrite);
  await output.discard();
}

describe('a stamped file survives a power cut after it was reported done:', () => {
  it('all of it is on the disk before it has its name, and its name before it is reported', async () => {
    await deliver(false);
    expect(readFileSync(target(), 'utf8')).toBe('first second');
    const steps = ['write part', 'write part', 'sync part', 'name 盖章.pdf', `sync ${basename(folder)}`];
    expect(asked).toEqual(steps);
  });

  it('the same where it replaces another, which keeps a name until then', async () => {
    writeFileSync(target(), 'old');
    await deliver(true);
    expect(readFileSync(target(), 'utf8')).toBe('first second');
    const named = asked.map((step) => step.replace(/name \..*\.replaced$/, 'name kept'));
    expect(named).toEqual([
      ...['write part', 'write part', 'sync part'],
      ...['name kept', 'name 盖章.pdf', `sync ${basename(folder)}`],
    ]);
  });

  it('what was delivered and is taken back is off the disk, and what it replaced is there again', async () => {
    writeFileSync(target(), 'old');
    const output = createOutputFile(target(), 0o600, 1000);
    await output.append(Buffer.from('new'));
    await output.finish();
    await output.publish(true);
    asked.length = 0;
    await output.withdraw();
    await output.discard();
    expect(readFileSync(target(), 'utf8')).toBe('old');
    expect(asked).toEqual(['name 盖章.pdf', `sync ${basename(folder)}`]);
  });

  it('what is begun to be flushed meanwhile is waited for at the end', async () => {
    const output = createOutputFile(target(), 0o600, 1000);
    await output.append(Buffer.from('long'));
    output.beginFlush();
    await output.finish();
    expect(asked.toSorted()).toEqual(['datasync part', 'sync part', 'write part']);
    await output.discard();
  });
});
