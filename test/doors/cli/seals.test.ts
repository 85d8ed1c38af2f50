import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { seal as sealShape, sealWithState } from '../../../src-main/contract/index.ts';
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

  const byLabel = await runForJson(where, sealShape, create('财务章', '--token', second.label));
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
