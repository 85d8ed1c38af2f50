import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { fixturePath, producerFiles } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';
import {
  makeNssTrust,
  mutoolVerdicts,
  opensslComplaints,
  pdfsig,
  qpdfComplaints,
  rawSignatures,
} from './other-tools.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** Of encrypted-no-modification.pdf nobody may make a stamped copy; see the refusals. */
const stampable = producerFiles.filter((name) => name !== 'encrypted-no-modification.pdf');
const passwordOf = (name: string) => {
  if (!name.startsWith('encrypted-')) return undefined;
  return name === 'encrypted-empty-user-password.pdf' ? '' : 'user';
};

describe('a stamped file in the hands of other programs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-agree-'));
  let made: SoftHsmToken;
  let office: Office;
  let rsaSeal: Seal;
  let ecSeal: Seal;
  let nssDatabase: string;

  beforeAll(async () => {
    made = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '合同章',
      pin: '123456',
      keys: [
        { algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' },
        { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司公章' },
      ],
    });
    nssDatabase = makeNssTrust(folder, made.caCertificatePath);
    office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
    rsaSeal = await office.sealOn(made, 0);
    ecSeal = await office.sealOn(made, 1);
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of stampable) {
    it(`${name}: pdfsig, qpdf, mutool and OpenSSL accept the first seal (RSA) and the second (P-256)`, async () => {
      const path = join(folder, name);
      copyFileSync(fixturePath(name), path);
      const password = passwordOf(name);
      const secret = password === undefined ? {} : { password };

      const first = await office.stamp({ path, seal: rsaSeal, outputPath: join(folder, `1-${name}`), ...secret });
      const place = { page: 1, xMm: 120, yMm: 90 };
      const second = await office.stamp({
        path: first.outputPath,
        seal: ecSeal,
        place,
        outputPath: join(folder, `2-${name}`),
        ...secret,
      });
      expect([first, second].map(({ report }) => report.verdict)).toEqual(['valid', 'valid']);

      const [original, once, twice] = [path, first.outputPath, second.outputPath].map((file) => readFileSync(file));
      if (!original || !once || !twice) throw new Error('a file is missing');
      expect(readFileSync(fixturePath(name)).equals(original)).toBe(true);
      expect(once.subarray(0, original.length).equals(original)).toBe(true);
      expect(twice.subarray(0, once.length).equals(once)).toBe(true);

      const afterOne = pdfsig(first.outputPath, { nssDatabase, password });
      expect(afterOne, afterOne[0]?.text).toMatchObject([
        { valid: true, trusted: true, coversWholeFile: true, type: 'ETSI.CAdES.detached' },
      ]);
      const afterTwo = pdfsig(second.outputPath, { nssDatabase, password });
      expect(afterTwo).toMatchObject([
        { valid: true, trusted: true, coversWholeFile: false },
        { valid: true, trusted: true, coversWholeFile: true },
      ]);
      expect(qpdfComplaints(second.outputPath, password)).toBe('');
      expect(mutoolVerdicts(second.outputPath, password)).toEqual([
        'The signature is valid but there have been edits since signing.',
        'The document is unchanged since signing.',
      ]);
      const raw = rawSignatures(twice);
      expect(raw).toHaveLength(2);
      for (const signature of raw) expect(opensslComplaints(signature, folder, made.caCertificatePath)).toBe('');
    });
  }
});
