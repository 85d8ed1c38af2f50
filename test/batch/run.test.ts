/** What happens to a batch while it runs: pauses, pulled tokens, full disks, folders that go away, files that change, wrong PINs. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Batch } from '../../src-main/contract/index.ts';
import { writeLargePdf } from '../fixtures/large.ts';
import { ended, otherProgram, use } from '../history/seal-use.ts';
import { type Desk, openDesk } from './desk.ts';

vi.setConfig({ testTimeout: 120_000 });

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

let last = 0;
/** A folder of files that differ by their length. */
function layFolder(count: number, bytes = 2_000): string {
  last += 1;
  const folder = join(desk.premises.folder, `批${last}`);
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const bytesPerPage = bytes + last * 500 + index;
    writeLargePdf(join(folder, `证书${index}.pdf`), { pages: 1, bytesPerPage, objectStreams: false, tree: 'flat' });
  }
  return folder;
}
const source = (folder: string) => ({ source: { kind: 'files' as const, paths: [folder] } });
const start = (id: string) => desk.core.call('batch.start', { id, pins: { [desk.tokenId]: desk.pin } });
const isOver = ({ state }: Batch) => state === 'finished' || state === 'stopped';
const rowsOf = async ({ id }: Batch) =>
  (await desk.core.call('history.list', { limit: 10_000 })).rows.filter(({ runId }) => runId.startsWith(`${id}.`));
const outputsOf = ({ outputFolder }: Batch) => readdirSync(outputFolder).sort();

/** Every file stamped once, by the record as on the disk. */
async function expectWhole(batch: Batch, count: number) {
  const completed = (await rowsOf(batch)).filter(({ outcome }) => outcome === 'completed');
  expect(new Set(completed.map(({ runId }) => runId)).size).toBe(count);
  expect(completed).toHaveLength(count);
  expect(outputsOf(batch)).toHaveLength(count);
}

describe('a batch', () => {
  it('is paused and gone on with', async () => {
    const batch = await desk.lookedAt(source(layFolder(120)));
    await start(batch.id);
    await desk.until(batch.id, ({ counts }) => counts.done > 0);
    await desk.core.call('batch.pause', { id: batch.id });
    const paused = await desk.core.call('batch.get', { id: batch.id });
    expect(paused).toMatchObject({ state: 'paused', error: null });
    await desk.core.call('batch.resume', { id: batch.id });
    expect(await desk.until(batch.id, isOver)).toMatchObject({ state: 'finished', counts: { done: 120, failed: 0 } });
    await expectWhole(batch, 120);
  });

  it('is stopped, and another start does the rest', async () => {
    const batch = await desk.lookedAt(source(layFolder(150)));
    await start(batch.id);
    await desk.until(batch.id, ({ counts }) => counts.done > 3);
    const stopped = await desk.core.call('batch.cancel', { id: batch.id });
    expect(stopped.state).toBe('stopped');
    expect(stopped.counts.done + stopped.counts.waiting).toBe(150);
    expect(outputsOf(batch)).toHaveLength(stopped.counts.done);
    expect(await desk.run(batch.id)).toMatchObject({ state: 'finished', counts: { done: 150 } });
    await expectWhole(batch, 150);
  });

  it('waits for the token that was pulled, five times, and goes on when it is back', async () => {
    const batch = await desk.lookedAt(source(layFolder(400)));
    await start(batch.id);
    for (let pulled = 1; pulled <= 5; pulled++) {
      await desk.until(batch.id, ({ counts, state }) => state === 'running' && counts.done >= pulled * 20);
      desk.premises.token.pull();
      const waiting = await desk.until(batch.id, ({ state }) => state === 'waiting-token' || state === 'finished');
      desk.premises.token.plug();
      expect(waiting.state).toBe('waiting-token');
      expect(waiting.error?.code).toMatch(/^TOKEN_(REMOVED|NOT_FOUND)$/);
    }
    expect(await desk.until(batch.id, isOver)).toMatchObject({
      state: 'finished',
      error: null,
      counts: { done: 400, failed: 0 },
    });
    await expectWhole(batch, 400);
  });

  it('does not stamp a file that was changed after the look', async () => {
    const folder = layFolder(3);
    const batch = await desk.lookedAt(source(folder));
    appendFileSync(join(folder, '证书1.pdf'), '\n% changed');
    const done = await desk.run(batch.id);
    expect(done.counts).toMatchObject({ done: 2, failed: 1 });
    const { items } = await desk.core.call('batch.items', { id: batch.id, state: 'failed' });
    expect(items).toMatchObject([{ name: '证书1.pdf', error: { code: 'FILE_CHANGED' } }]);
    expect(await rowsOf(batch)).toHaveLength(2);
    await desk.core.call('batch.retry', { id: batch.id });
    await desk.core.call('batch.look', { id: batch.id });
    expect(await desk.run(batch.id)).toMatchObject({ counts: { done: 3, failed: 0 } });
  });

  it('pauses when its output folder goes away, and goes on when that is back', async () => {
    const batch = await desk.lookedAt(source(layFolder(200)));
    await start(batch.id);
    await desk.until(batch.id, ({ counts }) => counts.done > 2);
    const aside = `${batch.outputFolder}-aside`;
    renameSync(batch.outputFolder, aside);
    const paused = await desk.until(batch.id, ({ state }) => state === 'paused' || state === 'finished');
    expect(paused).toMatchObject({ state: 'paused', error: { code: 'OUTPUT_FOLDER_UNWRITABLE' } });
    renameSync(aside, batch.outputFolder);
    await desk.core.call('batch.resume', { id: batch.id });
    expect(await desk.until(batch.id, isOver)).toMatchObject({ state: 'finished', counts: { done: 200, failed: 0 } });
    await expectWhole(batch, 200);
  });

  it('never writes over what came to be where an output goes', async () => {
    const batch = await desk.lookedAt(source(layFolder(2)));
    mkdirSync(batch.outputFolder);
    writeFileSync(join(batch.outputFolder, '证书0_已盖章.pdf'), '别人的');
    const done = await desk.run(batch.id);
    expect(done.counts).toMatchObject({ done: 1, failed: 1 });
    const { items } = await desk.core.call('batch.items', { id: batch.id, state: 'failed' });
    expect(items[0]?.error?.code).toBe('OUTPUT_EXISTS');
  });

  it('passes over what bears the seal already, and says so', async () => {
    const folder = layFolder(2);
    const first = await desk.lookedAt(source(folder));
    await desk.run(first.id);
    const second = await desk.lookedAt(source(folder));
    expect(second.counts).toMatchObject({ skipped: 2, waiting: 0 });
    const again = await desk.lookedAt({ ...source(folder), again: true });
    expect(again.counts).toMatchObject({ skipped: 0, waiting: 2 });
    await expect(start(second.id)).rejects.toMatchObject({ code: 'BATCH_NOTHING_LEFT' });
  });

  it('stops at a wrong PIN, before any file, and tries it once', async () => {
    const batch = await desk.lookedAt(source(layFolder(3)));
    const wrong = desk.core.call('batch.start', { id: batch.id, pins: { [desk.tokenId]: '000000' } });
    await expect(wrong).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(await rowsOf(batch)).toEqual([]);
    expect(await desk.run(batch.id)).toMatchObject({ counts: { done: 3 } });
  });

  it('is started once, however often that is asked for at the same time', async () => {
    const batch = await desk.lookedAt(source(layFolder(6)));
    const asked = await Promise.allSettled([
      start(batch.id),
      start(batch.id),
      desk.core.call('batch.remove', { id: batch.id }),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(asked[1]).toMatchObject({ reason: { code: 'BATCH_RUNNING' } });
    expect(await desk.until(batch.id, isOver)).toMatchObject({ state: 'finished', counts: { done: 6, failed: 0 } });
    expect(await rowsOf(batch)).toHaveLength(6);
  });

  it('that is to end while it logs in stamps nothing', async () => {
    const batch = await desk.lookedAt(source(layFolder(4)));
    const starting = start(batch.id);
    const ended = expect(starting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await desk.core.call('batch.cancel', { id: batch.id })).toMatchObject({ counts: { done: 0, waiting: 4 } });
    await ended;
    expect(await rowsOf(batch)).toEqual([]);
    expect(await desk.run(batch.id)).toMatchObject({ counts: { done: 4 } });
  });

  it('is not done again where another program was killed between the file and its record', async () => {
    const [done, left] = [await desk.lookedAt(source(layFolder(1))), await desk.lookedAt(source(layFolder(1)))];
    await desk.run(done.id);
    const { items } = await desk.core.call('batch.items', { id: left.id });
    const output = items[0]?.outputPath ?? '';
    mkdirSync(left.outputFolder);
    writeFileSync(output, '已盖好');
    const intent = use({ runId: `${left.id}.0`, outputPath: output });
    const other = otherProgram(
      join(desk.premises.home, 'history.sqlite'),
      `ledger.begin([${JSON.stringify(intent)}]); process.kill(process.pid, 'SIGKILL');`,
    );
    const { trouble } = await ended(other);
    expect(trouble).toBe('');
    linkSync(output, join(left.outputFolder, `.${basename(output)}.${other.pid}-0123456789ab.part`));
    await expect(start(left.id)).rejects.toMatchObject({ code: 'BATCH_NOTHING_LEFT' });
    expect(await rowsOf(left)).toMatchObject([{ outcome: 'completed' }]);
    expect(await desk.core.call('batch.get', { id: left.id })).toMatchObject({ counts: { done: 1, failed: 0 } });
  });

  it('is refused while another runs, and a single stamp gets its turn at the token', async () => {
    const folder = layFolder(150);
    const [batch, other] = [
      await desk.lookedAt(source(folder)),
      await desk.lookedAt({ ...source(folder), again: true }),
    ];
    await start(batch.id);
    await expect(start(other.id)).rejects.toMatchObject({ code: 'BATCH_RUNNING' });
    const single = await desk.core.call('stamp.run', {
      runId: 'single',
      path: join(folder, '证书7.pdf'),
      placements: [{ sealId: desk.seal.id, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
      outputPath: join(desk.premises.folder, '单份.pdf'),
      pins: { [desk.tokenId]: desk.pin },
    });
    expect(single.report.verdict).not.toBe('invalid');
    expect(await desk.until(batch.id, isOver)).toMatchObject({ state: 'finished', counts: { done: 150 } });
    rmSync(single.outputPath);
  });
});

describe('a batch whose disk is full', () => {
  const place = '/tmp/qianyin-full-disk';
  let isMounted = false;
  beforeAll(() => {
    mkdirSync(place, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', place], { stdio: 'ignore' });
      isMounted = true;
    } catch {
      console.warn('no file system can be mounted here: a full disk was not tried');
    }
  });
  afterAll(() => {
    if (isMounted) execFileSync('umount', [place]);
    rmSync(place, { recursive: true, force: true });
  });

  it('pauses, and goes on when there is room', async () => {
    if (!isMounted) return;
    const folder = layFolder(8, 60_000);
    const batch = await desk.lookedAt({ ...source(folder), outputFolder: place });
    await start(batch.id);
    const paused = await desk.until(batch.id, ({ state }) => state === 'paused' || state === 'finished');
    expect(paused).toMatchObject({ state: 'paused', error: { code: 'DISK_FULL' } });
    execFileSync('mount', ['-o', 'remount,size=4m', place]);
    await desk.core.call('batch.resume', { id: batch.id });
    expect(await desk.until(batch.id, isOver)).toMatchObject({ state: 'finished', counts: { done: 8, failed: 0 } });
    await expectWhole(batch, 8);
  });
});
