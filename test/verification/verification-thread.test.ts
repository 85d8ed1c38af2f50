import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import { createVerificationThread, type VerificationThread } from '../../src-main/verification/index.ts';
import { writeSparsePdf } from '../fixtures/large.ts';
import { craft, fixturePath, stream } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import {
  makeSigning,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
  verify as verifyHere,
  withSecondSignature,
} from './sign-by-hand.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-thread-'));
const authority = new OpensslAuthority();
let signing: Signing;
let signedPath: string;
let hugePath: string;
let thread: VerificationThread;

beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
  signedPath = join(folder, '合同.pdf');
  writeFileSync(signedPath, signByHand(unsignedPdf(), signing));
  hugePath = join(folder, 'huge.pdf');
  writeSparsePdf(hugePath, 2 ** 33);
});
afterEach(() => thread?.close());
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (path: string, signal?: AbortSignal) =>
  thread.verify({ path, name: '合同.pdf', trustAnchors: [signing.issuer.certificate], now: new Date() }, signal);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (thrown: unknown) => AppError.from(thrown).code,
  );

describe('files verified outside the window’s own thread', () => {
  it('are each judged when every file leaves more behind than a thread may keep', async () => {
    thread = createVerificationThread({ keptMb: 0 });
    const reports = await Promise.all([verify(signedPath), verify(signedPath), verify(signedPath)]);
    expect(reports.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
    expect(await codeOf(verify(join(folder, 'missing.pdf')))).toBe('FILE_NOT_FOUND');
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('are judged as they are judged here', async () => {
    thread = createVerificationThread();
    const report = await verify(signedPath);
    const { signatures, verdict } = await verifyHere(signByHand(unsignedPdf(), signing), [signing.issuer]);
    expect(report.verdict).toBe(verdict);
    expect(report.signatures.map(({ findings }) => findings.map(({ code, state }) => `${code} ${state}`))).toEqual(
      signatures.map(({ findings }) => findings.map(({ code, state }) => `${code} ${state}`)),
    );
  });

  it('are compared there too with what their pages looked like when they were signed', async () => {
    thread = createVerificationThread();
    const later = {
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 11 0 R] >>',
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 740] /AP << /N 21 0 R >>'),
      21: stream('1 G 50 w 0 25 m 400 25 l S', '/Type /XObject /Subtype /Form /BBox [0 0 400 50] /Resources << >>'),
    };
    const path = join(folder, 'covered.pdf');
    writeFileSync(path, signByHand(withSecondSignature(signByHand(unsignedPdf(), signing), later), signing));
    const { signatures } = await verify(path);
    expect(signatures[0]).toMatchObject({ verdict: 'changed', changes: [{ coversContent: true, page: 1 }] });
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('are searched for pictures of seals there too, by what was judged of the very file', async () => {
    thread = createVerificationThread();
    const search = { path: signedPath, timeLimitMs: 60_000 };
    const found = await thread.findSealPictures({ ...search, signatures: [{ kind: 'signature', verdict: 'valid' }] });
    expect(found).toEqual({ pictures: [], pagesNotSearched: 0, notSearchedBecause: [] });
    expect(await codeOf(thread.findSealPictures({ ...search, signatures: [] }))).toBe('FILE_CHANGED');
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('have the errors that a person can read, and the next file is verified all the same', async () => {
    thread = createVerificationThread();
    expect(await codeOf(verify(join(folder, '没有.pdf')))).toBe('FILE_NOT_FOUND');
    expect(await codeOf(verify(fixturePath('encrypted-aes-256.pdf')))).toBe('PDF_PASSWORD_REQUIRED');
    expect(await codeOf(verify(folder))).toBe('FILE_UNREADABLE');
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('may not take longer than is allowed: the file is given up, the next one is verified', async () => {
    thread = createVerificationThread({ baseMs: 150, longestMs: 150 });
    expect(await codeOf(verify(hugePath))).toBe('VERIFICATION_LIMIT');
    await thread.close();
    thread = createVerificationThread();
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('may not take more memory than is allowed: neither the program nor the next file suffers', async () => {
    thread = createVerificationThread({ heapMb: 48 });
    expect((await verify(signedPath)).verdict).toBe('valid');
    // Eight hundred thousand objects in a page tree of one node: no honest file of this size needs that memory.
    const kids = Array.from({ length: 800_000 }, () => '<</A[[][]]>>').join('');
    const bomb = join(folder, 'bomb.pdf');
    writeFileSync(
      bomb,
      craft({
        objects: {
          1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields 6 0 R >> >>',
          2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
          4: stream(''),
          6: `[${kids}]`,
        },
      }),
    );
    expect(await codeOf(verify(bomb))).toBe('VERIFICATION_LIMIT');
    expect((await verify(signedPath)).verdict).toBe('valid');
  });

  it('are let go of at once when the person cancels, and others still come', async () => {
    thread = createVerificationThread();
    const controller = new AbortController();
    const cancelled = verify(hugePath, controller.signal);
    const waiting = verify(signedPath);
    const neverBegun = verify(signedPath, controller.signal);
    setTimeout(() => controller.abort(), 100);
    expect(await codeOf(cancelled)).toBe('CANCELLED');
    expect((await waiting).verdict).toBe('valid');
    expect(await codeOf(neverBegun)).toBe('CANCELLED');
  });

  it('do not lead anywhere through a link to a device', async () => {
    thread = createVerificationThread();
    const link = join(folder, 'zero.pdf');
    symlinkSync('/dev/zero', link);
    expect(await codeOf(verify(link))).toBe('FILE_UNREADABLE');
  });
});
