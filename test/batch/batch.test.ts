import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const pdfsig = (path: string) => {
  try {
    return execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
  } catch (thrown) {
    return String((thrown as { stdout?: string }).stdout);
  }
};

describe('a folder of diplomas', () => {
  it('is looked at with what differs first, stamped with one login, and leaves a manifest', async () => {
    const folder = desk.folderOf('学位证书', {
      '张三.pdf': 'chromium.pdf',
      '李四.pdf': 'cairo.pdf',
      '王五.pdf': 'libreoffice.pdf',
      '赵六.pdf': 'mutool.pdf',
      '理学院/孙七.pdf': 'groff.pdf',
      '理学院/横.pdf': 'qpdf-rotated-90.pdf',
      '加密.pdf': 'encrypted-aes-256.pdf',
    });
    writeFileSync(join(folder, '损坏.pdf'), '%PDF-1.7\n這不是');
    writeFileSync(join(folder, '说明.txt'), '不是 PDF');
    const batch = await desk.lookedAt({
      source: { kind: 'files', paths: [folder] },
      reason: '学位证书',
      approval: 'XW-7',
    });
    expect(batch).toMatchObject({ name: '学位证书', state: 'ready', total: 8, lookedAt: 8 });
    expect(batch.counts).toMatchObject({ waiting: 6, failed: 2, done: 0 });
    const { items } = await desk.core.call('batch.items', { id: batch.id });
    const odd = new Map(items.map(({ name, oddities }) => [name, oddities]));
    expect(odd.get('损坏.pdf')).toContain('unusable');
    expect(odd.get('加密.pdf')).toContain('protected');
    expect(odd.get('理学院/横.pdf')).toContain('rotation');
    expect(items.slice(0, 1).map(({ name }) => name)).toEqual(['损坏.pdf']);

    expect(await desk.core.call('batch.logins', { id: batch.id })).toMatchObject([
      { tokenId: desk.tokenId, signatures: 6, pinEntries: 0 },
    ]);
    const done = await desk.run(batch.id, { manifest: 'json', signManifest: true });
    expect(done).toMatchObject({ state: 'finished', error: null, counts: { done: 6, failed: 2, waiting: 0 } });
    const output = join(folder, '已盖章');
    expect(readdirSync(output, { recursive: true }).sort()).toEqual(
      expect.arrayContaining(['张三_已盖章.pdf', '理学院/孙七_已盖章.pdf', '理学院/横_已盖章.pdf']),
    );
    expect(pdfsig(join(output, '理学院/孙七_已盖章.pdf'))).toContain('Signature is Valid');
    const rows = (await desk.core.call('history.list', {})).rows;
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['completed 学位证书；审批单号 XW-7']),
    );
    const manifest = JSON.parse(readFileSync(done.manifestPath ?? '', 'utf8'));
    expect(manifest.files.filter((file: { state: string }) => file.state === 'done')).toHaveLength(6);
    const seqs = manifest.files.flatMap((file: { seqs: number[] }) => file.seqs).sort();
    expect(seqs).toEqual(rows.map(({ seq }) => seq).sort());
    execFileSync(
      'openssl',
      [
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-noverify', '-in', `${done.manifestPath}.p7s`],
        ...['-content', done.manifestPath ?? '', '-out', '/dev/null'],
      ],
      { stdio: 'pipe' },
    );
    expect(existsSync(join(output, '损坏_已盖章.pdf'))).toBe(false);
  });
});
