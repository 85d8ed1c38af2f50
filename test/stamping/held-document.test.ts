import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { filesIn, type Office, openOffice } from './office.ts';

const pageSaying = (price: string) => onePage({ pageEntries: `/Price (${price})` });
const agreed = pageSaying('1000');
const other = pageSaying('9000');

let folder: string;
let token: SoftHsmToken;
let office: Office;
let seal: Seal;
let input: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-held-'));
  token = makeSoftHsmToken({
    ...{ folder: join(folder, 'token'), label: '合同章', pin: '123456' },
    keys: [{ algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' }],
  });
  office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', token)], tokens: [token] });
  seal = await office.sealOn(token);
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  input = join(mkdtempSync(join(folder, 'desk-')), '合同.pdf');
  writeFileSync(input, agreed);
});

const opened = async () => (await office.documents['documents.open']({ path: input })).documentId;
const refusal = { code: 'FILE_CHANGED' };

/** Writes in place and puts the time of the last change back. */
function writeSecretly(bytes: Uint8Array): void {
  const { atime, mtime } = statSync(input);
  writeFileSync(input, bytes);
  utimesSync(input, atime, mtime);
}

describe('a document that was looked at is what is stamped:', () => {
  const ways = [
    [
      'another file takes its place',
      () => {
        writeFileSync(`${input}.new`, other);
        renameSync(`${input}.new`, input);
      },
    ],
    ['it is written to', () => writeFileSync(input, other)],
    ['it is written to and its time is put back', () => writeSecretly(other)],
  ] as const;

  for (const [what, change] of ways) {
    it(`the last look refuses it where ${what}`, async () => {
      const documentId = await opened();
      change();
      await expect(office.plan({ path: input, seal, documentId })).rejects.toMatchObject(refusal);
    });

    it(`no token signs where, after the last look, ${what}`, async () => {
      const documentId = await opened();
      await office.plan({ path: input, seal, documentId });
      const before = office.rows().length;
      change();
      await expect(office.stamp({ path: input, seal, documentId })).rejects.toMatchObject(refusal);
      expect(office.rows()).toHaveLength(before);
      expect(filesIn(join(input, '..'))).toEqual(['合同.pdf']);
    });
  }

  it('what the window goes on showing of a file that is written to is refused too', async () => {
    const documentId = await opened();
    const read = () => office.documents['documents.read']({ documentId, offsetBytes: 0, lengthBytes: 2000 });
    expect(Buffer.from(await read())).toEqual(Buffer.from(agreed.subarray(0, 2000)));
    writeSecretly(other);
    await expect(read()).rejects.toMatchObject(refusal);
  });

  it('a file that is only touched, or saved anew as it was, stays what it was', async () => {
    const documentId = await opened();
    await office.stamp({ path: input, seal, documentId });
    utimesSync(input, new Date(), new Date());
    await office.documents['documents.read']({ documentId, offsetBytes: 0, lengthBytes: 10 });
    writeFileSync(`${input}.new`, agreed);
    renameSync(`${input}.new`, input);
    const { sha256Before } = await office.stamp({ path: input, seal, documentId, overwrite: true });
    expect(office.rows().at(-1)).toMatchObject({ outcome: 'completed', sha256Before });
  });

  it('a request that names a document of another path, or a revision, or none that is open, is not carried out', async () => {
    const documentId = await opened();
    const refused = { code: 'INVALID_INPUT' };
    const elsewhere = join(input, '..', '别的.pdf');
    writeFileSync(elsewhere, other);
    await expect(office.plan({ path: elsewhere, seal, documentId })).rejects.toMatchObject(refused);
    await office.documents['documents.close']({ documentId });
    await expect(office.stamp({ path: input, seal, documentId })).rejects.toMatchObject(refused);
    const { outputPath, report } = await office.stamp({ path: input, seal });
    const fieldName = report.signatures[0]?.fieldName ?? '';
    const signed = await office.documents['documents.openRevision']({ path: outputPath, fieldName });
    const again = { path: outputPath, seal, documentId: signed.documentId };
    await expect(office.plan(again)).rejects.toMatchObject(refused);
  });
});
