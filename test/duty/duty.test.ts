/** On duty over the whole core: documents and OpenSSL's tickets in a folder, a trial UKey, the ledger, real files. */
import { createHash } from 'node:crypto';
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
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { AppError, type Duty, dutyResult, type MethodInput, type Trial } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { createCases } from '../../src-main/duty/cases.ts';
import { makeTicketIssuer, type TicketIssuer } from '../approval/openssl-tickets.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-duty-'));
const desk = join(folder, '值守');
const payroll = readFileSync(fixturePath('libreoffice.pdf'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let app: App;
let trial: Trial;
let issuer: TicketIssuer;
let clientId: string;
let made = 0;

beforeAll(async () => {
  app = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop() });
  await app.tokensSettled();
  trial = await app.call('trial.create', { algorithm: 'sm2' });
  issuer = makeTicketIssuer(join(folder, 'oa'), 'ES256');
  ({ clientId } = await app.call('approval.addIssuer', { certificates: issuer.certificate }));
});
afterEach(async () => {
  await app.call('duty.stop', null);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const seconds = () => Math.floor(Date.now() / 1000);
function ticketFor(document: Uint8Array, more: Record<string, unknown> = {}): string {
  made += 1;
  return issuer.sign({
    iss: 'https://oa.example.cn',
    jti: `duty-${made}`,
    aud: clientId,
    iat: seconds(),
    exp: seconds() + 3600,
    number: `OA-2026-${made}`,
    approvers: ['李四'],
    document: { sha256: sha256(document) },
    placements: [{ seal: trial.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
    reason: '十二月工资',
    ...more,
  });
}
/** Each of its own: a comment behind the end of a PDF is part of its digest. */
const document = () => {
  made += 1;
  return Buffer.concat([payroll, Buffer.from(`% ${made}\n`)]);
};
const begin = (more: Partial<MethodInput<'duty.start'>> = {}) =>
  app.call('duty.start', {
    sealIds: [trial.sealId],
    watchFolder: desk,
    minutes: 5,
    pins: { [trial.token.id]: Buffer.from(trial.pin) },
    ...more,
  });
function send(name: string, content: Uint8Array, ticket: string): void {
  writeFileSync(join(desk, 'in', name), content);
  writeFileSync(join(desk, 'in', `${name}.jws`), ticket);
}
/** The result of the case of this name. */
async function resultOf(base: string) {
  const paths = ['done', 'failed'].map((one) => join(desk, one, base, 'result.json'));
  await vi.waitUntil(() => paths.some(existsSync), { timeout: 40_000, interval: 20 });
  return dutyResult.parse(JSON.parse(readFileSync(paths.find(existsSync) ?? '', 'utf8')));
}
async function ended(): Promise<Duty> {
  return vi.waitUntil(async () => {
    const duty = await app.call('duty.get', null);
    return duty?.end ? duty : false;
  }, 20_000);
}
const events = (kind: 'duty-begun' | 'duty-ended' | 'refused') =>
  app.call('history.events', { kinds: [kind], limit: 1 });

describe('on duty', () => {
  it('seals a payroll that comes with its ticket, and lays the result beside it', async () => {
    const duty = await begin();
    expect(duty).toMatchObject({ sealIds: [trial.sealId], keepsPins: false, end: null });
    expect((await events('duty-begun'))[0]?.data).toMatchObject({ sealNames: [expect.any(String)], watchFolder: desk });
    const content = document();
    send('工资表.pdf', content, ticketFor(content));
    const result = await resultOf('工资表');
    expect(result).toMatchObject({
      outcome: 'stamped',
      document: { name: '工资表.pdf', sha256: sha256(content) },
      ticket: { iss: 'https://oa.example.cn', number: expect.stringContaining('OA-2026-') },
      stamped: { file: '工资表_已盖章.pdf' },
      error: null,
    });
    const here = join(desk, 'done', '工资表');
    const stamped = readFileSync(join(here, '工资表_已盖章.pdf'));
    expect(sha256(stamped)).toBe(result.stamped?.sha256);
    expect(readFileSync(join(here, 'received', '工资表.pdf')).equals(content)).toBe(true);
    expect(existsSync(join(here, 'received', '工资表.pdf.jws'))).toBe(true);
    expect(readdirSync(join(desk, 'in'))).toEqual([]);
    const { rows } = await app.call('history.list', {});
    expect(rows.find(({ seq }) => seq === result.historySeqs[0])).toMatchObject({
      outcome: 'completed',
      approver: '李四',
      reason: '十二月工资',
      documentPath: join(here, 'received', '工资表.pdf'),
    });
    const { report } = await app.call('verify.run', { path: join(here, '工资表_已盖章.pdf') });
    expect(report).toMatchObject({ verdict: 'trial', signatures: [{ changes: [] }] });
    // The same name once more, and the same ticket once more.
    const again = document();
    send('工资表.pdf', again, ticketFor(again));
    expect(await resultOf('工资表(2)')).toMatchObject({ outcome: 'stamped' });
    send('重放.pdf', content, readFileSync(join(here, 'received', '工资表.pdf.jws'), 'utf8'));
    expect(await resultOf('重放')).toMatchObject({ outcome: 'refused', error: { code: 'TICKET_USED' }, stamped: null });
    expect((await events('refused'))[0]?.data).toMatchObject({ errorCode: 'TICKET_USED' });
    expect(existsSync(join(desk, 'failed', '重放', 'received', '重放.pdf'))).toBe(true);
    expect(readdirSync(join(desk, 'work'))).toEqual(['held-by.json']);
    const stopped = await app.call('duty.stop', null);
    expect(stopped).toMatchObject({ stamped: 2, refused: 1, end: { why: 'person', error: null } });
    expect((await events('duty-ended'))[0]?.data).toMatchObject({ why: 'person', stamped: 2, refused: 1 });
    expect(readdirSync(join(desk, 'work'))).toEqual([]);
  });

  it('waits for a document and a ticket that are still being written', async () => {
    await begin();
    const content = document();
    const ticket = ticketFor(content);
    const path = join(desk, 'in', '慢.pdf');
    writeFileSync(`${path}.jws`, ticket.slice(0, 40));
    writeFileSync(path, content.subarray(0, 1000));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    appendFileSync(`${path}.jws`, ticket.slice(40));
    appendFileSync(path, content.subarray(1000));
    expect(await resultOf('慢')).toMatchObject({ outcome: 'stamped' });
  });

  it('refuses what is not approved, and says why for whoever sent it', async () => {
    await begin();
    const content = document();
    send('别的.pdf', document(), ticketFor(content));
    send('过期.pdf', content, ticketFor(content, { exp: seconds() - 600, iat: seconds() - 900 }));
    send('生人.pdf', content, makeTicketIssuer(join(folder, 'stranger'), 'ES256').sign({ jti: 'x' }));
    send('不是.pdf', Buffer.from('hello'), ticketFor(Buffer.from('hello')));
    send('表格.xlsx', content, ticketFor(content));
    symlinkSync('/etc/hostname', join(desk, 'in', '链接.pdf'));
    writeFileSync(join(desk, 'in', '链接.pdf.jws'), ticketFor(readFileSync('/etc/hostname')));
    mkdirSync(join(desk, 'in', '夹.pdf'));
    writeFileSync(join(desk, 'in', '夹.pdf.jws'), ticketFor(content));
    const codes = {
      别的: 'TICKET_OTHER_DOCUMENT',
      过期: 'TICKET_EXPIRED',
      生人: 'TICKET_UNTRUSTED',
      不是: 'PDF_NOT_PDF',
      表格: 'FILE_KIND_UNSUPPORTED',
      链接: 'FILE_UNREADABLE',
      夹: 'TICKET_OTHER_DOCUMENT',
    };
    for (const [base, code] of Object.entries(codes)) {
      const { outcome, error, historySeqs } = await resultOf(base);
      expect([base, outcome, error?.code, historySeqs]).toEqual([base, 'refused', code, []]);
      expect(error?.message).toMatch(/\p{Script=Han}/u);
    }
    expect(await app.call('duty.get', null)).toMatchObject({ stamped: 0, refused: 7, end: null });
    // What is no file is not taken: its ticket was, and nothing more comes of it.
    expect(readdirSync(join(desk, 'in')).sort()).toEqual(['夹.pdf', '链接.pdf']);
    for (const name of ['夹.pdf', '链接.pdf']) rmSync(join(desk, 'in', name), { recursive: true });
  });

  it('applies no seal but those that were put on duty', async () => {
    const [seal] = await app.call('seals.list', null);
    const certificate = (await app.call('tokens.list', null)).flatMap(({ certificates }) => certificates)[0];
    if (!seal || !certificate) throw new Error('no trial seal');
    const second = await app.call('seals.create', {
      name: '财务专用章',
      kind: 'finance',
      binding: { tokenId: trial.token.id, certificateFingerprint: certificate.fingerprint },
      design: { ringText: certificate.subject.organization ?? '' },
    });
    await begin();
    const content = document();
    send(
      '财务.pdf',
      content,
      ticketFor(content, { placements: [{ seal: second.id, placing: { rule: 'here', page: 1, xMm: 50, yMm: 50 } }] }),
    );
    expect(await resultOf('财务')).toMatchObject({ error: { code: 'DUTY_OTHER_SEAL' } });
  });

  it('ends when as many are sealed as were allowed, and leaves the rest in the folder', async () => {
    await begin({ mostUses: 2 });
    for (const name of ['一', '二', '三']) {
      const content = document();
      send(`${name}号.pdf`, content, ticketFor(content));
    }
    expect(await ended()).toMatchObject({ stamped: 2, end: { why: 'uses' } });
    expect(readdirSync(join(desk, 'in'))).toHaveLength(4 - 2);
    await begin();
    await vi.waitUntil(() => readdirSync(join(desk, 'in')).length === 0, 20_000);
    for (const name of ['一', '二', '三']) expect(await resultOf(`${name}号`)).toMatchObject({ outcome: 'stamped' });
  });

  it('begins only once, and only at a folder that is the keeper’s', async () => {
    await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'DUTY_RUNNING' });
    await app.call('duty.stop', null);
    const open = join(folder, '公共');
    mkdirSync(open);
    chmodSync(open, 0o777);
    await expect(begin({ watchFolder: open })).rejects.toMatchObject({ code: 'WATCH_FOLDER_OPEN' });
    const linked = join(folder, '链接');
    mkdirSync(join(folder, '别处'));
    symlinkSync(join(folder, '别处'), linked);
    await expect(begin({ watchFolder: linked })).rejects.toMatchObject({ code: 'WATCH_FOLDER_OPEN' });
    const held = join(folder, '占用');
    mkdirSync(join(held, 'work'), { recursive: true, mode: 0o700 });
    writeFileSync(
      join(held, 'work', 'held-by.json'),
      JSON.stringify({ clientId: 'another', writerPid: 1, writerStartedAt: 'x' }),
    );
    await expect(begin({ watchFolder: held })).rejects.toMatchObject({ code: 'WATCH_FOLDER_TAKEN' });
    await expect(begin({ pins: { [trial.token.id]: Buffer.from('wrong1') } })).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
    // Nothing holds the folder after a refusal.
    await begin();
  });

  it('goes on after a kill with what had been taken, however far it was', async () => {
    const taken = (base: string, ticket: string, content: Uint8Array, mark: Record<string, unknown>) => {
      const received = join(desk, 'done', base, 'received');
      mkdirSync(received, { recursive: true, mode: 0o700 });
      writeFileSync(join(received, `${base}.pdf`), content);
      writeFileSync(join(received, `${base}.pdf.jws`), ticket);
      writeFileSync(join(desk, 'work', `${base}.case`), JSON.stringify({ base, fileName: `${base}.pdf`, ...mark }));
    };
    const fresh = document();
    const ticket = ticketFor(fresh);
    taken('断点', ticket, fresh, { runId: 'ticket:unknown', sha256: sha256(fresh), ticket: null });
    // Sealed and on record, but its result was not written.
    const sealed = JSON.parse(readFileSync(join(desk, 'done', '工资表', 'result.json'), 'utf8'));
    const { rows } = await app.call('history.list', {});
    const { runId, sha256Before } = rows.find(({ seq }) => seq === sealed.historySeqs[0]) ?? {};
    renameSync(join(desk, 'done', '工资表', 'result.json'), join(folder, 'former.json'));
    writeFileSync(
      join(desk, 'work', '工资表.case'),
      JSON.stringify({ base: '工资表', fileName: '工资表.pdf', runId, sha256: sha256Before, ticket: null }),
    );
    await begin();
    expect(await resultOf('断点')).toMatchObject({ outcome: 'stamped' });
    expect(await resultOf('工资表')).toMatchObject({
      outcome: 'stamped',
      historySeqs: sealed.historySeqs,
      stamped: sealed.stamped,
    });
    expect(await app.call('duty.get', null)).toMatchObject({ stamped: 2 });
  });

  it('keeps what it sealed from whoever sent it and still has it open', async () => {
    await begin();
    const content = document();
    const path = join(desk, 'in', '开着.pdf');
    writeFileSync(path, content);
    const writer = openSync(path, 'r+');
    linkSync(path, join(desk, 'in', '另一个名字'));
    writeFileSync(`${path}.jws`, ticketFor(content));
    const ticketWriter = openSync(`${path}.jws`, 'r+');
    expect(await resultOf('开着')).toMatchObject({ outcome: 'stamped' });
    for (const descriptor of [writer, ticketWriter]) {
      writeSync(descriptor, 'changed', 0);
      closeSync(descriptor);
    }
    rmSync(join(desk, 'in', '另一个名字'));
    const received = join(desk, 'done', '开着', 'received', '开着.pdf');
    expect(readFileSync(received).equals(content)).toBe(true);
    expect(readFileSync(`${received}.jws`, 'latin1')).not.toContain('changed');
    expect(readdirSync(join(desk, 'done', '开着', 'received')).sort()).toEqual(['开着.pdf', '开着.pdf.jws']);
  });

  it('is not held up by what is no document, however large, and leaves alone what is no file', async () => {
    await begin();
    const endless = join(desk, 'in', '无尽.pdf');
    closeSync(openSync(endless, 'w'));
    truncateSync(endless, 2 ** 42);
    writeFileSync(`${endless}.jws`, 'junk');
    mkdirSync(join(desk, 'in', '怪.pdf.jws'));
    expect(await resultOf('无尽')).toMatchObject({ outcome: 'refused', error: { code: 'TICKET_UNREADABLE' } });
    const content = document();
    send('其后.pdf', content, ticketFor(content));
    expect(await resultOf('其后')).toMatchObject({ outcome: 'stamped' });
    expect(readdirSync(join(desk, 'in'))).toEqual(['怪.pdf.jws']);
    const before = performance.now();
    await app.call('duty.stop', null);
    expect(performance.now() - before).toBeLessThan(5_000);
    rmSync(join(desk, 'in', '怪.pdf.jws'), { recursive: true });
  });

  it('does not begin when it is stopped while it logs in', async () => {
    const beginning = begin();
    const [, started] = await Promise.all([
      app.call('duty.stop', null),
      beginning.then(
        () => 'begun',
        (thrown: unknown) => AppError.from(thrown).code,
      ),
    ]);
    expect(started).toBe('CANCELLED');
    expect((await app.call('duty.get', null))?.end).not.toBeNull();
    expect(readdirSync(join(desk, 'work'))).toEqual([]);
  });

  it('goes on after a kill with what had come no further than its mark, or was sealed in another folder', async () => {
    const other = join(folder, '另一处');
    const sealed = JSON.parse(readFileSync(join(desk, 'done', '工资表', 'result.json'), 'utf8'));
    const { rows } = await app.call('history.list', {});
    const { runId, sha256Before } = rows.find(({ seq }) => seq === sealed.historySeqs[0]) ?? {};
    const received = join(other, 'done', '工资表', 'received');
    mkdirSync(received, { recursive: true, mode: 0o700 });
    mkdirSync(join(other, 'work'), { mode: 0o700 });
    for (const name of ['工资表.pdf', '工资表.pdf.jws'])
      copyFileSync(join(desk, 'done', '工资表', 'received', name), join(received, name));
    for (const [base, mark] of Object.entries({
      工资表: { runId, sha256: sha256Before },
      没来: { runId: null, sha256: sha256Before },
    }))
      writeFileSync(
        join(other, 'work', `${base}.case`),
        JSON.stringify({ base, fileName: `${base}.pdf`, ticket: null, ...mark }),
      );
    await begin({ watchFolder: other });
    const codeOf = async (base: string) => {
      const path = join(other, 'failed', base, 'result.json');
      await vi.waitUntil(() => existsSync(path), { timeout: 20_000, interval: 20 });
      return dutyResult.parse(JSON.parse(readFileSync(path, 'utf8'))).error?.code;
    };
    expect(await codeOf('工资表')).toBe('TICKET_USED');
    expect(await codeOf('没来')).toBe('FILE_NOT_FOUND');
    expect(await app.call('duty.get', null)).toMatchObject({ end: null });
  });

  it.skipIf(process.platform !== 'linux')('leaves lying what the system does not let go of', () => {
    // From one disk to another nothing can be moved in one step; others have a folder of theirs there, or a file open (Windows).
    const inbox = mkdtempSync('/dev/shm/qianyin-');
    try {
      const own = Object.fromEntries(['work', 'done', 'failed'].map((name) => [name, join(folder, 'cases', name)]));
      for (const path of Object.values(own)) mkdirSync(path, { recursive: true });
      const { work = '', done = '', failed = '' } = own;
      const cases = createCases({ in: inbox, work, done, failed, release: () => undefined });
      writeFileSync(join(inbox, 'a.pdf'), 'document');
      writeFileSync(join(inbox, 'a.pdf.jws'), 'ticket');
      expect(cases.take({ fileName: 'a.pdf', runId: null, sha256: null, ticket: null })).toBeNull();
      expect(readdirSync(inbox).sort()).toEqual(['a.pdf', 'a.pdf.jws']);
      expect([readdirSync(work), readdirSync(done), cases.left()]).toEqual([[], [], []]);
    } finally {
      rmSync(inbox, { recursive: true });
    }
  });
});
