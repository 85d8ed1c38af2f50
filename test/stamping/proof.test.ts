/** 试盖: what a proof shows, and that nobody can take it for a stamped file. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { openFileSource } from '../../src-main/pdf/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import { fixturePath, onePage, update } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';
import { mutoolVerdicts, pdfsig, qpdfComplaints } from './other-tools.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-proof-'));
const dotsPerMm = 4;
let made: SoftHsmToken;
/** With the UKey, and without. */
let office: Office;
let desk: Office;
let seal: Seal;

beforeAll(async () => {
  const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' } as const;
  made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '合同章', pin: '123456', keys: [key] });
  office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
  desk = await openOffice({ folder: join(folder, 'desk'), drivers: [], tokens: [made] });
  seal = await desk.sealOn(made);
});

afterAll(async () => {
  await office?.close();
  await desk?.close();
  rmSync(folder, { recursive: true, force: true });
});

function contract(name: string, fixture: string): string {
  const path = join(folder, name);
  copyFileSync(fixturePath(fixture), path);
  return path;
}

function pagesOf(path: string, password = ''): PNG[] {
  const pattern = join(folder, `${basename(path)}-%d.png`);
  execFileSync('mutool', ['draw', '-q', '-p', password, '-r', String(25.4 * dotsPerMm), '-o', pattern, path]);
  const names = readdirSync(folder).filter((name) => name.startsWith(`${basename(path)}-`) && name.endsWith('.png'));
  return names.sort().map((name) => PNG.sync.read(readFileSync(join(folder, name))));
}

const dotAt = ({ width, data }: PNG, xMm: number, yMm: number) => [
  ...data.subarray((Math.round(yMm * dotsPerMm) * width + Math.round(xMm * dotsPerMm)) * 4).subarray(0, 3),
];
const isRed = ([red = 0, green = 0, blue = 0]: number[]) => red > 150 && green < 60 && blue < 60;

/** How much of the white of a page a proof has made grey. */
function greyed(before: PNG, after: PNG): number {
  let grey = 0;
  for (let at = 0; at < before.data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = after.data.subarray(at, at + 3);
    if (before.data[at] === 255 && red === green && green === blue && red > 180 && red < 250) grey += 1;
  }
  return grey / (before.data.length / 4);
}

function verify(path: string, password?: string) {
  const source = openFileSource(path);
  const asked = { source, path, name: basename(path), trustAnchors: [], now: new Date() };
  return verifyDocument({ ...asked, ...(password === undefined ? {} : { password }) }).finally(() => source.close());
}

async function expectNoSignature(path: string, password?: string): Promise<void> {
  const report = await verify(path, password);
  expect([report.verdict, report.signatures]).toEqual(['unsigned', []]);
  expect(pdfsig(path, password === undefined ? {} : { password })).toEqual([]);
  expect(mutoolVerdicts(path, password)).toEqual([]);
  expect(qpdfComplaints(path, password)).toBe('');
}

describe('a proof', () => {
  it.each([
    ['chromium.pdf', undefined],
    ['pdftex-object-streams.pdf', undefined],
    ['qpdf-rotated-90.pdf', undefined],
    ['encrypted-aes-256.pdf', 'owner'],
  ])(
    'of %s shows the seal and 样稿 on every page, with no token at hand and no use on record',
    async (fixture, password) => {
      const path = contract(`first-${fixture}`, fixture);
      const before = readFileSync(path);
      const given = password === undefined ? {} : { password };
      const proof = await desk.proof({ path, seal, place: { page: 1, xMm: 60, yMm: 90 }, ...given });
      expect(proof.outputName).toBe(`first-${basename(fixture, '.pdf')}_样稿.pdf`);
      expect(proof.detachedSignatures).toBe(0);
      expect(desk.rows()).toEqual([]);
      expect(readFileSync(path).equals(before)).toBe(true);
      await expectNoSignature(proof.outputPath, password);
      const [original, shown] = [pagesOf(path, password), pagesOf(proof.outputPath, password)];
      expect(shown).toHaveLength(proof.pageCount);
      expect(isRed(shown[0] ? dotAt(shown[0], 66, 96) : [])).toBe(true);
      for (const [index, page] of shown.entries()) {
        const share = original[index] ? greyed(original[index], page) : 0;
        expect(share).toBeGreaterThan(0.02);
        expect(share).toBeLessThan(0.25);
      }
    },
  );

  it('of a signed file has no signature: the earlier seals are pictures in it', async () => {
    const own = await office.sealOn(made);
    const signed = await office.stamp({ path: contract('signed.pdf', 'libreoffice.pdf'), seal: own });
    const rows = office.rows().length;
    const before = readFileSync(signed.outputPath);
    const proof = await office.proof({ path: signed.outputPath, seal: own, place: { page: 1, xMm: 150, yMm: 200 } });
    expect(proof.detachedSignatures).toBe(1);
    await expectNoSignature(proof.outputPath);
    const [page] = pagesOf(proof.outputPath);
    expect(page && [dotAt(page, 66, 66), dotAt(page, 156, 206)].map(isRed)).toEqual([true, true]);
    expect(office.rows()).toHaveLength(rows);
    expect(readFileSync(signed.outputPath).equals(before)).toBe(true);
  });

  /** What may be left of the fields of a signed file, by the number of the signature. */
  const left: [what: string, objects: (value: string) => Record<number, string>, isRefused: boolean][] = [
    ['a widget that is in no form', () => ({ 9: '<< /Fields [] >>' }), true],
    ['a widget, and no form', () => ({ 1: '<< /Type /Catalog /Pages 2 0 R >>' }), true],
    [
      'a field above one that has no signature',
      (value) => ({ ...above(value), 31: '<< /T (x) /FT /Tx /Parent 30 0 R >>' }),
      true,
    ],
    [
      'a field above one of another kind',
      (value) => ({ ...above(value), 31: '<< /T (x) /FT /Btn /Parent 30 0 R >>' }),
      true,
    ],
    ['a field that only its place leads to', (value) => ({ ...above(value), 9: '<< /Fields [] >>' }), true],
    [
      'what certifies, alone',
      (value) => ({ 9: '<< /Fields [] >>', 10: '<< /Subtype /Link >>', ...permitting(value) }),
      false,
    ],
  ];
  const empty = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (A) /P 3 0 R /F 4 /Rect [100 300 298 419] >>';
  const above = (value: string) => ({
    9: '<< /Fields [30 0 R] >>',
    10: empty.replace('/FT /Sig /T (A)', '/Parent 30 0 R'),
    30: `<< /FT /Sig /T (A) /V ${value} 0 R /Kids [10 0 R 31 0 R] >>`,
  });
  const permitting = (value: string) => ({
    1: `<< /Type /Catalog /Pages 2 0 R /AcroForm 9 0 R /Perms << /DocMDP ${value} 0 R >> >>`,
  });
  it.each(left)(
    'of a file in which a signature stands as %s: no program finds one in it',
    async (what, objects, isRefused) => {
      const path = join(folder, `${what.replaceAll(/\W/g, '-')}.pdf`);
      const more = { 9: '<< /Fields [10 0 R] >>', 10: empty };
      writeFileSync(path, onePage({ catalog: '/AcroForm 9 0 R', pageEntries: '/Annots [10 0 R]', more }));
      const own = await office.sealOn(made);
      const placements = [{ sealId: own.id, placing: { rule: 'field', field: 'A' } } as const];
      const signed = readFileSync((await office.stamp({ path, placements })).outputPath);
      const value = /\/V (\d+) 0 R/.exec(signed.toString('latin1'))?.[1] ?? '';
      writeFileSync(path, update(signed, objects(value)));
      const proof = office.proof({ path, seal: own, place: { page: 1, xMm: 150, yMm: 60 }, overwrite: true });
      if (isRefused) await expect(proof).rejects.toMatchObject({ code: 'PDF_AMBIGUOUS' });
      else await expectNoSignature((await proof).outputPath);
    },
  );

  it('never takes the place of its original, nor of another file unless told to', async () => {
    const path = contract('kept.pdf', 'chromium.pdf');
    const before = readFileSync(path);
    await expect(desk.proof({ path, seal, outputPath: path, overwrite: true })).rejects.toMatchObject({
      code: 'OUTPUT_IS_INPUT',
    });
    const { outputPath } = await desk.proof({ path, seal });
    await expect(desk.proof({ path, seal, outputPath })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    await desk.proof({ path, seal, outputPath, overwrite: true });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    ['SEAL_OFF_PAGE', { place: { page: 1, xMm: 2, yMm: 60 } }],
    ['PAGE_OUT_OF_RANGE', { place: { page: 99, xMm: 60, yMm: 60 } }],
  ])('is refused with %s as the stamp would be, and leaves nothing', async (code, where) => {
    const path = contract('refused.pdf', 'chromium.pdf');
    await expect(desk.proof({ path, seal, ...where })).rejects.toMatchObject({ code });
    expect(readdirSync(folder).filter((name) => name.startsWith('refused_'))).toEqual([]);
  });

  it('is not made of a seal that is out of use', async () => {
    const frozen = await desk.sealOn(made);
    const change = {
      state: 'suspended',
      reason: '遗失',
      by: '王芳',
      at: new Date().toISOString(),
      withPin: false,
    } as const;
    desk.seals.changeState(frozen.id, change);
    await expect(desk.proof({ path: contract('frozen.pdf', 'chromium.pdf'), seal: frozen })).rejects.toMatchObject({
      code: 'SEAL_SUSPENDED',
    });
  });
});
