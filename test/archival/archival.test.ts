/** Archive packages over the whole core: made of what a ticket had sealed, checked, taken apart and put together anew by other programs. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type App, createApp } from '../../src-main/app.ts';
import {
  type ArchiveFinding,
  archiveManifest,
  type CheckedArchive,
  type Trial,
} from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { makeTicketIssuer, type TicketIssuer } from '../approval/openssl-tickets.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-archival-'));
const stamped = join(folder, '工资表_已盖章.pdf');
const archive = join(folder, '工资表_已盖章_归档.zip');
const unpacked = join(folder, 'unpacked');
let app: App;
let trial: Trial;
let issuer: TicketIssuer;

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const seconds = () => Math.floor(Date.now() / 1000);
const place = { rule: 'here', page: 1, xMm: 150, yMm: 150 } as const;

async function stampByTicket(input: string, outputPath: string, jti: string): Promise<void> {
  const { clientId } = await app.call('approval.info', null);
  const ticket = issuer.sign({
    iss: 'https://oa.example.cn',
    jti,
    aud: clientId,
    iat: seconds(),
    exp: seconds() + 3600,
    number: 'OA-2026-7',
    approvers: ['李四', '王五'],
    document: { sha256: sha256(input) },
    placements: [{ seal: trial.sealId, placing: place }],
  });
  await app.call('stamp.run', {
    runId: jti,
    path: input,
    placements: [{ sealId: trial.sealId, placing: place }],
    ticket,
    outputPath,
    pins: { [trial.token.id]: Buffer.from(trial.pin) },
  });
}

beforeAll(async () => {
  app = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop() });
  await app.tokensSettled();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
  issuer = makeTicketIssuer(join(folder, 'oa'), 'ES256');
  await app.call('approval.addIssuer', { certificates: issuer.certificate });
  const payroll = join(folder, '工资表.pdf');
  copyFileSync(fixturePath('qpdf-rotated-90.pdf'), payroll);
  await stampByTicket(payroll, stamped, 'one');
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const codes = ({ findings }: CheckedArchive) => findings.map(({ code, level }) => `${level} ${code}`);

describe('an archive package', () => {
  it('holds the document, its approval, its use and how it was verified, and proves that they belong together', async () => {
    const made = await app.call('archival.make', { path: stamped, metadata: { unit: '人事部', retention: '30年' } });
    expect(made).toMatchObject({ outputPath: archive, notMade: [] });
    const checked = await app.call('archival.check', { path: archive });
    expect(codes(checked)).toEqual([
      'ok files-whole',
      'ok document-sealed',
      'ok use-proven',
      'ok ticket-proven',
      'notice only-to-read',
    ]);
    expect(checked).toMatchObject({
      isWhole: true,
      manifest: {
        documentName: '工资表_已盖章.pdf',
        metadata: {
          title: '工资表',
          unit: '人事部',
          retention: '30年',
          approver: '李四、王五',
          approvalNumber: 'OA-2026-7',
        },
      },
      report: { verdict: 'trial' },
    });
    const [made1] = await app.call('history.events', { kinds: ['archive-package-made'], limit: 1 });
    expect(made1?.data).toMatchObject({ path: archive, sha256: sha256(stamped) });
  });

  it('is an archive as others read it, with the very document in it', () => {
    expect(execFileSync('python3', ['-m', 'zipfile', '-t', archive], { encoding: 'utf8' })).toContain('Done testing');
    mkdirSync(unpacked);
    execFileSync('python3', ['-m', 'zipfile', '-e', archive, unpacked]);
    expect(sha256(join(unpacked, 'document.pdf'))).toBe(sha256(stamped));
    const { files } = archiveManifest.parse(JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')));
    for (const { name, sha256: said } of files) expect([name, sha256(join(unpacked, name))]).toEqual([name, said]);
    expect(execFileSync('pdftotext', [join(unpacked, 'report.pdf'), '-'], { encoding: 'utf8' })).toContain('试用');
  });

  it('has a copy without any signature that looks the same, for archives that keep the appearance', () => {
    const flat = join(unpacked, 'flat.pdf');
    execFileSync('qpdf', ['--check', flat]);
    expect(execFileSync('sh', ['-c', `pdfsig ${flat} || true`], { encoding: 'utf8' })).not.toContain('Signature #1');
    const text = readFileSync(flat, 'latin1');
    for (const left of ['/ByteRange', '/Sig', 'adbe.', '/DSS']) expect(text.includes(left)).toBe(false);
    const picture = (path: string, name: string) => {
      const root = join(folder, name);
      execFileSync('pdftoppm', ['-r', '60', '-gray', path, root]);
      const pages = execFileSync('sh', ['-c', `ls ${root}-*.pgm`], { encoding: 'utf8' })
        .trim()
        .split('\n');
      return pages.map((page) => readFileSync(page));
    };
    const [one, other] = [picture(stamped, 'stamped'), picture(flat, 'flat')];
    expect(other).toHaveLength(one.length);
    for (const [index, page] of one.entries()) {
      const same = other[index] ?? Buffer.alloc(0);
      expect(same.length).toBe(page.length);
      let most = 0;
      for (let at = 0; at < page.length; at++) most = Math.max(most, Math.abs((page[at] ?? 0) - (same[at] ?? 0)));
      expect(most).toBeLessThan(24);
    }
  });

  it('has such a copy of a copy that was sealed in its turn', async () => {
    const path = join(folder, '副本_已盖章.pdf');
    await app.call('stamp.run', {
      runId: 'copy',
      path: join(unpacked, 'flat.pdf'),
      placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 50, yMm: 50 } }],
      outputPath: path,
      pins: { [trial.token.id]: Buffer.from(trial.pin) },
    });
    const { outputPath, notMade } = await app.call('archival.make', { path, metadata: {} });
    expect(notMade).toEqual([]);
    const flat = join(folder, 'flat-again.pdf');
    writeFileSync(flat, execFileSync('unzip', ['-p', outputPath, 'flat.pdf']));
    execFileSync('qpdf', ['--check', flat]);
    const pictures = readFileSync(flat, 'latin1');
    expect(pictures).toContain('/SealPicture0');
    expect(pictures).toContain('/SealPicture1');
  });

  it('is not made of a file that was not sealed here', async () => {
    await expect(app.call('archival.make', { path: fixturePath('libreoffice.pdf') })).rejects.toMatchObject({
      code: 'ARCHIVE_NOT_SEALED_HERE',
    });
    const changed = join(folder, '改过.pdf');
    writeFileSync(changed, Buffer.concat([readFileSync(stamped), Buffer.from('% more\n')]));
    await expect(app.call('archival.make', { path: changed })).rejects.toMatchObject({
      code: 'ARCHIVE_NOT_SEALED_HERE',
    });
    expect(existsSync(join(folder, '改过_归档.zip'))).toBe(false);
  });
});

describe('a package that somebody changed', () => {
  const script = `
import hashlib, json, sys, zipfile
source, target, name, how, content = sys.argv[1:6]
old = zipfile.ZipFile(source)
parts = {one: old.read(one) for one in old.namelist()}
if how == 'remove': del parts[name]
elif how == 'replace': parts[name] = open(content, 'rb').read()
elif how == 'text': parts[name] = content.encode()
tickets = sys.argv[7] if len(sys.argv) > 7 else 'kept'
if tickets == 'no ticket': parts = {one: data for one, data in parts.items() if 'ticket' not in one}
elif tickets != 'kept': parts['ticket.jws'] = open(tickets, 'rb').read()
manifest = json.loads(parts['manifest.json'])
if len(sys.argv) > 6:
    manifest['files'] = [f for f in manifest['files'] if f['name'] in parts]
    for f in manifest['files']:
        f['sha256'] = hashlib.sha256(parts[f['name']]).hexdigest(); f['sizeBytes'] = len(parts[f['name']])
    for one in parts:
        if one != 'manifest.json' and one not in [f['name'] for f in manifest['files']]:
            manifest['files'].append({'name': one, 'part': 'ticket' if 'ticket' in one else 'flat', 'sizeBytes': len(parts[one]), 'sha256': hashlib.sha256(parts[one]).hexdigest()})
    if sys.argv[6] != '-': manifest['metadata'].update(json.loads(sys.argv[6]))
    parts['manifest.json'] = json.dumps(manifest).encode()
with zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED) as new:
    for one, data in parts.items(): new.writestr(one, data)
`;
  let made = 0;
  const rebuilt = async (
    name: string,
    how: 'remove' | 'replace' | 'text' | 'keep',
    content = '',
    manifest?: string,
    of = archive,
    tickets: 'kept' | 'no ticket' | 'ticket.jws' = 'kept',
  ) => {
    made += 1;
    const target = join(folder, `rebuilt-${made}.zip`);
    const more = manifest === undefined ? [] : [manifest, tickets === 'ticket.jws' ? join(unpacked, tickets) : tickets];
    execFileSync('python3', ['-c', script, of, target, name, how, content, ...more]);
    return app.call('archival.check', { path: target });
  };
  const faults = ({ findings }: CheckedArchive): Partial<ArchiveFinding>[] =>
    findings.filter(({ level }) => level === 'fault');

  it('is still whole when another program only packed it anew', async () => {
    expect(await rebuilt('flat.pdf', 'keep')).toMatchObject({ isWhole: true });
  });

  it.each([
    'ticket.jws',
    'ticket-issuer.pem',
    'events.jsonl',
    'metadata.json',
    'report.pdf',
    'report.json',
    'flat.pdf',
  ])('is found out by its manifest: %s', async (name) => {
    expect(faults(await rebuilt(name, 'remove'))).toContainEqual({ code: 'file-missing', level: 'fault', name });
    expect(faults(await rebuilt(name, 'text', 'x'))).toContainEqual({ code: 'file-changed', level: 'fault', name });
  });

  it('is found out by the seal when the manifest was made to fit', async () => {
    const events = readFileSync(join(unpacked, 'events.jsonl'), 'utf8');
    const fitted = async (...asked: Parameters<typeof rebuilt>) =>
      faults(await rebuilt(...asked)).map(({ code }) => code);
    expect(await fitted('events.jsonl', 'text', events.replace('李四', '赵六'), '-')).toContain('use-differs');
    expect(await fitted('events.jsonl', 'text', `${events.split('\n')[1]}\n`, '-')).toContain('ticket-differs');
    expect(await fitted('events.jsonl', 'text', `${events.split('\n')[0]}\n`, '-')).toContain('use-differs');
    expect(await fitted('events.jsonl', 'text', '', '-')).toContain('use-differs');
    expect(await fitted('events.jsonl', 'remove', '', '-')).toContain('use-differs');
    const other = issuer.sign({ iss: 'x', jti: 'y' });
    expect(await fitted('ticket.jws', 'text', other, '-')).toContain('ticket-differs');
    expect(await fitted('ticket.jws', 'remove', '', '-')).toContain('ticket-differs');
    expect(await fitted('flat.pdf', 'keep', '', '{"approver":"赵六"}')).toContain('use-differs');
    expect(await fitted('document.pdf', 'replace', fixturePath('libreoffice.pdf'), '-')).toEqual(
      expect.arrayContaining(['document-not-sealed']),
    );
    const second = join(folder, '另一份_已盖章.pdf');
    const input = join(folder, '另一份.pdf');
    copyFileSync(fixturePath('libreoffice.pdf'), input);
    await stampByTicket(input, second, 'two');
    expect(await fitted('document.pdf', 'replace', second, '-')).toContain('use-differs');
  });

  /** The events from one number to another, as the record holds them. */
  function recorded(from: number, to: number): string {
    const ledger = new Database(join(folder, 'home', 'history.sqlite'), { readonly: true });
    const rows = ledger.prepare('SELECT content FROM event WHERE number BETWEEN ? AND ? ORDER BY number').all(from, to);
    ledger.close();
    return z
      .array(z.object({ content: z.string() }))
      .parse(rows)
      .map(({ content }) => `${content}\n`)
      .join('');
  }
  const packed = async (path: string, name: string): Promise<string> => {
    const outputPath = join(folder, name);
    await app.call('archival.make', { path, outputPath, overwrite: true, metadata: {} });
    return outputPath;
  };
  const numberOf = (events: string, line: number): number =>
    z.object({ number: z.number() }).parse(JSON.parse(events.split('\n')[line] ?? '')).number;

  it('is found out where an approval of another use stands before the use, or its own was taken out', async () => {
    const events = readFileSync(join(unpacked, 'events.jsonl'), 'utf8');
    const input = join(folder, '第三份.pdf');
    const third = join(folder, '第三份_已盖章.pdf');
    writeFileSync(input, Buffer.concat([readFileSync(fixturePath('libreoffice.pdf')), Buffer.from('% 3\n')]));
    await stampByTicket(input, third, 'three');
    const own = await packed(third, 'third.zip');
    expect((await app.call('archival.check', { path: own })).isWhole).toBe(true);
    const eventsOf = (path: string) => execFileSync('unzip', ['-p', path, 'events.jsonl'], { encoding: 'utf8' });
    const all = recorded(numberOf(events, 0), numberOf(eventsOf(own), 1));
    // The ticket of the first, an unbroken chain of events, and the use of the third.
    expect(
      faults(await rebuilt('events.jsonl', 'text', all, '-', own, 'ticket.jws')).map(({ code }) => code),
    ).toContain('use-differs');
    const bare = `${eventsOf(own).split('\n')[1]}\n`;
    const without = await rebuilt('events.jsonl', 'text', bare, '-', own, 'no ticket');
    expect(faults(without).map(({ code }) => code)).toContain('ticket-differs');
  });

  it('is found out where its events are those of an earlier seal on the document', async () => {
    const twice = join(folder, '又盖一次.pdf');
    await app.call('stamp.run', {
      runId: 'again',
      path: stamped,
      placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 50, yMm: 50 } }],
      outputPath: twice,
      pins: { [trial.token.id]: Buffer.from(trial.pin) },
    });
    const own = await packed(twice, 'twice.zip');
    expect((await app.call('archival.check', { path: own })).isWhole).toBe(true);
    // All of the first package, but the document that was sealed once more without any ticket.
    const told = await rebuilt('document.pdf', 'replace', twice, '-');
    expect(told.report.signatures).toHaveLength(2);
    expect(faults(told).map(({ code }) => code)).toContain('use-differs');
  });

  it('is found out where it tells other seals or another time than the record, or has a second document', async () => {
    for (const told of ['{"sealedAt":"2020-01-01T00:00:00.000Z"}', '{"seals":["公章"]}']) {
      const found = faults(await rebuilt('flat.pdf', 'keep', '', told));
      expect([told, found.map(({ code }) => code)]).toEqual([told, ['use-differs', 'ticket-differs']]);
    }
    const second = await rebuilt('document.ofd', 'text', 'another', '-');
    expect(faults(second)).toContainEqual({ code: 'file-added', level: 'fault', name: 'document.ofd' });
    const beside = await rebuilt('批准书.pdf', 'text', 'another', '-');
    expect(faults(beside)).toContainEqual({ code: 'file-added', level: 'fault', name: '批准书.pdf' });
  });

  it('is refused where it is no package, in words', async () => {
    const none = join(folder, 'none.zip');
    writeFileSync(none, 'PK nothing');
    await expect(app.call('archival.check', { path: none })).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
    await expect(rebuilt('manifest.json', 'text', '{"files":[]}')).rejects.toMatchObject({
      code: 'ARCHIVE_UNREADABLE',
    });
    await expect(rebuilt('document.pdf', 'remove', '', '-')).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
  });
});
