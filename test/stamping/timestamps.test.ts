import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type Seal } from '../../src-main/contract/index.ts';
import { openFileSource, openPdf, readSignatureFields } from '../../src-main/pdf/index.ts';
import { openTrustStore } from '../../src-main/settings/index.ts';
import { findSignatureTimestamps, makeSeal, signSes, verifySes } from '../../src-main/signature/index.ts';
import { RunTimestamps } from '../../src-main/stamping/run-timestamps.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';
import { Desk } from '../longterm/desk.ts';
import { openSealOffice, sealInfo, soon, trustIn } from '../signature/seal-office.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';
import { makeNssTrust, opensslComplaints, pdfsig, qpdfComplaints, rawSignatures } from './other-tools.ts';

describe('a stamp of somebody who wants timestamps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-stamp-timestamps-'));
  let desk: Desk;
  let office: Office;
  let seal: Seal;
  let caCertificatePath: string;
  let count = 0;
  let queueIsFull = false;

  beforeAll(async () => {
    desk = await Desk.open();
    const made = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '合同章',
      pin: '123456',
      keys: [{ algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' }],
    });
    caCertificatePath = made.caCertificatePath;
    office = await openOffice({
      folder: join(folder, 'office'),
      drivers: [softHsmDriver('a', made)],
      tokens: [made],
      timestamps: () => desk.queue.stampTimestamps(),
      enqueue(result) {
        if (queueIsFull) throw new AppError('DISK_FULL');
        desk.queue.addStamped(result);
      },
    });
    openTrustStore(join(folder, 'office', 'trust')).add(desk.timestampRoot.certificate);
    seal = await office.sealOn(made);
  });
  afterAll(async () => {
    await office?.close();
    await desk?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const stamp = () => {
    count += 1;
    const path = join(folder, `合同${count}.pdf`);
    writeFileSync(path, onePage());
    return office.stamp({ path, seal });
  };

  /** What `openssl ts -verify` says of the timestamps inside the signatures of a file. */
  function verifyWithOpenssl(path: string): string[] {
    const source = openFileSource(path);
    try {
      return readSignatureFields(openPdf(source)).flatMap(({ value }) => {
        const found = value && findSignatureTimestamps(value.contents);
        if (!found) return [];
        const { openssl, timestampRoot } = desk;
        const data = openssl.write(found.signatureValue);
        return found.tokens.map((token) => {
          const asked = ['-data', data, '-in', openssl.write(token), '-token_in'];
          return openssl.run('ts', '-verify', ...asked, '-CAfile', timestampRoot.certificatePath).toString();
        });
      });
    } finally {
      source.close();
    }
  }

  it('carries one over its value, which openssl and pdfsig accept', async () => {
    const { outputPath, report, warnings } = await stamp();
    expect(warnings).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(report.signatures[0]).toMatchObject({
      signingTimeSource: 'timestamp',
      timestamp: { authorityName: '时间戳服务' },
    });
    expect(verifyWithOpenssl(outputPath)).toHaveLength(1);
    expect(qpdfComplaints(outputPath)).toBe('');
    const nssDatabase = makeNssTrust(folder, caCertificatePath);
    expect(pdfsig(outputPath, { nssDatabase })).toMatchObject([{ valid: true, trusted: true, coversWholeFile: true }]);
    const complaints = rawSignatures(readFileSync(outputPath)).map((one) =>
      opensslComplaints(one, folder, caCertificatePath),
    );
    expect(complaints).toEqual(['']);
  });

  it('is not lost when the authority refuses: it has none, says so, and leaves nothing half done', async () => {
    const { timestamp } = desk.services;
    desk.services.timestamp = () => Promise.reject(new Error('down'));
    const { report, warnings } = await stamp();
    desk.services.timestamp = timestamp;
    expect(warnings).toEqual([{ code: 'timestamp-missing', values: { reason: 'NETWORK_STATUS' } }]);
    expect(report.verdict).toBe('valid');
    expect(report.signatures[0]).toMatchObject({ signingTimeSource: 'signer-clock', timestamp: null });
  });

  it('without a network stays as small as one without a timestamp, and asks nobody', async () => {
    desk.settings = { ...desk.settings, networkAllowed: false };
    desk.services.asked.length = 0;
    const { sizeBytes, warnings } = await stamp();
    desk.settings = { ...desk.settings, networkAllowed: true };
    expect(warnings).toEqual([{ code: 'timestamp-missing', values: { reason: 'NETWORK_OFF' } }]);
    expect(desk.services.asked).toEqual([]);
    expect(sizeBytes).toBeLessThan((await stamp()).sizeBytes - 20_000);
  });

  it('waits in the queue for one that it lacks; where the queue cannot take it, that is said in its place', async () => {
    const { timestamp } = desk.services;
    desk.services.timestamp = () => Promise.reject(new Error('down'));
    const waiting = await stamp();
    queueIsFull = true;
    const lost = await stamp();
    queueIsFull = false;
    desk.services.timestamp = timestamp;
    expect(lost.warnings).toEqual([{ code: 'not-queued', values: {} }]);
    expect(lost.report.verdict).toBe('valid');
    expect(existsSync(lost.outputPath)).toBe(true);
    const { items } = await desk.queue.handlers['longterm.list'](null);
    const paths = items.map(({ path }) => path);
    expect(paths).toContain(waiting.outputPath);
    expect(paths).not.toContain(lost.outputPath);
  });

  it('goes into the value of a seal in an OFD, and proves when it was sealed', async () => {
    const makers = openSealOffice();
    try {
      const { clerk, maker, openssl } = makers;
      const seal = await makeSeal({ info: sealInfo([clerk.certificate]), maker: openssl.signerOf(maker) });
      const timestamps = new RunTimestamps(desk.queue.stampTimestamps());
      const value = await signSes({
        seal,
        dataHash: new Uint8Array(32),
        propertyInfo: '/Doc_0/Signs/Sign_1/Signature.xml',
        time: soon(),
        signer: openssl.signerOf(clerk),
        timestampOver: (signature) => timestamps.over(signature),
      });
      const verified = await verifySes({
        signature: value,
        digestContent: async () => new Uint8Array(32),
        ...trustIn(makers),
        trustAnchors: [makers.root.certificate, desk.timestampRoot.certificate],
      });
      expect(verified.timestamp).toMatchObject({ intact: true, trusted: true });
      expect(verified.intact).toBe(true);
      expect(timestamps.warnings([])).toEqual([]);
    } finally {
      makers.openssl.remove();
    }
  });
});
