import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { parseCertificates } from '../../src-main/signature/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import { makeNssDatabase } from '../bench/pdfsig.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';
import { openOffice } from '../stamping/office.ts';
import { rawSignatures } from '../stamping/other-tools.ts';
import { softHsmDriver } from '../token/drivers.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-tampering-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface SignedFile {
  bytes: Buffer;
  trusted: Uint8Array[];
}

/** Two seals of ours, RSA and P-256, on the smallest file. */
async function stampedTwice(): Promise<SignedFile> {
  const subject = '/C=CN/O=测试有限公司/CN=测试有限公司公章';
  const made = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '公章',
    pin: '123456',
    keys: [
      { algorithm: 'rsa2048', subject },
      { algorithm: 'p256', subject },
    ],
  });
  const office = await openOffice({
    folder: join(folder, 'office'),
    drivers: [softHsmDriver('a', made)],
    tokens: [made],
  });
  const path = join(folder, '合同.pdf');
  copyFileSync(fixturePath('mutool.pdf'), path);
  const first = await office.stamp({ path, seal: await office.sealOn(made, 0) });
  const second = await office.stamp({ path: first.outputPath, seal: await office.sealOn(made, 1) });
  await office.close();
  return { bytes: readFileSync(second.outputPath), trusted: parseCertificates(Buffer.from(made.caPem)) };
}

/** Signed by poppler and NSS. */
async function signedByPdfsig(): Promise<SignedFile> {
  const nssDatabase = makeNssDatabase(folder);
  const output = join(folder, 'pdfsig.pdf');
  const how = ['-add-signature', '-nssdir', `sql:${nssDatabase}`, '-nick', 'signer'];
  execFileSync('pdfsig', [fixturePath('mutool.pdf'), output, ...how]);
  return { bytes: readFileSync(output), trusted: parseCertificates(readFileSync(join(folder, 'cert.pem'))) };
}

async function verify(bytes: Uint8Array, trustAnchors: readonly Uint8Array[]) {
  const request = { source: bytesSource(bytes), path: '/合同.pdf', name: '合同.pdf', trustAnchors, now: new Date() };
  return verifyDocument(request);
}

/** The verdicts of a file with one byte changed; none where the file can no longer be read. */
async function verdicts({ bytes, trusted }: SignedFile, position: number, flip: number): Promise<string[]> {
  const changed = Uint8Array.from(bytes);
  changed[position] = (changed[position] ?? 0) ^ flip;
  try {
    const { verdict, signatures } = await verify(changed, trusted);
    return [verdict, ...signatures.map((signature) => signature.verdict)];
  } catch (thrown) {
    expect(thrown).toMatchObject({ name: 'AppError' });
    return [];
  }
}

/** `count` positions, evenly spread. */
function* sample(from: number, to: number, count: number): Generator<number> {
  const step = Math.max(1, Math.floor((to - from) / count));
  for (let position = from; position < to; position += step) yield position;
}

const files = { 'a file with two seals of ours': stampedTwice, 'a file that pdfsig signed': signedByPdfsig };
for (const [what, make] of Object.entries(files)) {
  describe(what, () => {
    let file: SignedFile;
    beforeAll(async () => {
      file = await make();
    });

    it('is valid as it is, to who trusts its root', async () => {
      const report = await verify(file.bytes, file.trusted);
      expect(report).toMatchObject({ verdict: 'valid', lines: { content: 'unchanged', identity: 'trusted' } });
      expect((await verify(file.bytes, [])).verdict).toBe('indeterminate');
    });

    it('is never valid with a byte changed that a signature covers, wherever it is', async () => {
      const raw = rawSignatures(file.bytes);
      const flips = [0x01, 0x20, 0x80, 0xff];
      for (const [index, { byteRange }] of raw.entries()) {
        const [, gapStart, gapEnd, length] = byteRange;
        const end = gapEnd + length;
        const positions = [
          ...sample(0, gapStart, 60),
          ...sample(gapStart - 40, gapStart, 40),
          ...sample(gapEnd, end, 60),
          ...sample(end - 40, end, 40),
        ];
        for (const [turn, position] of positions.entries()) {
          const [overall, ...each] = await verdicts(file, position, flips[turn % flips.length] ?? 1);
          expect(overall, `byte ${position}`).not.toBe('valid');
          if (each.length === raw.length) expect(each[index], `byte ${position}`).not.toMatch(/^(valid|changed)$/);
        }
      }
    });

    it('never names another signer or digest with its signature changed, and stays valid only so', async () => {
      const before = await verify(file.bytes, file.trusted);
      for (const { byteRange } of rawSignatures(file.bytes)) {
        const [, gapStart, gapEnd] = byteRange;
        for (const position of sample(gapStart + 1, gapEnd - 1, 100)) {
          const changed = Uint8Array.from(file.bytes);
          changed[position] = (changed[position] ?? 0) ^ 0x01;
          const after = await verify(changed, file.trusted);
          // Certificates that come along are not signed: one of them may differ where the trusted one is at hand.
          if (after.verdict !== 'valid') continue;
          const facts = (report: typeof before) =>
            report.signatures.map(({ digest, certificate }) => [digest, certificate?.fingerprint]);
          expect(facts(after), `byte ${position}`).toEqual(facts(before));
        }
      }
    });

    it('is never valid cut short or longer', async () => {
      for (const length of sample(1, file.bytes.length, 60)) {
        const cut = file.bytes.subarray(0, length);
        const verdict = await verify(cut, file.trusted).then(
          (report) => report.verdict,
          (thrown: unknown) => thrown,
        );
        const [first] = rawSignatures(file.bytes);
        const endOfFirst = first ? first.byteRange[2] + first.byteRange[3] : 0;
        if (length !== endOfFirst) expect(verdict).not.toBe('valid');
      }
      for (const tail of ['\0', '\n', ' ', '%%EOF\n', file.bytes.subarray(-200).toString('latin1')]) {
        const longer = Buffer.concat([file.bytes, Buffer.from(tail, 'latin1')]);
        const verdict = await verify(longer, file.trusted).then(
          (report) => report.verdict,
          () => 'unreadable',
        );
        expect(verdict).not.toBe('valid');
      }
    });
  });
}
