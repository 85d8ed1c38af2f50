/** 多页 that leaves out the pages that bear the seal already, on files that real tokens have signed. */
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Placement, PlacingInput, Seal } from '../../src-main/contract/index.ts';
import { pagesBearing, type SignedPictures } from '../../src-main/stamping/places/sealed-pages.ts';
import { contractOfFivePages } from '../fixtures/contract-pages.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('pages that bear the seal already', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-sealed-'));
  let token: SoftHsmToken;
  let office: Office;
  let seal: Seal;
  let twin: Seal;
  const contract = join(folder, '合同.pdf');

  beforeAll(async () => {
    const subject = '/C=CN/O=测试有限公司/CN=测试有限公司印章';
    token = makeSoftHsmToken({
      folder: join(folder, 'a'),
      label: 'UKey',
      pin: '123456',
      keys: [{ algorithm: 'p256', subject }],
    });
    office = await openOffice({
      folder: join(folder, 'office'),
      drivers: [softHsmDriver('sound', token)],
      tokens: [token],
    });
    // Of one certificate and one size, as 公章 and 合同专用章 often are.
    seal = await office.sealOn(token);
    twin = await office.sealOn(token);
    writeFileSync(contract, await contractOfFivePages());
  });
  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const onPages = (pages: string, more: object = {}): PlacingInput => ({
    rule: 'pages',
    pages,
    place: { corner: 'bottom-right', acrossMm: 40, downMm: 40 },
    ...more,
  });
  const paging: PlacingInput = { rule: 'paging' };
  async function stamp(path: string, name: string, placements: readonly [Seal, PlacingInput][]) {
    const result = await office.stamp({
      path,
      outputPath: join(folder, name),
      placements: placements.map(([{ id: sealId }, placing]) => ({ sealId, placing })),
    });
    return { ...result, pages: result.seals.map(({ impressions }) => impressions.map(({ page }) => page)) };
  }
  const places = async (path: string, on: Seal, pages: string) => {
    const placing = { ...onPages(pages), skipSealed: true, place: { corner: 'top-left', acrossMm: 40, downMm: 40 } };
    const { seals } = await office.plan({ path, placements: [{ sealId: on.id, placing } as Placement] });
    return seals.flatMap(({ impressions }) => impressions.map(({ page }) => page));
  };

  it('leaves them out of the plan and of the stamp; slices across the edges seal no page', async () => {
    const first = await stamp(contract, '一.pdf', [[seal, onPages('2,4')]]);
    expect(await places(first.outputPath, seal, '每页')).toEqual([1, 3, 5]);
    const second = await stamp(first.outputPath, '二.pdf', [[seal, { ...paging }]]);
    expect(await places(second.outputPath, seal, '1-4')).toEqual([1, 3]);
    const third = await stamp(second.outputPath, '三.pdf', [
      [seal, onPages('每页', { skipSealed: true, place: { corner: 'bottom-right', acrossMm: 90, downMm: 40 } })],
    ]);
    expect(third.pages).toEqual([[1, 3, 5]]);
    expect(third.report.verdict).toBe('valid');
    await expect(places(third.outputPath, seal, '每页')).rejects.toMatchObject({
      code: 'PAGES_SEALED',
      values: { pages: 5 },
    });
  });

  it('knows two seals of one certificate and size apart by the record, also in one run', async () => {
    const both = await stamp(contract, '四.pdf', [
      [twin, onPages('1')],
      [seal, onPages('3')],
    ]);
    expect(await places(both.outputPath, seal, '1-3')).toEqual([1, 2]);
    expect(await places(both.outputPath, twin, '1-3')).toEqual([2, 3]);
  });

  it('knows the file wherever it was moved, and counts every page where nothing is signed', async () => {
    const { outputPath } = await stamp(contract, '五.pdf', [[seal, onPages('1')]]);
    const moved = join(folder, '改名.pdf');
    renameSync(outputPath, moved);
    expect(await places(moved, seal, '1-2')).toEqual([2]);
    const copy = join(folder, '副本.pdf');
    copyFileSync(contract, copy);
    expect(await places(copy, seal, '1-2')).toEqual([1, 2]);
  });

  it('takes no word of a signature that does not hold', async () => {
    const { outputPath } = await stamp(contract, '六.pdf', [[seal, onPages('1')]]);
    const bytes = readFileSync(outputPath);
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    const broken = join(folder, '坏.pdf');
    writeFileSync(broken, bytes);
    const asked = places(broken, seal, '1-2');
    expect(await asked.catch(() => [1, 2])).toEqual([1, 2]);
  });
});

describe('whose picture it is', () => {
  const sized = (id: string, certificateFingerprint: string, widthMm = 40) => ({
    id,
    widthMm,
    heightMm: widthMm,
    binding: { tokenSerial: '1', tokenLabel: '', certificateFingerprint, ownerName: '', notAfter: '' },
  });
  const seal = sized('seal', 'aa');
  const picture = (changes: Partial<SignedPictures>): SignedPictures => ({
    fingerprint: 'aa',
    places: [{ page: 2, widthMm: 40, heightMm: 40 }],
    sealIds: null,
    ...changes,
  });
  it.each([
    ['the certificate and the size', picture({}), [seal], [2]],
    ['another certificate', picture({ fingerprint: 'bb' }), [seal], []],
    ['another size', picture({ places: [{ page: 2, widthMm: 42, heightMm: 42 }] }), [seal], []],
    ['another seal has the same certificate and size', picture({}), [seal, sized('twin', 'aa')], []],
    ['another seal has the same certificate and another size', picture({}), [seal, sized('small', 'aa', 30)], [2]],
    ['on record', picture({ sealIds: new Set(['seal']) }), [seal, sized('twin', 'aa')], [2]],
    [
      'on record, by a certificate that was renewed',
      picture({ fingerprint: 'bb', sealIds: new Set(['seal']) }),
      [seal],
      [2],
    ],
    ['on record as another seal', picture({ sealIds: new Set(['twin']) }), [seal, sized('twin', 'aa')], []],
    [
      'on record, smaller in a field',
      picture({ sealIds: new Set(['seal']), places: [{ page: 2, widthMm: 30, heightMm: 25 }] }),
      [seal],
      [2],
    ],
    [
      'on record, a slice',
      picture({ sealIds: new Set(['seal']), places: [{ page: 2, widthMm: 8, heightMm: 40 }] }),
      [seal],
      [],
    ],
  ])('%s', (_, signed, library, pages) => {
    expect([...pagesBearing(seal, [signed], library)]).toEqual(pages);
  });
});
