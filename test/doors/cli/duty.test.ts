/** A keeper's day on duty from the shell: an approved payroll is sealed by itself, archived, and anybody can check the package. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { approvalInfo, checkedArchive, duty, dutyResult } from '../../../src-main/contract/index.ts';
import { makeTicketIssuer } from '../../approval/openssl-tickets.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { program, run } from './qianyin.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

let office: Office;
beforeAll(() => {
  office = openOffice();
});
afterAll(() => office.close());

const where = () => ({ home: office.home, env: { ...office.env, QIANYIN_PIN: office.token.pin } });

test('payroll approved by ticket, sealed by itself, archived, found by the auditor', async () => {
  const desk = join(office.folder, '收件');
  const issuer = makeTicketIssuer(join(office.folder, 'oa'), 'PS256');
  const certificate = join(office.folder, 'oa.pem');
  writeFileSync(certificate, issuer.certificate);
  const { clientId } = approvalInfo.parse(JSON.parse(office.qianyin('approval', 'trust', certificate, '--json')));

  const args = [program, 'duty', desk, '--seal', office.sealId, '--archive', '--json'];
  const env = { ...process.env, ...office.env, QIANYIN_HOME: office.home, QIANYIN_PIN: office.token.pin };
  const keeper = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  keeper.stdout.on('data', (chunk) => {
    told += String(chunk);
  });
  await vi.waitUntil(() => told.includes('"begun"'), 60_000);

  const payroll = join(desk, 'in', '工资表.pdf');
  copyFileSync(fixturePath('libreoffice.pdf'), payroll);
  const sha256 = createHash('sha256').update(readFileSync(payroll)).digest('hex');
  const now = Math.floor(Date.now() / 1000);
  writeFileSync(
    `${payroll}.jws`,
    issuer.sign({
      iss: 'oa',
      jti: '1',
      aud: clientId,
      iat: now,
      exp: now + 600,
      number: 'OA-2026-12',
      approvers: ['李四'],
      document: { sha256 },
      placements: [{ seal: office.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
    }),
  );
  const resultPath = join(desk, 'done', '工资表', 'result.json');
  await vi.waitUntil(() => existsSync(resultPath), 60_000);
  const result = dutyResult.parse(JSON.parse(readFileSync(resultPath, 'utf8')));
  expect(result).toMatchObject({
    outcome: 'stamped',
    stamped: { file: '工资表_已盖章.pdf' },
    archive: '工资表_已盖章_归档.zip',
  });
  keeper.kill('SIGINT');
  expect((await once(keeper, 'exit'))[0]).toBe(0);
  const last = told.trim().split('\n').at(-1) ?? '';
  expect(duty.parse(JSON.parse(last))).toMatchObject({ stamped: 1, refused: 0, end: { why: 'person' } });

  const archive = join(desk, 'done', '工资表', '工资表_已盖章_归档.zip');
  const found = await run(where(), ['history', '--search', 'OA-2026-12', '--json']);
  expect(JSON.parse(found.stdout)).toMatchObject([
    { seq: result.historySeqs[0], approver: '李四', outcome: 'completed' },
  ]);
  const checked = await run(where(), ['verify', archive, '--trust', office.token.caCertificatePath, '--json']);
  expect(checkedArchive.parse(JSON.parse(checked.stdout))).toMatchObject({
    isWhole: true,
    report: { name: 'document.pdf' },
  });
  const shown = await run(where(), ['verify', archive, '--trust', office.token.caCertificatePath, '--lang', 'zh-CN']);
  expect(shown.stdout).toContain('审批单由签章证明，签发者 OA');
  const broken = join(office.folder, '坏.zip');
  const bytes = readFileSync(archive);
  const at = bytes.indexOf('OA-2026-12');
  bytes.write('OA-2026-13', at);
  writeFileSync(broken, bytes);
  const { code } = await run(where(), ['verify', broken, '--trust', office.token.caCertificatePath]);
  expect(code).not.toBe(0);
});
