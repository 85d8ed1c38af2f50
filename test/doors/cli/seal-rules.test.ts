import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printLease } from '../../fixtures/lease.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { run } from './qianyin.ts';

let office: Office;
let lease: string;

beforeAll(async () => {
  office = openOffice();
  lease = join(office.folder, 'lease.pdf');
  writeFileSync(lease, await printLease(owner));
});
afterAll(() => office.close());

const stamp = (...more: string[]) =>
  run({ ...office.where, env: { QIANYIN_PIN: office.token.pin } }, [
    'stamp',
    lease,
    '--seal',
    sealName,
    '--page',
    '2',
    '--at',
    '150,200',
    '-o',
    'out.pdf',
    '--force',
    ...more,
  ]);

describe('qianyin seals rules', () => {
  test('changes what is named and leaves the rest, says it in words, and takes it all away', async () => {
    expect((await run(office.where, ['seals', 'rules', sealName])).stdout).toContain('没有用印规则');
    await run(office.where, ['seals', 'rules', sealName, '--require', 'reason,amount', '--check-amount', 'yes']);
    const { stdout } = await run(office.where, [
      'seals',
      'rules',
      sealName,
      '--hours',
      '8:30-18:00',
      '--uses-per-day',
      '9',
    ]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      '用印规则已更新',
      sealName,
      '必须填写：用印事由、金额',
      '用印时间：周一至周五 08:30–18:00',
      '每天最多 9 次',
      '金额须与文件相符，大小写须一致',
    ]);
    const none = await run(office.where, ['seals', 'rules', sealName, '--none', '--json']);
    expect(JSON.parse(none.stdout)).toMatchObject({ sealName, rules: null });
    for (const wrong of [
      ['--hours', '25:00-26:00'],
      ['--require', 'colour'],
      ['--days', '0-9'],
      ['--check-amount', 'maybe'],
    ]) {
      expect((await run(office.where, ['seals', 'rules', sealName, ...wrong])).code).toBe(2);
    }
  });

  test('stop a stamp with exit code 1, name what is missing, and let it through when it is there', async () => {
    await run(office.where, ['seals', 'rules', sealName, '--require', 'approvalNumber', '--check-amount', 'yes']);
    const stopped = await stamp('--amount', '24800元');
    expect(stopped).toMatchObject({ code: 1, stdout: '' });
    expect(stopped.stderr).toMatch(/^停止：“公章”要求填写审批单号\n停止：为“公章”填写的金额是“24800元”/);
    expect(stopped.stderr).toContain('(PREFLIGHT_STOPPED)');
    expect(stopped.stderr).toContain('缺少必填的登记');
    const checked = await run(office.where, [
      ...['stamp', lease, '--seal', sealName, '--page', '2', '--at', '150,200', '--check', '--amount', '24800元'],
    ]);
    expect(checked.stdout).toContain('要求填写审批单号 [rule-entry-missing]');
    expect(checked.stdout).toContain('[amount-differs]');
    expect((await stamp('--amount', '24900元', '--approval', 'OA-1')).code).toBe(0);
    const events = await run(office.where, ['history', 'events', '--kind', 'seal-rules-changed']);
    expect(events.stdout).toContain('用印规则 必须填写：审批单号；金额须与文件相符');
  });
});
