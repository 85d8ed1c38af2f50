import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { removedSeal, seal as sealShape, sealWithState } from '../../../src-main/contract/index.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../../fixtures/softhsm.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
let second: SoftHsmToken;
beforeAll(async () => {
  office = openOffice();
  second = makeSoftHsmToken({
    folder: join(office.folder, '..', 'token'),
    label: '财务室UKey',
    pin: '246800',
    keys: [
      { algorithm: 'p256', subject: '/C=CN/O=财务/CN=财务' },
      { algorithm: 'p256', subject: '/C=CN/O=过期/CN=过期', notAfter: new Date(Date.now() - 60_000) },
    ],
  });
});
afterAll(() => office.close());

const create = (...args: string[]) => ['seals', 'create', '--ring-text', owner, '--name', ...args];

test('a new seal is bound to the certificate that was named, and only to a usable one', async () => {
  const { where, token } = office;
  // Two UKeys are plugged in: which one is meant must be said.
  const undecided = await run(where, create('哪个章'));
  expectFailure(undecided, 'INVALID_INPUT', 2);
  expect(undecided.stderr).toContain('--token');

  const byLabel = await runForJson(where, sealShape, create('财务章', '--token', second.label, '--ring-text', '财务'));
  expect(byLabel.binding).toMatchObject({ tokenSerial: second.serial, ownerName: '财务' });
  const prefix = token.certificates[0]?.fingerprint.slice(0, 12).toUpperCase() ?? '';
  const byFingerprint = await runForJson(where, sealShape, create('二号章', '--certificate', prefix));
  expect(byFingerprint.binding.tokenSerial).toBe(token.serial);

  const expired = second.certificates[1]?.fingerprint ?? '';
  const refused = await run(where, create('过期章', '--certificate', expired));
  expectFailure(refused, 'CERTIFICATE_UNUSABLE', 1);
  expect(refused.stderr).toContain('证书已过期');
  expectFailure(await run(where, create('无章', '--token', 'nobody')), 'CERTIFICATE_NOT_FOUND', 1);
});

test('a seal names the owner of its certificate, or is not made', async () => {
  const { where, token } = office;
  const name = (ringText: string, ...more: string[]) =>
    create('采购章', '--token', token.serial, '--ring-text', ringText, ...more);
  expectFailure(await run(where, name('杭州市公安局西湖区分局')), 'SEAL_NAME_DIFFERS', 1);
  const why = ['--reason-for-name', '公司的内设部门'];
  expectFailure(await run(where, name('杭州市公安局西湖区分局', ...why)), 'SEAL_NAME_DIFFERS', 1);
  const asked = await run(where, name(`${owner}采购部`));
  expectFailure(asked, 'SEAL_NAME_REASON_NEEDED', 1);
  expect(asked.stderr).toContain('--reason-for-name');
  const made = await runForJson(where, sealShape, name(`${owner}采购部`, ...why));
  const naming = { standing: 'related', onSeal: `${owner}采购部`, inCertificate: owner, reason: '公司的内设部门' };
  expect(made.naming).toEqual(naming);
  expect((await run(where, ['seals', 'list'])).stdout).toContain('印章上的名称与证书不同');
});

test('a tax number with a wrong check character is made only when that is confirmed', async () => {
  const { where, token } = office;
  const args = create('发票章', '--token', token.serial, '--kind', 'invoice', '--tax-number', '91330100799655058A');
  const asked = await run(where, args);
  expectFailure(asked, 'TAX_NUMBER_DOUBTFUL', 1);
  expect(asked.stderr).toContain('--confirm-tax-number');
  expect((await run(where, [...args, '--confirm-tax-number'])).code).toBe(0);
});

test('a seal that is frozen stays until it is revoked, and what happened to it stays for good', async () => {
  const { where, token } = office;
  const withPin = { ...where, env: { QIANYIN_PIN: token.pin } };
  const { id } = await runForJson(where, sealShape, create('旧章', '--token', token.serial));
  const reason = (text: string) => ['--reason', text];
  const frozen = await runForJson(withPin, sealShape, ['seals', 'suspend', id, ...reason('保管人离职')]);
  expect(frozen.register).toMatchObject([{ state: 'suspended', reason: '保管人离职', withPin: true }]);
  expectFailure(await run(where, ['seals', 'remove', id]), 'SEAL_NOT_REMOVABLE', 1);
  const wrong = { ...where, env: { QIANYIN_PIN: '000000' } };
  expectFailure(await run(wrong, ['seals', 'revoke', id, ...reason('作废')]), 'PIN_INCORRECT', 1);
  const revoked = await run(where, ['seals', 'revoke', id, ...reason('作废'), '--no-pin']);
  expect(revoked).toMatchObject({ code: 0 });
  expect(revoked.stderr).toContain('没有验证 UKey 的 PIN 码');
  await run(withPin, ['seals', 'remove', id, ...reason('清理')]);
  const removed = await runForJson(where, z.array(removedSeal), ['seals', 'removed']);
  expect(removed.find(({ seal }) => seal.id === id)).toMatchObject({
    seal: {
      register: [
        { state: 'suspended', withPin: true },
        { state: 'revoked', reason: '作废', withPin: false },
      ],
    },
    removal: { reason: '清理', withPin: true },
  });
});

test('a picture becomes a seal in the width that was given', async () => {
  const { where, token, folder } = office;
  const picture = new PNG({ width: 80, height: 40 });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([200, 0, 0, 255], at);
  const path = join(folder, '扫描 #1.png');
  writeFileSync(path, PNG.sync.write(picture));
  const args = ['--name', '图章', '--kind', 'other', '--width', '50', '--token', token.serial];
  const imported = await runForJson(where, sealShape, ['seals', 'import', path, ...args]);
  expect(imported).toMatchObject({ widthMm: 50, heightMm: 25, artworkKind: 'image', kind: 'other' });

  const text = join(folder, 'text.png');
  writeFileSync(text, 'no picture');
  expectFailure(await run(where, ['seals', 'import', text, ...args]), 'SEAL_ARTWORK_INVALID', 1);
  expectFailure(await run(where, ['seals', 'import', join(folder, 'none.png'), ...args]), 'FILE_NOT_FOUND', 2);
});

test('a seal that was removed is gone from the list; one that never was cannot be removed', async () => {
  const { where, sealId } = office;
  const removed = z.object({ id: z.literal(sealId), removed: z.literal(true) });
  await runForJson(where, removed, ['seals', 'remove', sealId]);
  const left = await runForJson(where, z.array(sealWithState), ['seals']);
  expect(left.map(({ name }) => name)).not.toContain(sealName);
  expectFailure(await run(where, ['seals', 'remove', sealId]), 'SEAL_NOT_FOUND', 1);
  expectFailure(await run(where, ['seals', 'remove', '../../etc']), 'SEAL_NOT_FOUND', 1);
});
