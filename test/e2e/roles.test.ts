/** 三权分立 and 双人复核 in the window and on the command line, with a real token: who signs in, who may not, and two for one stamp. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { printLease } from '../fixtures/lease.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { dragSeal, openPdf, openWindow, program, type ServedWindow } from './window.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let office: Office;
let window: ServedWindow;
let lease: string;
const people = [
  ['keeper', '张保管', 'baoguan-1'],
  ['operator', '李经办', 'jingban-2'],
  ['auditor', '王审计', 'shenji-33'],
] as const;

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
  if (folder) await page.screenshot({ path: join(folder, `roles-${name}.png`) });
}

async function choose(page: Page, testId: string, name: string): Promise<void> {
  await page.getByTestId(testId).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option-content').getByText(name).click();
}

async function signIn(page: Page, name: string, pin: string): Promise<void> {
  await choose(page, 'sign-in-name', name);
  await page.getByTestId('sign-in-pin').fill(pin);
  await page.getByTestId('sign-in-confirm').click();
}

describe('an office with three roles', () => {
  test('sets them up, signs in, and stamps what a second person has confirmed', async () => {
    const { page } = window;
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('roles-begin').click();
    for (const [index, [, name, pin]] of people.entries()) {
      await page.getByTestId(`begin-${index}-name`).fill(name);
      await page.getByTestId(`begin-${index}-pin`).fill(pin);
      await page.getByTestId(`begin-${index}-repeat`).fill(pin);
    }
    await shoot(page, 'begin');
    await page.getByTestId('begin-confirm').click();
    await page.getByTestId('sign-in').waitFor();
    await shoot(page, 'sign-in');

    await signIn(page, '张保管', 'baoguan-2');
    await expect.poll(() => page.getByTestId('error-panel').first().getAttribute('data-code')).toBe('ROLE_PIN_WRONG');
    await page.getByTestId('sign-in-pin').fill('baoguan-1');
    await page.getByTestId('sign-in-confirm').click();
    await expect.poll(() => page.getByTestId('signed-in').innerText()).toBe('张保管');
    await page.getByTestId('nav-seals').click();
    await page.getByTestId(`seal-details-${office.sealId}`).click();
    await page.getByTestId('change-rules').click();
    await page.getByTestId('rule-second-person').click();
    await page.getByTestId('rules-save').click();
    await expect.poll(() => page.getByTestId('seal-rules').innerText()).toContain('须由第二人复核');
    await page.keyboard.press('Escape');
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('roles-section').scrollIntoViewIfNeeded();
    await shoot(page, 'people');
    await page.getByTestId('sign-out').click();

    await page.getByTestId('nav-stamp').click();
    await signIn(page, '李经办', 'jingban-2');
    await openPdf(page, lease);
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, office.sealId, { page: 2, xMm: 150, yMm: 200, pageWidthMm: 210 });
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('review').waitFor();
    await page.getByTestId('pin-input').fill(office.token.pin);
    expect(await page.getByTestId('confirm-stamp').isDisabled()).toBe(true);
    await choose(page, 'reviewer-name', '张保管');
    await page.getByTestId('reviewer-pin').fill('baoguan-1');
    await page.getByTestId('review').scrollIntoViewIfNeeded();
    await shoot(page, 'review');
    await page.setViewportSize({ width: 683, height: 384 });
    await page.getByTestId('review-confirm').scrollIntoViewIfNeeded();
    await shoot(page, 'review-low');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByTestId('review-confirm').click();
    await page.getByTestId('reviewed').waitFor();
    await shoot(page, 'reviewed');
    await page.getByTestId('confirm-stamp').click();
    process.env.QIANYIN_ROLE_PIN = 'shenji-33';
    const events = () => office.qianyin('history', 'events', '--kind', 'reviewed', '--json', '--as', '王审计');
    await expect.poll(events, { timeout: 30_000 }).toContain('张保管');
    // How things look is everybody's own.
    await page.keyboard.press('Escape');
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('language').getByText('English').click();
    await page.getByTestId('theme').getByText('Dark').click();
    await expect.poll(() => page.getByTestId('role-corner').innerText()).toContain('Operator');
    await page.getByTestId('roles-section').scrollIntoViewIfNeeded();
    await shoot(page, 'people-dark');
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in').waitFor();
    await shoot(page, 'sign-in-dark');
    await page.setViewportSize({ width: 683, height: 384 });
    await shoot(page, 'sign-in-low');
    // What the core refused the browser tells too.
    expect(window.complaints.filter((one) => !one.includes('status of'))).toEqual([]);
  });

  test('the command line asks for the same', () => {
    const run = (pin: string, ...args: string[]) =>
      spawnSync(process.execPath, [program, ...args, '--json'], {
        env: {
          ...process.env,
          ...office.env,
          QIANYIN_HOME: office.home,
          QIANYIN_PIN: office.token.pin,
          QIANYIN_ROLE_PIN: pin,
        },
        encoding: 'utf8',
        input: '',
      });
    const output = join(office.folder, 'by-command.pdf');
    const stamping = ['stamp', lease, '-o', output, '--seal', office.sealId, '--page', '1', '--at', '150,200'];
    expect(run('', ...stamping).stderr).toContain('ROLE_SIGN_IN');
    expect(run('wrong-one', ...stamping, '--as', '李经办').stderr).toContain('ROLE_PIN_WRONG');
    expect(run('jingban-2', ...stamping, '--as', '李经办').stderr).toContain('PREFLIGHT_STOPPED');
    expect(run('baoguan-1', ...stamping, '--as', '张保管').stderr).toContain('ROLE_NOT_ALLOWED');
    expect(run('jingban-2', 'seals', 'rules', office.sealId, '--none', '--as', '李经办').stderr).toContain(
      'ROLE_NOT_ALLOWED',
    );
    process.env.QIANYIN_REVIEWER_PIN = 'baoguan-1';
    const stamped = run('jingban-2', ...stamping, '--as', '李经办', '--reviewer', '张保管');
    expect([stamped.status, stamped.stderr]).toEqual([0, '']);
    // Verifying asks nobody.
    expect(JSON.parse(run('', 'verify', output).stdout)).toMatchObject({ signatures: [{}] });
    const lines = 'jingban-2\nbaoguan-1\n';
    const piped = spawnSync(
      process.execPath,
      [
        program,
        'stamp',
        lease,
        '-o',
        join(office.folder, 'piped.pdf'),
        '--seal',
        office.sealId,
        '--page',
        '1',
        '--at',
        '150,200',
        '--as',
        '李经办',
        '--role-pin-stdin',
        '--reviewer',
        '张保管',
        '--pin-stdin',
      ],
      {
        env: { ...process.env, ...office.env, QIANYIN_HOME: office.home },
        encoding: 'utf8',
        input: `${lines}${office.token.pin}\n`,
      },
    );
    expect(piped.stderr).toContain('张保管');
    expect(piped.status).toBe(0);
  });
});
