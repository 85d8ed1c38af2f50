import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvalInfo } from '../../../src-main/contract/index.ts';
import { makeTicketIssuer, type TicketIssuer } from '../../approval/openssl-tickets.ts';
import { type Office, openOffice, sealName } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { expectFailure, run } from './qianyin.ts';

let office: Office;
let issuer: TicketIssuer;
let aud: string;

beforeAll(async () => {
  office = openOffice();
  copyFileSync(fixturePath('libreoffice.pdf'), join(office.folder, 'payroll.pdf'));
  issuer = makeTicketIssuer(join(office.folder, 'oa'), 'RS256');
  const { stdout } = await run(office.where, ['approval', 'trust', 'oa/cert.pem', '--json']);
  aud = approvalInfo.parse(JSON.parse(stdout)).clientId;
});
afterAll(() => office.close());

const withPin = () => ({ ...office.where, env: { QIANYIN_PIN: office.token.pin } });

function writeTicket(name: string, more: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const sha256 = createHash('sha256')
    .update(readFileSync(join(office.folder, 'payroll.pdf')))
    .digest('hex');
  const claims = {
    iss: 'OA',
    jti: name,
    aud,
    iat: now,
    exp: now + 600,
    number: 'OA-77',
    approvers: ['王五'],
    document: { sha256, name: '工资表.pdf' },
    placements: [{ seal: sealName, placing: { rule: 'here', page: 1, xMm: 150, yMm: 250 } }],
    ...more,
  };
  writeFileSync(join(office.folder, name), issuer.sign(claims));
  return name;
}

describe('qianyin approval', () => {
  test('tells the number of this client and who is trusted', async () => {
    const { stdout } = await run(office.where, ['approval']);
    expect(stdout).toContain(aud);
    expect(stdout).toContain('OA');
  });

  test('a ticket is read, stamps once with its own places, and is refused the second time', async () => {
    const ticket = writeTicket('one.jws');
    const read = await run(office.where, ['approval', 'read', ticket]);
    expect(read.stdout).toMatch(/审批单号\s+OA-77[\s\S]*审批人\s+王五[\s\S]*工资表\.pdf/);
    const stamped = await run(withPin(), ['stamp', 'payroll.pdf', '--ticket', ticket]);
    expect(stamped).toMatchObject({ code: 0 });
    expect(existsSync(join(office.folder, 'payroll_已盖章.pdf'))).toBe(true);
    const again = await run(withPin(), ['stamp', 'payroll.pdf', '--ticket', ticket, '-o', 'again.pdf']);
    expectFailure(again, 'TICKET_USED', 1);
    expect(existsSync(join(office.folder, 'again.pdf'))).toBe(false);
    const events = await run(office.where, ['history', 'events', '--kind', 'approved']);
    expect(events.stdout).toMatch(/凭审批单用印.*审批单号 OA-77/);
  });

  test('one that is no ticket, or of a system that is trusted no more', async () => {
    writeFileSync(join(office.folder, 'no.jws'), 'hello');
    expectFailure(await run(office.where, ['approval', 'read', 'no.jws']), 'TICKET_UNREADABLE', 1);
    const { stdout } = await run(office.where, ['approval', '--json']);
    const [trusted] = approvalInfo.parse(JSON.parse(stdout)).issuers;
    const ticket = writeTicket('two.jws');
    await run(office.where, ['approval', 'distrust', trusted?.fingerprint.slice(0, 12) ?? '']);
    expectFailure(await run(withPin(), ['stamp', 'payroll.pdf', '--ticket', ticket, '--force']), 'TICKET_UNTRUSTED', 1);
  });
});
