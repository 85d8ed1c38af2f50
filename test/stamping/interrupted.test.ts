import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { tidyInterruptedOutput } from '../../src-main/files/index.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually } from '../token/drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from '../token/faulty-driver.ts';
import { filesIn, type Office, openOffice } from './office.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the record of a stamp that something interrupts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-interrupted-'));
  const desk = join(folder, 'desk');
  const input = join(desk, '合同.pdf');
  const started: ChildProcess[] = [];
  let made: SoftHsmToken;
  let driver: FaultyDriver;
  let office: Office;

  beforeAll(() => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' } as const;
    made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '合同章', pin: '123456', keys: [key] });
    driver = makeFaultyDriver('faulty', folder, made);
    mkdirSync(desk);
    copyFileSync(fixturePath('chromium.pdf'), input);
  });

  afterEach(async () => {
    driver.obey();
    await office?.close();
    for (const { pid } of started) if (pid) killGroup(pid);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The desk and the driver's host that it started: a hanging host outlives it. */
  function killGroup(pid: number): void {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      return;
    }
  }

  it('is on the disk before the token signs, and says so after the power went', async () => {
    driver.obey('hang C_Sign');
    const home = join(folder, 'killed');
    const order = { folder: home, drivers: [driver.candidate], tokens: [made], path: input };
    const program = join(import.meta.dirname, 'interrupted-desk.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    let steps = '';
    child.stdout?.on('data', (text: Buffer) => {
      steps += text.toString();
    });
    await eventually('the token is asked', () => steps.includes('sign'), 40_000);

    const path = join(home, 'history.sqlite');
    const reader = openLedger(path);
    expect([...reader.export({})]).toMatchObject([{ outcome: 'pending', settledAt: null, documentPath: input }]);
    expect(reader.recoverInterrupted()).toEqual([]);
    if (child.pid) killGroup(child.pid);
    await eventually('the desk is gone', () => child.exitCode !== null || child.signalCode !== null);
    expect(filesIn(desk)).toHaveLength(2);
    const left = reader.recoverInterrupted();
    expect(left).toMatchObject([{ seq: 1, writerPid: child.pid, outputPath: join(desk, '合同_已盖章.pdf') }]);
    for (const { outputPath, writerPid } of left) tidyInterruptedOutput(outputPath, writerPid);
    expect([...reader.export({})]).toMatchObject([{ outcome: 'interrupted', sha256After: null }]);
    reader.close();
    expect(filesIn(desk)).toEqual(['合同.pdf']);
  });

  it('gives back what was put aside to be replaced, and touches nothing of others', () => {
    const target = join(desk, '旧.pdf');
    const ours = (ending: string) => join(desk, `.旧.pdf.4711-0123456789ab.${ending}`);
    writeFileSync(ours('replaced'), 'an older file');
    writeFileSync(ours('part'), 'half of a new one');
    writeFileSync(join(desk, '.旧.pdf.4712-0123456789ab.part'), 'of another process, at work');
    tidyInterruptedOutput(target, 4711);
    expect(readFileSync(target, 'utf8')).toBe('an older file');
    expect(filesIn(desk)).toEqual(['.旧.pdf.4712-0123456789ab.part', '合同.pdf', '旧.pdf'].sort());
    writeFileSync(ours('replaced'), 'an older file');
    writeFileSync(target, 'the new one');
    tidyInterruptedOutput(target, 4711);
    expect(readFileSync(target, 'utf8')).toBe('the new one');
    expect(filesIn(desk)).toHaveLength(3);
    tidyInterruptedOutput(join(desk, 'nowhere', '旧.pdf'), 4711);
    for (const name of filesIn(desk)) if (name !== '合同.pdf') rmSync(join(desk, name));
  });

  it('comes first: where it cannot be written, the token is not asked', async () => {
    office = await openOffice({ folder: join(folder, 'locked'), drivers: [driver.candidate], tokens: [made] });
    const seal = await office.sealOn(made);
    driver.obey('crash C_Sign');
    const holder = new Database(join(office.folder, 'history.sqlite'));
    holder.exec('BEGIN IMMEDIATE');
    await expect(office.stamp({ path: input, seal })).rejects.toMatchObject({ code: 'HISTORY_UNAVAILABLE' });
    holder.exec('ROLLBACK');
    holder.close();
    expect(office.room.drivers()).toMatchObject([{ state: 'ready', restarts: 0 }]);
    expect(office.rows()).toEqual([]);
    expect(filesIn(desk)).toEqual(['合同.pdf']);
  });

  it('comes last too: a sealed file whose use cannot be settled is withdrawn, and what it replaced is back', async () => {
    office = await openOffice({ folder: join(folder, 'unsettled'), drivers: [driver.candidate], tokens: [made] });
    const seal = await office.sealOn(made);
    const target = join(desk, '旧.pdf');
    writeFileSync(target, 'an older file');
    const holder = new Database(join(office.folder, 'history.sqlite'));
    office.onProgress = ({ step, fraction }) => {
      if (step === 'save' && fraction === 0) holder.exec('BEGIN IMMEDIATE');
    };
    const asked = office.stamp({ path: input, seal, outputPath: target, overwrite: true });
    await expect(asked).rejects.toMatchObject({ code: 'HISTORY_UNAVAILABLE' });
    holder.exec('ROLLBACK');
    holder.close();
    expect(readFileSync(target, 'utf8')).toBe('an older file');
    expect(filesIn(desk)).toEqual(['合同.pdf', '旧.pdf'].sort());
    expect(office.rows()).toMatchObject([{ outcome: 'pending' }]);
    rmSync(target);
  });
});
