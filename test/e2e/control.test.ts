/** 用印管控 in the window: rules that a keeper sets and a clerk meets, and a stamp by the ticket of an approval system. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { approvalInfo } from '../../src-main/contract/index.ts';
import { makeTicketIssuer } from '../approval/openssl-tickets.ts';
import { printLease } from '../fixtures/lease.ts';
import { type Office, openOffice, owner, sealName } from '../fixtures/office.ts';
import { axeFindings } from './accessibility.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let office: Office;
let window: ServedWindow;
let lease: string;

beforeAll(async () => {
  office = openOffice({ algorithm: 'rsa2048' });
  lease = join(office.folder, 'lease.pdf');
  writeFileSync(lease, await printLease(owner));
  window = await openWindow({ home: office.home, env: office.env });
});
afterAll(async () => {
  await window?.close();
  office.close();
});

/** Screenshots go where somebody wants to look at them. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.QIANYIN_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `control-${name}.png`) });
}

describe('a clerk under rules', () => {
  test('the rules of a seal: set in its drawer, marked where they ask for something, and stopping what is against them', async () => {
    const { page } = window;
    await page.getByTestId('nav-seals').click();
    await page.getByTestId(`seal-details-${office.sealId}`).click();
    await page.getByTestId('change-rules').click();
    const form = page.getByTestId('rules-form');
    await form.getByText('审批单号', { exact: true }).click();
    await form.getByTestId('rule-checks-amount').click();
    await form.getByTestId('rule-hours').click();
    expect(await axeFindings(page, '[role=dialog]:has([data-testid=rules-form])')).toEqual([]);
    await form.getByTestId('rule-hours').click();
    await page.setViewportSize({ width: 1093, height: 614 });
    expect(await page.getByTestId('rules-save').isVisible()).toBe(true);
    await shoot(page, 'rules');
    await page.getByTestId('rules-save').click();
    await expect.poll(() => page.getByTestId('seal-rules').innerText()).toContain('必须填写：审批单号');
    await shoot(page, 'rules-set');
    expect(JSON.parse(office.qianyin('seals', 'rules', office.sealId, '--json'))).toMatchObject({
      rules: { entries: ['approvalNumber'], checksAmount: true },
    });
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1366, height: 768 });

    await page.getByTestId('nav-stamp').click();
    await openPdf(page, lease);
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, office.sealId, { page: 2, xMm: 150, yMm: 200, pageWidthMm: 210 });
    await expect.poll(() => page.getByTestId('particulars').innerText()).toContain('还有 2 项必填');
    await page.getByTestId('particulars-amount').fill('24,800元');
    await shoot(page, 'rules-asked');
    await page.getByTestId('stamp-button').click();
    const differs = page.getByTestId('finding-amount-differs');
    await differs.waitFor();
    expect(await differs.innerText()).toMatch(/停止[\s\S]*文件中写的是[\s\S]*24,900\.00/);
    expect(await page.getByTestId('finding-rule-entry-missing').innerText()).toContain('要求填写审批单号');
    await page.getByTestId('pin-input').fill(office.token.pin);
    expect(await page.getByTestId('confirm-stamp').isDisabled()).toBe(true);
    await shoot(page, 'rules-stopped');
    await page.keyboard.press('Escape');
    await page.getByTestId('particulars-amount').fill('贰万肆仟玖佰元整');
    await page.getByTestId('particulars-approvalNumber').fill('OA-2026-7');
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('confirm-stamp').click();
    await expect.poll(() => office.qianyin('history', '--json'), { timeout: 20_000 }).toContain('OA-2026-7');
    expect(window.complaints).toEqual([]);
  });

  test('a ticket: the keeper trusts the system, the clerk chooses the file, and all of it goes on record', async () => {
    const { page } = window;
    office.qianyin('seals', 'rules', sealName, '--none');
    const issuer = makeTicketIssuer(join(office.folder, 'oa'), 'ES256');
    await page.getByTestId('nav-settings').click();
    const systems = page.getByTestId('approval-systems');
    await systems.scrollIntoViewIfNeeded();
    await page.getByTestId('approval-file').setInputFiles(join(office.folder, 'oa', 'cert.pem'));
    await systems.getByText('OA').waitFor();
    await shoot(page, 'systems');
    const { clientId } = approvalInfo.parse(JSON.parse(office.qianyin('approval', '--json')));
    expect(await systems.innerText()).toContain(clientId);
    const now = Math.floor(Date.now() / 1000);
    const ticket = join(office.folder, 'ticket.jws');
    writeFileSync(
      ticket,
      issuer.sign({
        iss: 'OA',
        jti: 'window-1',
        aud: clientId,
        iat: now,
        exp: now + 600,
        number: 'OA-2026-8',
        approvers: ['李四', '王五'],
        reason: '续租',
        document: { sha256: createHash('sha256').update(readFileSync(lease)).digest('hex') },
        placements: [{ seal: sealName, placing: { rule: 'here', page: 2, xMm: 150, yMm: 200 } }],
      }),
    );
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, lease, 'open-another');
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await page.getByTestId('ticket-file').setInputFiles(ticket);
    await expect.poll(() => page.getByTestId('ticket-band').innerText()).toMatch(/OA-2026-8[\s\S]*李四、王五/);
    await shoot(page, 'ticket');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('confirm-stamp').click();
    await expect.poll(() => office.qianyin('history', '--json'), { timeout: 20_000 }).toContain('OA-2026-8');
    expect(office.qianyin('history', 'events', '--kind', 'approved')).toContain('OA-2026-8');
    expect(window.complaints).toEqual([]);

    await openPdf(page, lease, 'open-another');
    await page.getByTestId('ticket-file').setInputFiles(ticket);
    await expect.poll(() => page.getByTestId('error-panel').innerText()).toContain('审批单已经用过');
    await shoot(page, 'ticket-used');
  });

  test('a duty: the keeper logs in once, approved documents are sealed by themselves, and one press ends it', async () => {
    const { page } = window;
    const desk = join(office.folder, '收件');
    await page.getByTestId('nav-duty').click();
    await page.getByTestId('duty-folder').fill(desk);
    await page.getByTestId('pin-input').fill('wrong-pin');
    await shoot(page, 'duty-form');
    await page.getByTestId('duty-start').click();
    await page.getByText('PIN 码不正确').first().waitFor();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('duty-start').click();
    await page.getByTestId('duty-view').waitFor();
    expect(await page.getByTestId('duty-left').innerText()).toMatch(/^[78]:\d\d:\d\d$/);
    expect(await page.getByTestId('duty-view').innerText()).toContain('PIN 码已清除');

    const issuer = makeTicketIssuer(join(office.folder, 'oa-2'), 'RS256');
    writeFileSync(join(office.folder, 'oa-2.pem'), issuer.certificate);
    await page.getByTestId('nav-settings').click();
    // On every page it is seen, and can be ended.
    expect(await page.getByTestId('duty-band').innerText()).toMatch(/值守中，还剩 [78]:\d\d:\d\d，已盖 0 份/);
    await page.getByTestId('approval-file').setInputFiles(join(office.folder, 'oa-2.pem'));
    const { clientId } = approvalInfo.parse(JSON.parse(office.qianyin('approval', '--json')));
    const content = readFileSync(lease);
    const now = Math.floor(Date.now() / 1000);
    const send = (name: string, jti: string, approved: Buffer) => {
      writeFileSync(join(desk, 'in', name), content);
      const claims = {
        iss: 'OA',
        jti,
        aud: clientId,
        iat: now,
        exp: now + 600,
        number: `OA-${jti}`,
        approvers: ['李四'],
        document: { sha256: createHash('sha256').update(approved).digest('hex') },
        placements: [{ seal: sealName, placing: { rule: 'here', page: 2, xMm: 150, yMm: 200 } }],
      };
      writeFileSync(join(desk, 'in', `${name}.jws`), issuer.sign(claims));
    };
    await page.getByTestId('duty-band').getByText('查看').click();
    send('租赁合同.pdf', 'duty-1', content);
    send('换过的合同.pdf', 'duty-2', Buffer.from('approved'));
    await expect.poll(() => page.getByTestId('duty-item-stamped').allInnerTexts(), { timeout: 30_000 }).toHaveLength(1);
    expect(await page.getByTestId('duty-item-stamped').innerText()).toMatch(
      /租赁合同\.pdf 已盖章 · 审批单 OA-duty-1，李四/,
    );
    const refused = page.getByTestId('duty-item-refused');
    await refused.waitFor();
    expect(await refused.innerText()).toContain('换过的合同.pdf 未盖章');
    await shoot(page, 'duty-on');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('duty-stop-large').click();
    await page.getByTestId('duty-ended').getByText('手动结束').waitFor();
    expect(await page.getByTestId('duty-band').count()).toBe(0);
    await shoot(page, 'duty-ended');
    const [package1] = readdirSync(join(desk, 'done', '租赁合同')).filter((name) => name.endsWith('.zip'));
    expect(package1).toBe('租赁合同_已盖章_归档.zip');
    send('迟到.pdf', 'duty-3', content);
    await page.getByTestId('duty-again').click();
    await page.getByTestId('duty-form').waitFor();
    expect(existsSync(join(desk, 'done', '迟到'))).toBe(false);
  });
});
