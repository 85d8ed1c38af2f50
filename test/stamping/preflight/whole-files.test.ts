/** The 预检 of files that Chromium, LibreOffice and qpdf wrote, with a seal that is a picture on a real token. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Seal, StampPlan, StoppableCode } from '../../../src-main/contract/index.ts';
import { leasePlaces, printLease } from '../../fixtures/lease.ts';
import { fixturePath, onePage, stream } from '../../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../../fixtures/softhsm.ts';
import { softHsmDriver } from '../../token/drivers.ts';
import { filesIn, type Office, openOffice } from '../office.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-preflight-'));
const company = '杭州示例科技有限公司';
let office: Office;
let token: SoftHsmToken;
let seal: Seal;
let lease: string;
let stops: StoppableCode[] = [];

beforeAll(async () => {
  token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: 'UKey',
    pin: '135790',
    keys: [{ algorithm: 'p256', subject: `/C=CN/O=${company}/CN=${company}` }],
  });
  office = await openOffice({
    folder: join(folder, 'office'),
    drivers: [softHsmDriver('office', token)],
    tokens: [token],
    stops: () => stops,
  });
  seal = await office.sealOn(token);
  lease = join(folder, 'lease.pdf');
  writeFileSync(lease, await printLease(company));
});
afterAll(async () => {
  await office?.close();
  rmSync(folder, { recursive: true, force: true });
});

const codesOf = ({ warnings }: StampPlan) => warnings.map(({ code }) => code);
const on = (xMm: number, yMm: number, page = 1) => ({ page, xMm, yMm });

/** Where poppler sees a word on the second page, in millimetres. */
function wordOf(path: string, text: string) {
  const html = execFileSync('pdftotext', ['-bbox', '-f', '2', '-l', '2', path, '-'], { encoding: 'utf8' });
  const pattern = /<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g;
  const found = [...html.matchAll(pattern)].find(([, , , , , word = '']) => word.includes(text));
  const [left = 0, top = 0, right = 0, bottom = 0] = (found ?? [])
    .slice(1, 5)
    .map((points) => (Number(points) / 72) * 25.4);
  return { left, top, right, bottom };
}

describe('a lease that Chromium printed', () => {
  test('tells what a clerk overlooks, each with its place on the page', async () => {
    const { warnings } = await office.plan({ path: lease, seal, place: { page: 2, ...leasePlaces.financeWords } });
    expect(warnings).toMatchObject([
      { code: 'seal-kind-differs', level: 'warn', values: { words: '（财务专用章）', kind: 'contract', page: 2 } },
      { code: 'blank-field', values: { page: 1, text: '房屋坐落：__________________' } },
      { code: 'blank-field', values: { page: 2, text: '签订日期： 年 月 日' } },
    ]);
    const asked = wordOf(lease, '财务专用章');
    const place = warnings[0]?.place ?? { leftMm: 0, topMm: 0, widthMm: 0, heightMm: 0 };
    expect(place.leftMm).toBeGreaterThan(asked.left);
    expect(place.leftMm + place.widthMm).toBeLessThan(asked.right + 1);
    expect(place.topMm).toBeGreaterThan(asked.top - 1);
    expect(place.topMm + place.heightMm).toBeLessThan(asked.bottom + 1);
  });

  test('and an amount under the seal', async () => {
    const plan = await office.plan({ path: lease, seal, place: { page: 2, ...leasePlaces.amount } });
    expect(plan.warnings).toMatchObject([
      { code: 'seal-over-text', values: { text: '￥24,900.00' } },
      { code: 'blank-field' },
      { code: 'blank-field' },
    ]);
  });

  test('between two others: the party is missed', async () => {
    const others = join(folder, 'others.pdf');
    writeFileSync(others, await printLease('宁波另一家有限公司'));
    const plan = await office.plan({ path: others, seal, place: on(150, 250) });
    expect(plan.warnings).toContainEqual({
      code: 'party-not-named',
      level: 'warn',
      values: { seal: seal.name, owner: company, pages: 2 },
    });
  });
});

describe('other files', () => {
  test('of LibreOffice: nothing is found, and it is said how much was looked for', async () => {
    const plan = await office.plan({ path: fixturePath('libreoffice.pdf'), seal, place: on(150, 250) });
    expect(plan.warnings).toEqual([]);
    expect(plan.checked).toBeGreaterThan(20);
  });

  const told: [file: string, codes: string[], password?: string][] = [
    ['qpdf-rotated-90.pdf', ['page-rotated']],
    ['encrypted-aes-256.pdf', ['encrypted'], 'owner'],
  ];
  test.each(told)('%s', async (file, codes, password) => {
    const plan = await office.plan({ path: fixturePath(file), seal, place: on(60, 60), password });
    expect(codesOf(plan)).toEqual(codes);
    expect(plan.warnings.every(({ level }) => level === 'note')).toBe(true);
  });

  const metadata = (claim: string, more = '') =>
    onePage({
      catalog: `/Metadata 6 0 R ${more}`,
      more: { 6: stream(`<x>${claim}</x>`, '/Type /Metadata /Subtype /XML') },
    });
  const claims: [what: string, file: () => Uint8Array, codes: string[]][] = [
    ['PDF/UA without a structure', () => metadata('<pdfuaid:part>1</pdfuaid:part>'), ['pdf-ua-structure']],
    ['PDF/A-1, on which an opaque picture needs no transparency', () => metadata('<pdfaid:part>1</pdfaid:part>'), []],
    ['PDF/A-2', () => metadata('<pdfaid:part>2</pdfaid:part>'), []],
  ];
  test.each(claims)('that says it is %s', async (what, file, codes) => {
    const path = join(folder, `${what.replace('/', '')}.pdf`);
    writeFileSync(path, file());
    const plan = await office.plan({ path, seal, place: on(60, 60) });
    expect(codesOf(plan)).toEqual(codes);
  });

  test('that its owner let nobody print', async () => {
    const path = join(folder, 'unprintable.pdf');
    const permissions = ['--encrypt', '', 'owner', '256', '--print=none', '--'];
    execFileSync('qpdf', [fixturePath('libreoffice.pdf'), ...permissions, path]);
    expect(codesOf(await office.plan({ path, seal, place: on(60, 60) }))).toEqual(['encrypted', 'printing-forbidden']);
  });

  test('that was stamped with this seal, and what came of it', async () => {
    const contract = join(folder, 'contract.pdf');
    copyFileSync(fixturePath('chromium.pdf'), contract);
    const { outputPath } = await office.stamp({ path: contract, seal, place: on(150, 250) });
    const [row] = office.rows();
    const again = await office.plan({ path: contract, seal, place: on(150, 250) });
    const values = { seal: seal.name, seq: row?.seq, time: row?.at };
    expect(again.warnings).toContainEqual({ code: 'stamped-before', level: 'warn', values });
    const stamped = await office.plan({ path: outputPath, seal, place: on(150, 200) });
    expect(stamped.warnings).toContainEqual({ code: 'bears-seal-already', level: 'warn', values });
    const other = await office.plan({ path: contract, seal: await office.sealOn(token), place: on(150, 250) });
    expect(codesOf(other)).not.toContain('stamped-before');
  });
});

describe('a seal that is put by a keyword', () => {
  const optional = '/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>';
  const written = (name: string, content: string, catalog = '') => {
    const path = join(folder, `keyword-${name}.pdf`);
    const layer = '<< /Type /OCG /Name (x) >>';
    const resources = '/Resources << /Font << /F 5 0 R >> /Properties << /L 7 0 R >> >>';
    const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ${resources} >>`;
    writeFileSync(path, onePage({ catalog, more: { 3: page, 4: stream(content), 7: layer } }));
    return path;
  };
  const placements = () => [{ sealId: seal.id, placing: { rule: 'keyword', text: 'Seal here' } } as const];
  const seen = 'BT /F 12 Tf 300 400 Td (Seal here) Tj ET';
  const drawn: [what: string, content: string, catalog?: string][] = [
    ['without ink', `${seen} BT 3 Tr /F 12 Tf 300 200 Td (Seal here) Tj ET`],
    ['in white', `${seen} 1 g BT /F 12 Tf 300 200 Td (Seal here) Tj ET`],
    ['in the lightest grey', `${seen} 0.94 g BT /F 12 Tf 300 200 Td (Seal here) Tj ET`],
    ['as a dot', `${seen} BT /F 1 Tf 300 200 Td (Seal here) Tj ET`],
    ['under a sheet', `${seen} BT /F 12 Tf 300 200 Td (Seal here) Tj ET 1 g 290 190 200 40 re f`],
    ['clipped away', `${seen} q 0 0 10 10 re W n BT /F 12 Tf 300 200 Td (Seal here) Tj ET Q`],
    ['in a layer that is off', `${seen} /OC /L BDC BT /F 12 Tf 300 200 Td (Seal here) Tj ET EMC`, optional],
  ];

  test.each(drawn)('that is written %s: it is said that nobody sees it', async (what, content, catalog) => {
    stops = [];
    const path = written(what.replaceAll(' ', '-'), content, catalog);
    const { warnings, seals } = await office.plan({ path, placements: placements() });
    // pdf.js may leave out what is in a layer that is off: then it is found where it is seen.
    const isFound = (seals[0]?.impressions[0]?.yMm ?? 0) > 200;
    expect(codesOf({ warnings } as StampPlan).includes('keyword-not-seen')).toBe(isFound);
    expect(isFound || catalog !== undefined).toBe(true);
  });

  test('that is seen, in black, on a scan or in white on red: nothing is said', async () => {
    stops = [];
    const contents = [seen, `${seen} 0.8 0 0 rg 290 190 200 40 re f 1 g BT /F 12 Tf 300 200 Td (Seal here) Tj ET`];
    for (const [index, content] of contents.entries()) {
      const plan = await office.plan({ path: written(`seen-${index}`, content), placements: placements() });
      expect(codesOf(plan)).not.toContain('keyword-not-seen');
    }
  });

  test('may be stopped where nobody sees it', async () => {
    stops = ['keyword-not-seen'];
    const path = written('stopped', drawn[0]?.[1] ?? '');
    await expect(office.stamp({ path, placements: placements() })).rejects.toMatchObject({
      code: 'PREFLIGHT_STOPPED',
      values: { code: 'keyword-not-seen' },
    });
  });
});

describe('what a keeper has stop a stamp', () => {
  test('comes first in the plan, and the run refuses it whatever the window did: no file, no record', async () => {
    stops = ['blank-field'];
    const stamp = {
      path: lease,
      seal,
      place: { page: 2, ...leasePlaces.amount },
      outputPath: join(folder, 'stopped.pdf'),
    };
    const { warnings } = await office.plan(stamp);
    expect(warnings.map(({ code, level }) => [code, level])).toEqual([
      ['blank-field', 'stop'],
      ['blank-field', 'stop'],
      ['seal-over-text', 'warn'],
    ]);
    const before = office.rows().length;
    // Without its PIN: the refusal comes before.
    await expect(office.stamp({ ...stamp, pins: {} })).rejects.toMatchObject({
      code: 'PREFLIGHT_STOPPED',
      values: { code: 'blank-field' },
    });
    expect(office.rows()).toHaveLength(before);
    expect(existsSync(stamp.outputPath)).toBe(false);
    expect(filesIn(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('stops too where the text that would tell cannot be read', async () => {
    const path = join(folder, 'endless.pdf');
    const lines = `(${'a_'.repeat(100)}) Tj T* `.repeat(300);
    writeFileSync(path, onePage({ more: { 4: stream(`BT /F 1 Tf 1 TL 72 800 Td ${lines} ET`) } }));
    stops = [];
    expect((await office.plan({ path, seal, place: on(60, 60) })).warnings).toMatchObject([
      { code: 'text-not-read', level: 'warn' },
    ]);
    stops = ['blank-field'];
    await expect(office.stamp({ path, seal, place: on(60, 60) })).rejects.toMatchObject({
      code: 'PREFLIGHT_STOPPED',
      values: { code: 'text-not-read' },
    });
  });

  test('stops for the last of many stamped pages too', async () => {
    const path = join(folder, 'many-pages.pdf');
    const page = (contents: number) =>
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources << /Font << /F 5 0 R >> >> >>`;
    const numbers = Array.from({ length: 30 }, (_, index) => 10 + index);
    const kids = `/Kids [${numbers.map((number) => `${number} 0 R`).join(' ')}] /Count 30`;
    const pages = Object.fromEntries(numbers.map((number) => [number, page(number === 30 ? 6 : 4)]));
    const blank = stream('BT /F 12 Tf 72 700 Td (Amount: ________________) Tj ET');
    writeFileSync(path, onePage({ more: { 2: `<< /Type /Pages ${kids} >>`, 6: blank, ...pages } }));
    const place = { corner: 'bottom-right', acrossMm: 40, downMm: 40 } as const;
    const placements = [{ sealId: seal.id, placing: { rule: 'pages', pages: '每页', place } } as const];
    stops = [];
    expect(codesOf(await office.plan({ path, placements }))).not.toContain('blank-field');
    stops = ['blank-field'];
    await expect(office.stamp({ path, placements })).rejects.toMatchObject({
      code: 'PREFLIGHT_STOPPED',
      values: { code: 'blank-field' },
    });
  });

  test('lets everything else pass', async () => {
    stops = ['party-not-named'];
    const outputPath = join(folder, 'passed.pdf');
    await office.stamp({ path: lease, seal, place: { page: 2, ...leasePlaces.amount }, outputPath });
    expect(existsSync(outputPath)).toBe(true);
  });
});
