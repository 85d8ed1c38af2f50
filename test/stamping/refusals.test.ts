import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ErrorCode, PlacementInput, Seal } from '../../src-main/contract/index.ts';
import { craft, onePage, readFixture } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { harmless, prepared } from '../pdf/precautions/prepared.ts';
import { eventually } from '../token/drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from '../token/faulty-driver.ts';
import { filesIn, type Office, openOffice, type Stamp } from './office.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const signedField = (reference: string) => ({
  6: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 0 0 0] /Contents <00> /Reference [${reference}] >>`,
  7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Author) /V 6 0 R /Rect [0 0 0 0] >>',
});
const form = '/AcroForm << /Fields [7 0 R] /SigFlags 3 >>';
const transform = (method: string, parameters: string) =>
  `<< /Type /SigRef /TransformMethod /${method} /TransformParams << /Type /TransformParams ${parameters} >> >>`;
const certified = (level: number) =>
  onePage({
    catalog: `${form} /Perms << /DocMDP 6 0 R >>`,
    more: signedField(transform('DocMDP', `/V /1.2 /P ${level}`)),
  });

const chromium = readFixture('chromium.pdf');

describe('a stamp that is refused before any token is asked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-refused-'));
  const desk = join(folder, 'desk');
  const input = join(desk, '合同.pdf');
  let made: SoftHsmToken;
  let driver: FaultyDriver;
  let office: Office;
  let seal: Seal;
  let expiredSeal: Seal;

  beforeAll(async () => {
    const subject = '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章';
    const dayMs = 86_400_000;
    const [lastMonth, yesterday] = [new Date(Date.now() - 30 * dayMs), new Date(Date.now() - dayMs)];
    made = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '合同章',
      pin: '123456',
      keys: [
        { algorithm: 'p256', subject },
        { algorithm: 'p256', subject, notBefore: lastMonth, notAfter: yesterday },
      ],
    });
    driver = makeFaultyDriver('faulty', folder, made);
    office = await openOffice({ folder: join(folder, 'office'), drivers: [driver.candidate], tokens: [made] });
    seal = await office.sealOn(made);
    expiredSeal = await office.sealOn(made, 1);
    mkdirSync(desk);
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Nothing but the original is on the desk, as it was; nothing is on record; the token saw no login. */
  async function expectRefused(code: ErrorCode, content: Uint8Array, stamp: Partial<Stamp> = {}): Promise<void> {
    writeFileSync(input, content);
    const logins = driver.logins().length;
    const files = filesIn(desk);
    await expect(office.stamp({ path: input, seal, ...stamp })).rejects.toMatchObject({ name: 'AppError', code });
    expect(filesIn(desk)).toEqual(files);
    expect(readFileSync(input).equals(content)).toBe(true);
    expect(office.rows()).toEqual([]);
    expect(driver.logins()).toHaveLength(logins);
  }

  it('because the file is no PDF', async () => {
    await expectRefused('PDF_NOT_PDF', Buffer.from('PK\x03\x04 a Word document'));
    await expectRefused('PDF_NOT_PDF', Buffer.alloc(0));
  });

  it('because the PDF was cut short, wherever it was cut', async () => {
    for (const share of [0.01, 0.3, 0.6, 0.9]) {
      await expectRefused('PDF_DAMAGED', chromium.subarray(0, Math.floor(chromium.length * share)));
    }
    await expectRefused('PDF_DAMAGED', chromium.subarray(0, chromium.length - 12));
  });

  it('because its cross-reference is broken', async () => {
    const text = chromium.toString('latin1');
    await expectRefused('PDF_DAMAGED', Buffer.from(text.replace(/startxref\s+\d+/, 'startxref\n99'), 'latin1'));
    await expectRefused('PDF_DAMAGED', Buffer.concat([Buffer.from('From: mail\r\n\r\n'), chromium]));
  });

  it('because it is encrypted and the password is missing or wrong', async () => {
    const encrypted = readFixture('encrypted-aes-256.pdf');
    await expectRefused('PDF_PASSWORD_REQUIRED', encrypted);
    await expectRefused('PDF_PASSWORD_WRONG', encrypted, { password: 'guess' });
  });

  it('because its permissions deny it', async () => {
    await expectRefused('PDF_PERMISSION_DENIED', readFixture('encrypted-no-modification.pdf'), { password: 'user' });
  });

  it('because readers may show different things', async () => {
    await expectRefused('PDF_AMBIGUOUS', onePage({ pageEntries: '/Contents 5 0 R' }));
    await expectRefused('PDF_AMBIGUOUS', onePage({ pageEntries: '/Co#6Etents 5 0 R' }));
    await expectRefused('PDF_AMBIGUOUS', onePage({ trailer: '/Root 1 0 R' }));
  });

  it('because readers would show another text once the seal is appended', async () => {
    for (const make of Object.values(prepared)) await expectRefused('PDF_AMBIGUOUS', make());
  });

  it('because it is certified and allows no change', async () => {
    await expectRefused('PDF_CERTIFIED', certified(1));
  });

  it('because an earlier signature locks its fields', async () => {
    const locked = signedField(transform('FieldMDP', '/V /1.2 /Action /All'));
    await expectRefused('PDF_LOCKED', onePage({ catalog: form, more: locked }));
    const lockedByField = { ...signedField(''), 7: `${signedField('')[7].slice(0, -2)} /Lock << /Action /All >> >>` };
    await expectRefused('PDF_LOCKED', onePage({ catalog: form, more: lockedByField }));
  });

  it('because it is a dynamic XFA form', async () => {
    await expectRefused('PDF_XFA_DYNAMIC', onePage({ catalog: '/NeedsRendering true' }));
  });

  it('because it has no pages', async () => {
    const objects = { 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [] /Count 0 >>' };
    await expectRefused('PDF_NO_PAGES', craft({ objects }));
  });

  it('because the page does not exist', async () => {
    await expectRefused('PAGE_OUT_OF_RANGE', chromium, { place: { page: 99, xMm: 50, yMm: 50 } });
  });

  it('because the seal would leave the page', async () => {
    await expectRefused('SEAL_OFF_PAGE', chromium, { place: { page: 1, xMm: 5, yMm: 50 } });
    await expectRefused('SEAL_OFF_PAGE', chromium, { place: { page: 1, xMm: 60, yMm: 5000 } });
  });

  it('because the file is missing, a folder, or a named pipe', async () => {
    const missing = office.stamp({ path: join(desk, '没有.pdf'), seal });
    await expect(missing).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(office.stamp({ path: desk, seal })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const pipe = join(folder, 'pipe.pdf');
    execFileSync('mkfifo', [pipe]);
    await expect(office.stamp({ path: pipe, seal })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(office.rows()).toEqual([]);
  });

  it('because the output would replace the original, by whatever name', async () => {
    await expectRefused('OUTPUT_IS_INPUT', chromium, { outputPath: input, overwrite: true });
    const roundabout = join(desk, '..', 'desk', '合同.pdf');
    await expectRefused('OUTPUT_IS_INPUT', chromium, { outputPath: roundabout, overwrite: true });
  });

  it('because something is at the target already', async () => {
    const target = join(desk, '旧.pdf');
    writeFileSync(target, 'an older file');
    await expectRefused('OUTPUT_EXISTS', chromium, { outputPath: target });
    expect(readFileSync(target, 'utf8')).toBe('an older file');
    await expectRefused('OUTPUT_EXISTS', chromium, { outputPath: desk, overwrite: true });
    rmSync(target);
  });

  it('because the folder of the output does not exist', async () => {
    const outputPath = join(desk, '没有', '合同.pdf');
    await expectRefused('OUTPUT_FOLDER_UNWRITABLE', chromium, { outputPath });
    expect(existsSync(join(desk, '没有'))).toBe(false);
  });

  it('because the certificate of the seal is expired', async () => {
    await expectRefused('CERTIFICATE_UNUSABLE', chromium, { seal: expiredSeal });
  });

  it('because there is no such seal', async () => {
    const placements: PlacementInput[] = [{ sealId: 'nowhere', placing: { rule: 'here', page: 1, xMm: 50, yMm: 50 } }];
    await expectRefused('SEAL_NOT_FOUND', chromium, { placements });
  });

  it('because the PIN is missing', async () => {
    await expectRefused('PIN_REQUIRED', chromium, { pins: {} });
  });

  it('because the PIN is locked', async () => {
    driver.obey('flags 40000');
    await eventually('the lock shows', () => office.token(made).pinState === 'locked');
    await expectRefused('PIN_LOCKED', chromium);
    driver.obey();
    await eventually('the lock is gone', () => office.token(made).pinState === 'ok');
  });

  it('because it is the final try of the PIN and the clerk did not confirm it', async () => {
    driver.obey('flags 20000');
    await eventually('the final try shows', () => office.token(made).pinState === 'final-try');
    await expectRefused('PIN_FINAL_TRY', chromium);
    writeFileSync(input, chromium);
    const confirmed = await office.stamp({ path: input, seal, finalTryConfirmed: true });
    expect(confirmed.report.verdict).toBe('valid');
    rmSync(confirmed.outputPath);
    driver.obey();
    await eventually('the final try is over', () => office.token(made).pinState === 'ok');
  });

  it('but not because of a slip that every reader mends in the same way', async () => {
    writeFileSync(input, harmless());
    const { outputPath, report } = await office.stamp({ path: input, seal });
    expect(report.verdict).toBe('valid');
    rmSync(outputPath);
  });

  it('but not because an author certified it for forms and signatures', async () => {
    writeFileSync(input, certified(2));
    const { report } = await office.stamp({ path: input, seal });
    expect(report.signatures.at(-1)).toMatchObject({ verdict: 'valid', coversWholeFile: true });
  });
});
