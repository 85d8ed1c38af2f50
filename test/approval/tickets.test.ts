/** Stamping on approval over the whole core: tickets that OpenSSL signed, a trial UKey, the ledger, real files. */
import { createHash, X509Certificate } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { type MethodInput, noRules, type Trial } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeTicketIssuer, type TicketIssuer } from './openssl-tickets.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-tickets-'));
const payroll = join(folder, '工资表.pdf');
const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
let app: App;
let trial: Trial;
let issuer: TicketIssuer;
let clientId: string;
let made = 0;

async function open(): Promise<App> {
  const opened = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop() });
  await opened.tokensSettled();
  return opened;
}
beforeAll(async () => {
  copyFileSync(fixturePath('libreoffice.pdf'), payroll);
  app = await open();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
  issuer = makeTicketIssuer(join(folder, 'oa'), 'ES256');
  ({ clientId } = await app.call('approval.addIssuer', { certificates: issuer.certificate }));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const seconds = () => Math.floor(Date.now() / 1000);
const place = { rule: 'here', page: 1, xMm: 150, yMm: 230 } as const;
function claims(more: Record<string, unknown> = {}) {
  made += 1;
  return {
    iss: 'https://oa.example.cn',
    jti: `ticket-${made}`,
    aud: clientId,
    iat: seconds(),
    exp: seconds() + 3600,
    number: `OA-2026-${made}`,
    approvers: ['李四', '王五'],
    document: { sha256: sha256Of(payroll), name: '工资表.pdf' },
    placements: [{ seal: trial.sealId, placing: place }],
    reason: '十二月工资',
    particulars: { unit: '人事部', copies: 2 },
    ...more,
  };
}
const request = (ticket: string, more: Partial<MethodInput<'stamp.run'>> = {}): MethodInput<'stamp.run'> => ({
  runId: `run-${made}`,
  path: payroll,
  placements: [{ sealId: trial.sealId, placing: place }],
  outputPath: join(folder, `out-${made}.pdf`),
  overwrite: true,
  ticket,
  ...more,
});
const stamp = (ticket: string, more: Partial<MethodInput<'stamp.run'>> = {}) =>
  app.call('stamp.run', { ...request(ticket, more), pins: { [trial.token.id]: Buffer.from(trial.pin) } });
const uses = async () => (await app.call('history.list', {})).total;

async function refused(ticket: string, more: Partial<MethodInput<'stamp.run'>> = {}): Promise<string> {
  const before = await uses();
  const { outputPath = '' } = request(ticket, more);
  const code = await stamp(ticket, more).then(
    () => 'stamped',
    ({ code: why }) => String(why),
  );
  expect(await uses()).toBe(before);
  expect(existsSync(outputPath)).toBe(false);
  return code;
}

describe('a ticket that OpenSSL signed', () => {
  it.each(['ES256', 'RS256', 'PS256'] as const)(
    'by %s opens one stamp, and says what goes on record',
    async (algorithm) => {
      const own = makeTicketIssuer(join(folder, `oa-${algorithm}`), algorithm);
      await app.call('approval.addIssuer', { certificates: own.certificate });
      const ticket = own.sign(claims());
      const read = await app.call('approval.read', { ticket });
      expect(read).toMatchObject({
        claims: { approvers: ['李四', '王五'] },
        issuer: { subject: { commonName: 'OA' } },
        placements: [{ sealId: trial.sealId, placing: place }],
      });
      const { historySeqs, outputPath } = await stamp(ticket, { reason: '别的', particulars: { note: '急' } });
      const row = (await app.call('history.list', {})).rows.find(({ seq }) => seq === historySeqs[0]);
      expect(row).toMatchObject({
        approver: '李四、王五',
        approvalNumber: read.claims.number,
        reason: '十二月工资',
        unit: '人事部',
        copies: 2,
        note: '急',
        outcome: 'completed',
      });
      const [approved] = await app.call('history.events', { kinds: ['approved'], limit: 1 });
      expect(approved?.data).toMatchObject({
        ticket,
        approvalNumber: read.claims.number,
        sha256Before: sha256Of(payroll),
      });
      rmSync(outputPath);
      expect(await refused(ticket)).toBe('TICKET_USED');
      await expect(app.call('approval.read', { ticket })).rejects.toMatchObject({ code: 'TICKET_USED' });
      const [refusal] = await app.call('history.events', { kinds: ['refused'], limit: 1 });
      expect(refusal?.data).toMatchObject({ errorCode: 'TICKET_USED', errorValues: { seq: historySeqs[0] } });
    },
  );

  it('opens nothing once any sign of it is another', async () => {
    const ticket = issuer.sign(claims());
    const tried = new Set<string>();
    for (let at = 0; at < ticket.length; at++) {
      const sign = ticket[at] ?? '';
      // The next sign of the alphabet, a sign that is none, and none at all.
      const next = sign === 'z' ? 'A' : String.fromCharCode(sign.charCodeAt(0) + 1);
      for (const other of [next, '=', '']) tried.add(`${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`);
    }
    for (const altered of tried) {
      await expect(app.call('approval.read', { ticket: altered })).rejects.toMatchObject({
        code: expect.stringMatching(/^TICKET_UN(?:READABLE|TRUSTED)$/),
      });
    }
    expect(tried.size).toBeGreaterThan(2000);
    expect((await app.call('approval.read', { ticket })).claims.iss).toBe('https://oa.example.cn');
  });

  it('opens one of two stamps that are asked for at once', async () => {
    const ticket = issuer.sign(claims());
    const outputs = ['a', 'b'].map((name) => join(folder, `${name}.pdf`));
    const ended = await Promise.allSettled(
      outputs.map((outputPath, index) => stamp(ticket, { outputPath, runId: `twice-${index}` })),
    );
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outputs.filter(existsSync)).toHaveLength(1);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'TICKET_USED' } });
  });

  it('is not used up by a wrong PIN', async () => {
    const ticket = issuer.sign(claims());
    const wrong = { ...request(ticket), pins: { [trial.token.id]: Buffer.from('00000000') } };
    await expect(app.call('stamp.run', wrong)).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect((await stamp(ticket)).historySeqs).toHaveLength(1);
  });
});

describe('a ticket is refused', () => {
  it('of another document, or once the document has changed', async () => {
    const other = join(folder, 'other.pdf');
    copyFileSync(fixturePath('cairo.pdf'), other);
    expect(await refused(issuer.sign(claims()), { path: other })).toBe('TICKET_OTHER_DOCUMENT');
  });

  it.each<[what: string, more: () => Record<string, unknown>, code: string]>([
    ['for another client', () => ({ aud: 'f'.repeat(32) }), 'TICKET_OTHER_CLIENT'],
    ['expired', () => ({ iat: seconds() - 60, exp: seconds() - 1 }), 'TICKET_EXPIRED'],
    ['not yet valid', () => ({ nbf: seconds() + 1800 }), 'TICKET_NOT_YET'],
    ['older than the record', () => ({ iat: seconds() - 86_400 }), 'TICKET_BEFORE_RECORD'],
    ['without an end', () => ({ exp: undefined }), 'TICKET_UNREADABLE'],
    ['without a place', () => ({ placements: undefined }), 'TICKET_UNREADABLE'],
    ['with two ways to place', () => ({ template: '付款单' }), 'TICKET_UNREADABLE'],
    ['of a template that is not there', () => ({ placements: undefined, template: '没有' }), 'TEMPLATE_NOT_FOUND'],
    ['of a seal that is not there', () => ({ placements: [{ seal: '没有', placing: place }] }), 'SEAL_NOT_FOUND'],
  ])('%s', async (_, more, code) => expect(await refused(issuer.sign(claims(more())))).toBe(code));

  it('with a seal at another place, or one more', async () => {
    const moved = { sealId: trial.sealId, placing: { ...place, xMm: 100 } };
    expect(await refused(issuer.sign(claims()), { placements: [moved] })).toBe('TICKET_OTHER_PLACE');
    const more = [{ sealId: trial.sealId, placing: place }, moved];
    expect(await refused(issuer.sign(claims()), { placements: more })).toBe('TICKET_OTHER_PLACE');
  });

  it('of whom the keeper does not trust, and of whom he trusts no more', async () => {
    const stranger = makeTicketIssuer(join(folder, 'stranger'), 'RS256');
    const ticket = stranger.sign(claims());
    expect(await refused(ticket)).toBe('TICKET_UNTRUSTED');
    const known = new Set((await app.call('approval.info', null)).issuers.map(({ fingerprint }) => fingerprint));
    const { issuers } = await app.call('approval.addIssuer', { certificates: stranger.certificate });
    const added = issuers.find(({ fingerprint }) => !known.has(fingerprint));
    await app.call('approval.read', { ticket });
    await app.call('approval.removeIssuer', { fingerprint: added?.fingerprint ?? '' });
    await expect(app.call('approval.read', { ticket })).rejects.toMatchObject({ code: 'TICKET_UNTRUSTED' });
    const [changed] = await app.call('history.events', { kinds: ['approval-issuers-changed'], limit: 1 });
    expect(changed?.data).toMatchObject({ action: 'remove' });
  });

  it.each<[what: string, header: Record<string, unknown>]>([
    ['another type of JWT of the same issuer', { typ: 'JWT' }],
    ['none at all as its algorithm', { alg: 'none' }],
    ['a certificate in its header', { x5c: ['MIIB'] }],
  ])('that names %s', async (_, header) => {
    const ticket = issuer.sign(claims(), header);
    const isOnlyMore = 'x5c' in header;
    if (isOnlyMore) expect((await app.call('approval.read', { ticket })).claims.aud).toBe(clientId);
    else expect(await refused(ticket)).toBe('TICKET_UNTRUSTED');
  });

  it('made with the public key as a secret (RFC 8725, 2.1)', async () => {
    const { SignJWT } = await import('jose');
    const ticket = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', typ: 'approval+jwt' })
      .sign(issuer.certificate);
    expect(await refused(ticket)).toBe('TICKET_UNTRUSTED');
  });

  it('a second time after the certificate of its issuer was renewed', async () => {
    const own = makeTicketIssuer(join(folder, 'oa-renewed'), 'ES256');
    const { issuers } = await app.call('approval.addIssuer', { certificates: own.certificate });
    const ticket = own.sign(claims());
    rmSync((await stamp(ticket)).outputPath);
    await app.call('approval.addIssuer', { certificates: own.renewed() });
    for (const { fingerprint } of issuers) await app.call('approval.removeIssuer', { fingerprint });
    expect(await refused(ticket)).toBe('TICKET_USED');
    await app.call('approval.addIssuer', { certificates: issuer.certificate });
  });

  it('and the refusal is on record where it was only read', async () => {
    const ticket = issuer.sign(claims({ iat: seconds() - 60, exp: seconds() - 1 }));
    await expect(app.call('approval.read', { ticket })).rejects.toMatchObject({ code: 'TICKET_EXPIRED' });
    const [refusal] = await app.call('history.events', { kinds: ['refused'], limit: 1 });
    const ticketSha256 = createHash('sha256').update(ticket).digest('hex');
    expect(refusal?.data).toMatchObject({ errorCode: 'TICKET_EXPIRED', ticketSha256, door: 'web' });
    expect(await refused(ticket)).toBe('TICKET_EXPIRED');
    const [stamped] = await app.call('history.events', { kinds: ['refused'], limit: 1 });
    expect(stamped?.data).toMatchObject({ documentPath: payroll, ticketSha256 });
  });

  it('of an issuer that somebody put into the folder, and of whom nothing is on record', async () => {
    const planted = makeTicketIssuer(join(folder, 'planted'), 'ES256');
    const ticket = planted.sign(claims());
    const pem = planted.certificate;
    const fingerprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
    writeFileSync(join(folder, 'home', 'approval-issuers', `${fingerprint}.pem`), pem);
    expect(await refused(ticket)).toBe('TICKET_UNTRUSTED');
    // Nor does it come on record with another.
    await app.call('approval.addIssuer', { certificates: issuer.certificate });
    expect(await refused(ticket)).toBe('TICKET_UNTRUSTED');
    await app.call('approval.addIssuer', { certificates: pem });
    expect((await stamp(ticket)).historySeqs).toHaveLength(1);
  });

  it('by a template that was changed after the ticket was issued', async () => {
    await app.call('templates.save', { name: '改过', placements: request('').placements, overwrite: true });
    const ticket = issuer.sign(claims({ placements: undefined, template: '改过', iat: seconds() - 2 }));
    expect(await refused(ticket)).toBe('TICKET_TEMPLATE_CHANGED');
  });

  it('a second time after the program was started anew', async () => {
    const ticket = issuer.sign(claims());
    rmSync((await stamp(ticket)).outputPath);
    await app.close();
    app = await open();
    await expect(app.call('approval.read', { ticket })).rejects.toMatchObject({ code: 'TICKET_USED' });
  });
});

describe('a seal that wants a ticket', () => {
  it('is used with one only', async () => {
    await app.call('seals.setRules', { id: trial.sealId, rules: { ...noRules, ticketOnly: true } });
    made += 1;
    const { ticket: _, ...without } = request('');
    const bare = { ...without, pins: { [trial.token.id]: Buffer.from(trial.pin) } };
    await expect(app.call('stamp.run', bare)).rejects.toMatchObject({ values: { code: 'rule-ticket-missing' } });
    expect((await stamp(issuer.sign(claims()))).historySeqs).toHaveLength(1);
    await app.call('seals.setRules', { id: trial.sealId, rules: null });
  });

  it('by a template, whose places the ticket names', async () => {
    await app.call('templates.save', { name: '工资', placements: request('').placements, overwrite: true });
    const ticket = issuer.sign(claims({ placements: undefined, template: '工资' }));
    expect((await app.call('approval.read', { ticket })).placements).toEqual(request('').placements);
    expect((await stamp(ticket)).historySeqs).toHaveLength(1);
  });
});

describe('a ledger that is archived', () => {
  it('lets nothing be used twice, whatever the clock says, and forgets neither rules nor issuers', async () => {
    await app.call('seals.setRules', { id: trial.sealId, rules: { ...noRules, ticketOnly: true } });
    const ticket = issuer.sign(claims());
    rmSync((await stamp(ticket)).outputPath);
    const { issuers } = await app.call('approval.info', null);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * 3_600_000 });
    try {
      await app.call('history.archive', { runId: 'archive' });
    } finally {
      vi.useRealTimers();
    }
    expect((await app.call('approval.info', null)).issuers).toEqual(issuers);
    expect(await refused(ticket)).toBe('TICKET_BEFORE_RECORD');
    const file = join(folder, 'home', 'seals', trial.sealId, 'seal.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), rules: null }));
    const { ticket: _, ...without } = request('');
    const { warnings } = await app.call('stamp.plan', without);
    expect(warnings.map(({ code }) => code)).toContain('rule-record-differs');
  });
});
