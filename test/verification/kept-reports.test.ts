import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { AppError, folderVerification, verificationReport } from '../../src-main/contract/index.ts';
import { KeptReports } from '../../src-main/verification/kept-reports.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { printPages, roundSeal } from '../fixtures/seal-pages.ts';

const keptByTheCore = 50;

describe('a report that is named by its id', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-kept-'));
  const file = join(folder, '合同.pdf');
  let app: App;

  beforeAll(async () => {
    const desktop = { open: async () => undefined, reveal: async () => undefined };
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop });
    copyFileSync(fixturePath('groff.pdf'), file);
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const codeOf = (asked: Promise<unknown>) => asked.then(String, (thrown) => AppError.from(thrown).code);
  const read = async (reportId: string) => {
    const { content } = await app.call('verify.report', { reportId, format: 'json' });
    return verificationReport.parse(JSON.parse(Buffer.from(content).toString()));
  };

  it('is what was found then, whatever became of the file', async () => {
    const { reportId, report } = await app.call('verify.run', { path: file });
    writeFileSync(file, 'no PDF any more');
    expect(await read(reportId)).toEqual(report);
    const { content } = await app.call('verify.report', { reportId, format: 'pdf', language: 'en' });
    const path = join(folder, 'report.pdf');
    writeFileSync(path, content);
    copyFileSync(fixturePath('groff.pdf'), file);
    const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' });
    expect(text.replace(/\s/g, '')).toContain(report.sha256);
  });

  it('tells of pictures of seals once they were looked for', async () => {
    const [page = new Uint8Array()] = await printPages([`<h1>采购合同</h1><div class=at>${roundSeal()}</div>`]);
    const pictured = join(folder, 'pictured.pdf');
    writeFileSync(pictured, page);
    const { reportId } = await app.call('verify.run', { path: pictured });
    expect((await read(reportId)).unsignedSealPictures).toBeNull();
    const found = await app.call('verify.sealPictures', { reportId });
    expect(found.pictures).toHaveLength(1);
    expect((await read(reportId)).unsignedSealPictures).toEqual(found);
  });

  it('cannot be one that a window made up', async () => {
    const { report } = await app.call('verify.run', { path: file });
    const forged = { report: { ...report, verdict: 'valid' }, format: 'pdf' };
    expect(await codeOf(app.call('verify.report', forged as never))).toBe('INVALID_INPUT');
    expect(await codeOf(app.call('verify.sealPictures', forged as never))).toBe('INVALID_INPUT');
    expect(await codeOf(app.call('verify.report', { reportId: 'none', format: 'pdf' }))).toBe('REPORT_NOT_KEPT');
    expect(await codeOf(app.call('verify.sealPictures', { reportId: 'none' }))).toBe('REPORT_NOT_KEPT');
    const result = { startedAt: report.verifiedAt, rows: [] };
    expect(await codeOf(app.call('verify.folderReport', { result, format: 'xlsx' } as never))).toBe('INVALID_INPUT');
    expect(await codeOf(app.call('verify.folderReport', { runId: 'none', format: 'xlsx' }))).toBe('REPORT_NOT_KEPT');
  });

  it('is dropped for newer ones, and says to verify again', async () => {
    const first = await app.call('verify.run', { path: file });
    const second = await app.call('verify.run', { path: file });
    for (let more = 1; more < keptByTheCore; more += 1) await app.call('verify.run', { path: file });
    expect(await codeOf(read(first.reportId))).toBe('REPORT_NOT_KEPT');
    expect((await read(second.reportId)).sha256).toBe(second.report.sha256);
  });

  it('of a folder is named by its run', async () => {
    const archive = join(folder, 'archive');
    mkdirSync(archive);
    copyFileSync(file, join(archive, '合同.pdf'));
    const result = await app.call('verify.folder', { runId: 'march', paths: [archive] });
    const { content } = await app.call('verify.folderReport', { runId: 'march', format: 'json' });
    expect(folderVerification.parse(JSON.parse(Buffer.from(content).toString()))).toEqual(result);
  });
});

describe('how many reports are kept', () => {
  const cases: [what: string, sizes: number[], kept: number[]][] = [
    ['as many as allowed', [1, 1, 1], [0, 1, 2]],
    ['the newest, when there are more', [1, 1, 1, 1, 1], [2, 3, 4]],
    ['fewer, when they are long', [4, 4, 4], [1, 2]],
    ['the newest, however long it is', [1, 1, 99], [2]],
    ['those that a long one drove out are not missed by the next', [1, 99, 1], [2]],
  ];
  it.each(cases)('%s', (_, sizes, expected) => {
    const kept = new KeptReports<number>({ reports: 3, details: 10, detailsOf: (size) => size });
    for (const [index, size] of sizes.entries()) kept.keep(String(index), size);
    const isKept = (index: number) => {
      try {
        return kept.get(String(index)) === sizes[index];
      } catch {
        return false;
      }
    };
    expect([...sizes.keys()].filter(isKept)).toEqual(expected);
  });

  it('one for each id, the latest', () => {
    const kept = new KeptReports<number>({ reports: 2, details: 10, detailsOf: (size) => size });
    for (const [id, size] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      kept.keep(id, size);
    expect([kept.get('a'), kept.get('c')]).toEqual([3, 4]);
    expect(() => kept.get('b')).toThrow();
  });
});
