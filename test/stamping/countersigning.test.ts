import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlacementInput, Seal } from '../../src-main/contract/index.ts';
import { deepTree, fixturePath, hybrid, onePage, producerFiles, stream, update } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Entries = { [key: string]: Json };
const isEntries = (value: Json | undefined): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object of a file as qpdf reads it, stream data included. */
function objectsOf(path: string): Map<string, Json> {
  const output = execFileSync('qpdf', ['--json=2', '--json-key=qpdf', '--json-stream-data=inline', path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const { qpdf } = JSON.parse(output) as { qpdf: [Json, Entries] };
  return new Map(Object.entries(qpdf[1]));
}

const valueIn = (object: Json | undefined): Json | undefined => (isEntries(object) ? object.value : undefined);
const same = (first: Json | undefined, second: Json | undefined) => JSON.stringify(first) === JSON.stringify(second);
const withoutKeys = (entries: Entries, ...keys: string[]) =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !keys.includes(key)));

const begins = (old: Json | undefined, now: Json | undefined) =>
  Array.isArray(old) && Array.isArray(now) && now.length > old.length && same(old, now.slice(0, old.length));

/** A tagged file has the field in its structure: an element grows by a kid, the parent tree by a pair (ISO 32000-2, 14.7). */
function isGrownStructure(was: Entries, is: Entries): boolean {
  if (was['/Type'] === '/StructTreeRoot') {
    return same(withoutKeys(was, '/ParentTreeNextKey'), withoutKeys(is, '/ParentTreeNextKey'));
  }
  if (was['/S'] === '/Document' && begins(was['/K'], is['/K']))
    return same(withoutKeys(was, '/K'), withoutKeys(is, '/K'));
  return begins(was['/Nums'], is['/Nums']) && same(withoutKeys(was, '/Nums'), withoutKeys(is, '/Nums'));
}

/** What changed between two files, beyond what one more signature field needs; by object. */
function rewrites(before: Map<string, Json>, after: Map<string, Json>): string[] {
  const catalogRef = valueIn(before.get('trailer'));
  const root = isEntries(catalogRef) ? `obj:${String(catalogRef['/Root'])}` : '';
  const catalog = valueIn(before.get(root));
  const form = isEntries(catalog) ? catalog['/AcroForm'] : undefined;
  const problems: string[] = [];
  for (const [key, old] of before) {
    const now = after.get(key);
    if (key === 'trailer' || same(old, now)) continue;
    const [was, is] = [valueIn(old), valueIn(now)];
    if (Array.isArray(was) && Array.isArray(is)) {
      // An indirect /Annots or /Fields: it keeps what it had and grows by one.
      if (is.length === was.length + 1 && same(was, is.slice(0, -1))) continue;
    }
    if (isEntries(was) && isEntries(is)) {
      if (key === root && same(withoutKeys(was, '/AcroForm'), withoutKeys(is, '/AcroForm'))) continue;
      if (was['/Type'] === '/Page' && same(withoutKeys(was, '/Annots', '/Tabs'), withoutKeys(is, '/Annots', '/Tabs')))
        continue;
      if (isGrownStructure(was, is)) continue;
      const isForm = key === `obj:${String(form)}`;
      if (isForm && same(withoutKeys(was, '/Fields', '/SigFlags'), withoutKeys(is, '/Fields', '/SigFlags'))) continue;
    }
    problems.push(`${key}: ${JSON.stringify(old).slice(0, 300)} became ${JSON.stringify(now).slice(0, 300)}`);
  }
  return problems;
}

describe('a countersignature', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-countersigning-'));
  let made: SoftHsmToken;
  let office: Office;
  let seal: Seal;

  beforeAll(async () => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=测试有限公司合同专用章' } as const;
    made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '合同章', pin: '123456', keys: [key] });
    office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
    seal = await office.sealOn(made);
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const annotated = onePage({
    pageEntries: '/Annots 8 0 R',
    catalog: '/AcroForm 6 0 R',
    more: {
      6: '<< /Fields 7 0 R /DA (/F 0 Tf) >>',
      7: '[9 0 R]',
      8: '[9 0 R]',
      9: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (100) /Rect [100 100 200 120] >>',
    },
  });
  const crafted = {
    'a deep page tree': deepTree(12),
    'a form with indirect arrays': annotated,
    'a file updated before': update(annotated, {
      9: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (200) /Rect [100 100 200 120] >>',
    }),
  };
  const producers = producerFiles.filter((name) => !name.startsWith('encrypted-'));

  async function expectNothingRewritten(path: string): Promise<void> {
    const first = await office.stamp({ path, seal });
    // Where none of the pages has text under the black corner of the seal: it would cover what the first one signed.
    const second = await office.stamp({ path: first.outputPath, seal, place: { page: 1, xMm: 100, yMm: 80 } });
    expect(rewrites(objectsOf(path), objectsOf(first.outputPath))).toEqual([]);
    expect(rewrites(objectsOf(first.outputPath), objectsOf(second.outputPath))).toEqual([]);
    expect(second.report.verdict).toBe('valid');
    // Its element in the structure of a tagged file belongs to the signature.
    expect(second.report.signatures.map(({ laterChanges }) => laterChanges)).toEqual(['signatures-only', 'none']);
    expect(second.report.lines).toEqual({ content: 'unchanged', afterwards: 'signatures-only', identity: 'trusted' });
  }

  for (const name of producers) {
    it(`rewrites nothing but /Annots, /AcroForm, /Fields and the structure of ${name}`, async () => {
      const path = join(folder, name);
      copyFileSync(fixturePath(name), path);
      await expectNothingRewritten(path);
    });
  }

  for (const [what, content] of Object.entries(crafted)) {
    it(`rewrites nothing but /Annots, /AcroForm, /Fields and the structure of ${what}`, async () => {
      const path = join(folder, `${what}.pdf`);
      writeFileSync(path, content);
      await expectNothingRewritten(path);
    });
  }

  it('is refused before the token signs where the seal would cover what is signed', async () => {
    const path = join(folder, 'printed.pdf');
    writeFileSync(path, onePage());
    const first = await office.stamp({ path, seal });
    const rows = office.rows().length;
    // Its black corner on the text, which stands 25 mm from the left and 50 mm from the top.
    const covering = office.stamp({ path: first.outputPath, seal, place: { page: 1, xMm: 35, yMm: 56 } });
    await expect(covering).rejects.toMatchObject({ code: 'SEAL_COVERS_SIGNED_CONTENT', values: { page: 1 } });
    expect(office.rows()).toHaveLength(rows);
  });

  it('is refused before any token signs where two seals of one run stand on one another', async () => {
    const path = join(folder, 'twice.pdf');
    writeFileSync(path, onePage());
    const rows = office.rows().length;
    const other = await office.sealOn(made);
    const at = ({ id }: Seal, xMm: number, yMm: number): PlacementInput => ({
      sealId: id,
      placing: { rule: 'here', page: 1, xMm, yMm },
    });
    const placements = [at(seal, 100, 100), at(other, 96, 96)];
    await expect(office.stamp({ path, placements })).rejects.toMatchObject({ code: 'SEAL_COVERS_SIGNED_CONTENT' });
    expect(office.rows()).toHaveLength(rows);
    const apart = [at(seal, 60, 100), at(other, 110, 96)];
    expect((await office.stamp({ path, placements: apart })).report.verdict).toBe('valid');
  });

  /** Pages with a word on the right edge of those that are named. */
  async function pagesWith(count: number, words: readonly number[] = []): Promise<string> {
    const document = await PDFDocument.create();
    for (let number = 1; number <= count; number++) {
      const page = document.addPage([595, 842]);
      if (words.includes(number)) page.drawText('signed', { x: 555, y: 415, size: 12 });
    }
    const path = join(folder, `${count}-pages-${words.join('-')}.pdf`);
    writeFileSync(path, await document.save());
    return path;
  }
  const paging = ({ id }: Seal, along: number): PlacementInput[] => [
    { sealId: id, placing: { rule: 'paging', along } },
  ];

  it('leaves a 骑缝 seal valid under another one along the same edge', async () => {
    const first = await office.stamp({ path: await pagesWith(10), placements: paging(seal, 0.2) });
    const second = await office.stamp({ path: first.outputPath, placements: paging(seal, 0.6) });
    expect(second.report.signatures.map(({ verdict, laterChanges }) => [verdict, laterChanges])).toEqual([
      ['valid', 'signatures-only'],
      ['valid', 'none'],
    ]);
    const told = execFileSync('pdfsig', [second.outputPath], { encoding: 'utf8' });
    expect(told.match(/Signature is Valid/g)?.length).toBeGreaterThanOrEqual(2);
    expect(told).not.toMatch(/Signature is Invalid|Digest Mismatch/);
  });

  it('is refused before the token signs where one slice of it would cover what is signed', async () => {
    const first = await office.stamp({ path: await pagesWith(10, [1]), seal, place: { page: 4, xMm: 60, yMm: 60 } });
    const rows = office.rows().length;
    // The black corner is on the first slice.
    const covering = office.stamp({ path: first.outputPath, placements: paging(seal, 0.53) });
    await expect(covering).rejects.toMatchObject({ code: 'SEAL_COVERS_SIGNED_CONTENT', values: { page: 1 } });
    expect(office.rows()).toHaveLength(rows);
  });

  it('is refused before the token signs where there are more pages than are compared', async () => {
    const first = await office.stamp({ path: await pagesWith(510), seal });
    const rows = office.rows().length;
    const everywhere = office.stamp({ path: first.outputPath, placements: paging(seal, 0.5) });
    await expect(everywhere).rejects.toMatchObject({
      code: 'SIGNED_PAGES_NOT_COMPARED',
      values: { pages: 510, max: 500 },
    });
    expect(office.rows()).toHaveLength(rows);
    const fewer: PlacementInput[] = [{ sealId: seal.id, placing: { rule: 'paging', pages: '1-4', along: 0.5 } }];
    expect((await office.stamp({ path: first.outputPath, placements: fewer })).report.verdict).toBe('valid');
  });

  it('is refused before the token signs on a page that is too much to be drawn', async () => {
    const path = join(folder, 'heavy.pdf');
    const heavy = stream(`q ${'0 0 m 500 800 l S '.repeat(1_200_000)} Q`);
    writeFileSync(path, onePage({ more: { 4: heavy } }));
    const first = await office.stamp({ path, seal });
    const rows = office.rows().length;
    const again = office.stamp({ path: first.outputPath, seal, place: { page: 1, xMm: 100, yMm: 200 } });
    await expect(again).rejects.toMatchObject({ code: 'SIGNED_PAGES_NOT_COMPARED' });
    expect(office.rows()).toHaveLength(rows);
  });

  it('is refused for a hybrid file whose page some readers miss once anything is appended', async () => {
    const path = join(folder, 'hybrid.pdf');
    writeFileSync(path, hybrid());
    const first = await office.stamp({ path, seal });
    expect(first.report.verdict).toBe('valid');
    await expect(office.stamp({ path: first.outputPath, seal })).rejects.toMatchObject({ code: 'PDF_AMBIGUOUS' });
  });

  it('is noticed by this check when it rewrites a page’s /Contents', () => {
    const path = join(folder, 'before.pdf');
    const changed = join(folder, 'after.pdf');
    writeFileSync(path, annotated);
    const page =
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R] /Resources << /Font << /F 5 0 R >> >> /Annots 8 0 R >>';
    writeFileSync(changed, update(annotated, { 3: page }));
    expect(rewrites(objectsOf(path), objectsOf(changed))).toHaveLength(1);
  });
});
