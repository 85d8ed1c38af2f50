import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FolderRow,
  type FolderVerification,
  type FolderVerificationProgress,
  folderVerification,
} from '../../src-main/contract/index.ts';
import { createVerificationThread, verifyFolder } from '../../src-main/verification/index.ts';
import { writeSparsePdf } from '../fixtures/large.ts';
import { craft, fixturePath, onePage, producerFiles, stream, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import { makeSigning, type Signing, signByHand, unsignedPdf } from './sign-by-hand.ts';

const root = mkdtempSync(join(tmpdir(), 'qianyin-folder-'));
const archive = join(root, '档案');
const authority = new OpensslAuthority();
const thread = createVerificationThread({ baseMs: 4000, longestMs: 4000 });
const signedCount = 12;
let signing: Signing;

const put = (name: string, content: Uint8Array | string) => writeFileSync(join(archive, name), content);

/** Objects that lead back to themselves in every way that a reader could follow. */
function circular(): Buffer {
  return craft({
    objects: {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>',
      2: '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 99999999 /Parent 2 0 R >>',
      3: '<< /Type /Page /Parent 3 0 R /MediaBox 3 0 R /Contents [4 0 R 3 0 R] >>',
      4: stream('BT ET', '/Length 4 0 R'),
      6: '<< /Fields [7 0 R] /SigFlags 3 >>',
      7: '<< /FT /Sig /T (A) /Kids [7 0 R 8 0 R] /Parent 8 0 R /V 7 0 R >>',
      8: '<< /Kids [7 0 R] /Parent 7 0 R >>',
    },
  });
}

/** An array in an array, deeper than any reader's stack. */
const deep = (levels: number) =>
  onePage({ more: { 6: '['.repeat(levels) + ']'.repeat(levels) }, catalog: '/Names 6 0 R' });

function fillArchive(): void {
  for (const sub of ['2025/合同', '2026']) mkdirSync(join(archive, sub), { recursive: true });
  const signed = signByHand(unsignedPdf(), signing);
  for (let number = 1; number <= signedCount; number++) put(`2026/合同 ${number}.pdf`, signed);
  const tampered = Buffer.from(signed);
  tampered[tampered.indexOf('(Contract)') + 1] = 'D'.charCodeAt(0);
  put('2026/被改.pdf', tampered);
  put('2026/盖章后改动.pdf', update(signed, { 4: stream('BT /F 24 Tf 72 700 Td (Other) Tj ET') }));
  for (const name of producerFiles) copyFileSync(fixturePath(name), join(archive, '2025', name));
  put('2025/合同/截断.pdf', signed.subarray(0, 500));
  put('2025/合同/空.pdf', '');
  put('2025/合同/文字.pdf', '这不是 PDF');
  put('没有扩展名', signed);
  put('大写.PDF', signed);
  put('hostile-circular.pdf', circular());
  put('hostile-deep.pdf', deep(200_000));
  put(
    'hostile-xref.pdf',
    onePage()
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n99999999999999999999'),
  );
  put('\u202egpj.fdp.pdf', signed);
  put(`${'长'.repeat(80)}.pdf`, signed);
  writeSparsePdf(join(archive, 'hostile-huge.pdf'), 2 ** 34);
  // What is no PDF, and what must not be followed.
  put('2026/README.txt', 'files');
  put('2026/._合同 1.pdf', 'resource fork');
  symlinkSync(archive, join(archive, '2026', 'loop'));
  symlinkSync('/dev/zero', join(archive, 'zero.pdf'));
  execFileSync('mkfifo', [join(archive, 'pipe.pdf')]);
}

beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
  fillArchive();
});
afterAll(async () => {
  await thread.close();
  authority.remove();
  rmSync(root, { recursive: true, force: true });
});

function verify(
  options: { paths?: string[]; recursive?: boolean; signal?: AbortSignal } = {},
  onProgress: (progress: FolderVerificationProgress) => void = () => {},
): Promise<FolderVerification> {
  const { paths = [archive], recursive = true, signal = new AbortController().signal } = options;
  return verifyFolder({
    request: { runId: 'run', paths, recursive },
    verifyFile: (path, at) =>
      thread.verify({ path, name: path, trustAnchors: [signing.issuer.certificate], now: new Date() }, at),
    signal,
    onProgress,
  });
}

describe('a folder of everything that an archive may hold', () => {
  let result: FolderVerification;
  const steps: FolderVerificationProgress[] = [];
  const row = (name: string): FolderRow => {
    const found = result.rows.find((one) => one.name === name);
    if (!found) throw new Error(`no row for ${name}: ${result.rows.map((one) => one.name).join(', ')}`);
    return found;
  };
  const codeOf = (name: string) => {
    const found = row(name);
    return found.outcome === 'unreadable' ? found.error.code : found.outcome;
  };
  beforeAll(async () => {
    result = await verify({}, (progress) => steps.push(progress));
  }, 180_000);

  it('has a row for every PDF, as the contract has it', () => {
    expect(folderVerification.parse(result)).toEqual(result);
    expect(result.rows).toHaveLength(result.total);
    expect(result.rows.length).toBeGreaterThan(45);
    expect(result.cancelled).toBe(false);
  });

  it('says of each honest file what is true', () => {
    for (let number = 1; number <= signedCount; number++) {
      expect(row(`2026/合同 ${number}.pdf`)).toMatchObject({
        outcome: 'valid',
        signatureCount: 1,
        signatures: [{ signerName: '测试有限公司公章', verdict: 'valid' }],
      });
    }
    expect(row('2026/被改.pdf').outcome).toBe('invalid');
    expect(row('2026/盖章后改动.pdf').outcome).not.toBe('valid');
    expect(row('2025/groff.pdf').outcome).toBe('unsigned');
    expect(row('没有扩展名').outcome).toBe('valid');
    expect(row('大写.PDF').outcome).toBe('valid');
  });

  it('says of each file that cannot be read why', () => {
    expect(codeOf('2025/encrypted-aes-256.pdf')).toBe('PDF_PASSWORD_REQUIRED');
    expect(codeOf('2025/合同/截断.pdf')).toBe('PDF_DAMAGED');
    expect(codeOf('2025/合同/空.pdf')).toMatch(/^PDF_/);
    expect(codeOf('2025/合同/文字.pdf')).toBe('PDF_NOT_PDF');
  });

  it('is not held up or brought down by hostile files, and calls none of them valid', () => {
    const hostile = result.rows.filter(({ name }) => name.startsWith('hostile-'));
    expect(hostile).toHaveLength(4);
    for (const one of hostile) expect(one.outcome, one.name).not.toBe('valid');
    expect(codeOf('hostile-huge.pdf')).toBe('VERIFICATION_LIMIT');
    expect(hostile.flatMap((one) => (one.outcome === 'unreadable' ? [one.error.code] : []))).not.toContain('INTERNAL');
  });

  it('follows no link, waits for no pipe, and counts what it passed over', () => {
    expect(result.skipped.links).toBe(2);
    // A text, a companion file of macOS, a pipe.
    expect(result.skipped.otherFiles).toBe(3);
    expect(result.rows.filter(({ name }) => name.includes('loop') || name.includes('pipe'))).toEqual([]);
  });

  it('tells how far it is, file by file', () => {
    expect(steps.map(({ done }) => done)).toEqual([...Array(result.total).keys(), result.total]);
    expect(new Set(steps.map(({ total }) => total))).toEqual(new Set([result.total]));
    expect(steps.at(-1)?.current).toBe('');
    expect(steps.flatMap(({ row }) => (row ? [row] : []))).toEqual(result.rows);
    expect(steps[0]?.row).toBeNull();
  });
});

describe('a choice of files and folders', () => {
  it('stays in the folder when it is told to', async () => {
    const { rows } = await verify({ paths: [join(archive, '2025', '合同')], recursive: false });
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['截断.pdf', '文字.pdf', '空.pdf'].toSorted());
    expect((await verify({ paths: [root], recursive: false })).total).toBe(0);
  });

  it('verifies the files that were named, whatever they are called, and says so of one that is gone', async () => {
    const { rows } = await verify({ paths: [join(archive, '没有扩展名'), join(archive, 'gone.pdf')] });
    expect(rows).toMatchObject([
      { name: '没有扩展名', outcome: 'valid' },
      { name: 'gone.pdf', outcome: 'unreadable', error: { code: 'FILE_NOT_FOUND' } },
    ]);
  });

  it('keeps what is done when the person cancels', async () => {
    const controller = new AbortController();
    const result = await verify({ paths: [join(archive, '2026')], signal: controller.signal }, ({ done }) => {
      if (done === 3) controller.abort();
    });
    expect(result).toMatchObject({ cancelled: true, total: signedCount + 2 });
    expect(result.rows).toHaveLength(3);
  });
});
