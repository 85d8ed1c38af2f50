/** 签名域: seals in the empty signature fields that a file brings, judged by other programs and by our own verification. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlacementInput, Seal } from '../../src-main/contract/index.ts';
import { onePage, stream } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';
import { mutoolVerdicts, pdfsig, qpdfComplaints } from './other-tools.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-fields-'));
let made: SoftHsmToken;
let office: Office;
/** A square of 20 mm. */
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

const widget = (name: string, rect: string, more = '') =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /P 3 0 R /F 4 /Rect [${rect}] ${more} >>`;
/** 70 mm × 42 mm, and 10 mm high, below the text of the page. */
const large = '100 300 298.43 419.06';
const low = '320 300 518.43 328.35';

let files = 0;
/** A form with these fields. */
function form(
  fields: readonly string[],
  { page = '', more = {} }: { page?: string; more?: Record<number, string> } = {},
): string {
  const objects = Object.fromEntries(fields.map((field, index) => [10 + index, field]));
  const refs = fields.map((_, index) => `${10 + index} 0 R`).join(' ');
  const catalog = `/AcroForm << /Fields [${refs}] >>`;
  const path = join(folder, `form-${++files}.pdf`);
  writeFileSync(
    path,
    onePage({
      catalog,
      pageEntries: `${page.includes('/Annots') ? '' : `/Annots [${refs}]`} ${page}`,
      more: { ...objects, ...more },
    }),
  );
  return path;
}

const into = (field: string): PlacementInput => ({ sealId: seal.id, placing: { rule: 'field', field } });
const stampInto = (path: string, field: string, more: object = {}) =>
  office.stamp({ path, placements: [into(field)], ...more });

/** Every judge accepts all signatures of a file. */
function expectAccepted(path: string, count: number): void {
  // It lists the empty fields as well.
  const judged = pdfsig(path).filter(({ text }) => text.includes('Signature Validation'));
  expect(judged.map(({ valid }) => valid)).toEqual(Array(count).fill(true));
  expect(qpdfComplaints(path)).toBe('');
  expect(mutoolVerdicts(path).join('\n')).not.toMatch(/digest error|invalid|\bchanged|fail/i);
}

describe('a seal in a field of the file', () => {
  it('stands in its true size in the middle; the field keeps its place and its name', async () => {
    const path = form([widget('甲方', large).replace('(甲方)', '<FEFF7532 65B9>')]);
    const result = await stampInto(path, 'auto');
    const [impression] = result.seals[0]?.impressions ?? [];
    expect(impression).toMatchObject({ page: 1, field: '甲方', widthMm: 20, heightMm: 20 });
    const [signature] = result.report.signatures;
    expect([signature?.fieldName, signature?.verdict]).toEqual(['甲方', 'valid']);
    expect(signature?.widget?.widthMm).toBeCloseTo(70, 1);
    expect(result.report.signatures).toHaveLength(1);
    expectAccepted(result.outputPath, 1);
    expect(pdfsig(result.outputPath)[0]?.text).toContain('甲方');
    expect(office.rows().at(-1)?.outcome).toBe('completed');
  });

  it('is made smaller where the field is, and that is said before the PIN', async () => {
    const path = form([widget('Low', low)]);
    const { warnings, seals } = await office.plan({ path, placements: [into('Low')] });
    const values = { seal: seal.name, field: 'Low', percent: 50 };
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'seal-reduced', level: 'warn', values }));
    expect(seals[0]?.impressions[0]?.heightMm).toBeCloseTo(10, 1);
    const result = await stampInto(path, 'Low');
    expect(result.report.verdict).toBe('valid');
    expectAccepted(result.outputPath, 1);
  });

  it.each([90, 180, 270])('stands upright on a page turned by %d', async (rotate) => {
    const result = await stampInto(form([widget('A', large)], { page: `/Rotate ${rotate}` }), 'A');
    expect(result.report.verdict).toBe('valid');
    expectAccepted(result.outputPath, 1);
  });

  it.each([
    ['a link lies', '/Subtype /Link /Border [0 0 1]'],
    ['a note would open', '/Subtype /Popup'],
    ['something hidden lies', '/Subtype /Square /F 2 /AP << /N 21 0 R >>'],
    ['a box stands beside it', '/Subtype /Square /AP << /N 21 0 R >>', '320 300 400 400'],
  ])('goes into one over which %s', async (_, entries, rect = undefined) => {
    const { seals } = await office.plan({
      path: form([widget('A', large)], over(entries, rect)),
      placements: [into('A')],
    });
    expect(seals).toHaveLength(1);
  });

  it('goes into a field of a group, and beside seals elsewhere, as one signature', async () => {
    const group = '<< /T (Buyer) /Kids [20 0 R] >>';
    const kid = widget('Seal', large, '/Parent 10 0 R');
    const path = join(folder, 'group.pdf');
    const catalog = '/AcroForm << /Fields [10 0 R] >>';
    writeFileSync(path, onePage({ catalog, pageEntries: '/Annots [20 0 R]', more: { 10: group, 20: kid } }));
    const here = { sealId: seal.id, placing: { rule: 'here', page: 1, xMm: 160, yMm: 250 } } as const;
    const result = await office.stamp({ path, placements: [into('Buyer.Seal'), here] });
    expect(result.historySeqs).toHaveLength(1);
    const names = result.report.signatures.map(({ fieldName, verdict }) => [fieldName, verdict]);
    expect(names).toEqual([['Buyer.Seal', 'valid']]);
    expect(result.report.signatures[0]?.furtherWidgets).toHaveLength(1);
    expectAccepted(result.outputPath, 2);
  });

  it('leaves the earlier signature with signatures only, in the next field of the form', async () => {
    const path = form([widget('A', large), widget('B', '100 100 298.43 219.06')]);
    const first = await stampInto(path, '#1');
    const second = await stampInto(first.outputPath, 'auto');
    expect(second.report.signatures.map(({ fieldName, laterChanges }) => [fieldName, laterChanges])).toEqual([
      ['A', 'signatures-only'],
      ['B', 'none'],
    ]);
    expect(second.report.verdict).toBe('valid');
    expectAccepted(second.outputPath, 2);
    expect(readFileSync(second.outputPath).subarray(0, first.sizeBytes).equals(readFileSync(first.outputPath))).toBe(
      true,
    );
  });

  it('with a border that readers draw takes no seal once something is signed, and that is said before the token signs', async () => {
    const bordered = widget('B', '100 100 298.43 219.06', '/MK << /BC [0] /BG [0.9] >>');
    const path = form([widget('A', large), bordered]);
    expect((await stampInto(path, 'B')).report.verdict).toBe('valid');
    const { outputPath } = await stampInto(path, 'A');
    const rows = office.rows().length;
    await expect(stampInto(outputPath, 'B')).rejects.toMatchObject({ code: 'SEAL_COVERS_SIGNED_CONTENT' });
    expect(office.rows()).toHaveLength(rows);
  });

  it('is listed for a window with its page and place, or with what is wrong with it', async () => {
    const path = form([widget('A', large), widget('Hidden', '0 0 0 0'), widget('Runs', low, '/AA << >>')]);
    const { documentId } = await office.documents['documents.open']({ path });
    const fields = await office.documents['documents.emptyFields']({ documentId });
    expect(fields.map(({ name, page, trouble }) => [name, page, trouble])).toEqual([
      ['A', 1, null],
      ['Hidden', null, 'field/invisible'],
      ['Runs', 1, 'field/own-actions'],
    ]);
    expect(Math.round(fields[0]?.area?.widthMm ?? 0)).toBe(70);
  });
});

const text = (name: string, rect: string) =>
  widget(name, rect, '/DA (/F 12 Tf 0 g)').replace('/FT /Sig', '/FT /Tx /V (x)');
const sheet = stream('1 g 0 0 400 400 re f', '/Type /XObject /Subtype /Form /BBox [0 0 400 400]');
const over = (entries: string, rect = '90 290 310 430') => ({
  page: '/Annots [10 0 R 20 0 R]',
  more: { 20: `<< /Type /Annot ${entries.includes('/F ') ? '' : '/F 4'} /Rect [${rect}] ${entries} >>`, 21: sheet },
});
/** A field "A" in a group "G". */
function grouped(entries: string, kid = '/Parent 10 0 R', more: Record<number, string> = {}): string {
  const path = join(folder, `group-${++files}.pdf`);
  const objects = { 10: `<< /T (G) /FT /Sig /Kids [20 0 R] ${entries} >>`, 20: widget('A', large, kid), ...more };
  const catalog = '/AcroForm << /Fields [10 0 R] >>';
  writeFileSync(path, onePage({ catalog, pageEntries: '/Annots [20 0 R]', more: objects }));
  return path;
}

describe('a field is refused', () => {
  const two = () => form([widget('A', large), widget('B', low)]);
  const unsuitable = (reason: string) => ({ code: 'FIELD_UNSUITABLE', values: { reason } });
  it.each<[string, () => string, string, object]>([
    ['that is not there', two, 'C', { code: 'FIELD_NOT_FOUND', values: { field: 'C', count: 2 } }],
    ['beyond the last', two, '#3', { code: 'FIELD_NOT_FOUND' }],
    ['that nobody named, of several', two, 'auto', { code: 'FIELD_AMBIGUOUS', values: { names: 'A · B' } }],
    ['without a place', () => form([widget('A', '0 0 0 0')]), 'A', unsuitable('field/invisible')],
    [
      'that is hidden',
      () => form([widget('A', large, '/F 2').replace('/F 4', '')]),
      'A',
      unsuitable('field/invisible'),
    ],
    ['that runs something', () => form([widget('A', large, '/AA << >>')]), 'A', unsuitable('field/own-actions')],
    ['too small to read', () => form([widget('A', '100 300 200 310')]), 'A', unsuitable('field/too-small')],
    [
      'whose place some readers do not find',
      () =>
        form([`<< /FT /Sig /T (A) /Kids [20 0 R] >>`], {
          more: { 20: `<< /Subtype /Widget /Parent 10 0 R /P 3 0 R /F 4 /Rect [${large}] >>` },
        }),
      'A',
      unsuitable('field/widget-apart'),
    ],
    [
      'that shares its name with a field of another kind',
      () => form([widget('A', large), text('A', low)]),
      'A',
      unsuitable('field/name-not-unique'),
    ],
    [
      'that a page lists twice',
      () => form([widget('A', large)], { page: '/Annots [10 0 R 10 0 R]' }),
      'A',
      unsuitable('field/several-places'),
    ],
    ['with a rectangle of five numbers', () => form([widget('A', `${large} 500`)]), 'A', unsuitable('field/malformed')],
    [
      'under a box',
      () => form([widget('A', large)], over('/Subtype /Square /AP << /N 21 0 R >>')),
      'A',
      unsuitable('field/covered'),
    ],
    ['under a field', () => form([widget('A', large), text('B', large)]), 'A', unsuitable('field/covered')],
    [
      'under a signature',
      () => form([widget('A', large), widget('B', large, '/V 21 0 R')]),
      'A',
      unsuitable('field/covered'),
    ],
    [
      'in a group that demands something',
      () => grouped('/SV << /Ff 1 /Filter /X >>'),
      'G.A',
      unsuitable('field/malformed'),
    ],
    [
      'in a group that locks something',
      () => grouped('/Lock << /Action /All >>'),
      'G.A',
      unsuitable('field/malformed'),
    ],
    [
      'in a group that has a place',
      () => grouped(`/Subtype /Widget /Rect [${low}]`),
      'G.A',
      unsuitable('field/malformed'),
    ],
    [
      'that names another group',
      () => grouped('', '/Parent 22 0 R', { 22: '<< /T (X) /V 21 0 R >>' }),
      'G.A',
      unsuitable('field/malformed'),
    ],
    ['that names no group', () => grouped('', ''), 'G.A', unsuitable('field/malformed')],
    [
      'that is in none and names one',
      () => form([widget('A', large, '/Parent 22 0 R')], { more: { 22: '<< /T (X) /Kids [10 0 R] >>' } }),
      'A',
      unsuitable('field/malformed'),
    ],
    ['of a common name', () => form([widget('A', large), widget('A', low)]), 'A', unsuitable('field/name-not-unique')],
  ])('%s', async (_, makeForm, field, expected) => {
    const rows = office.rows().length;
    await expect(stampInto(makeForm(), field)).rejects.toMatchObject(expected);
    expect(office.rows()).toHaveLength(rows);
  });

  it('once it is signed, or chosen twice', async () => {
    const path = two();
    const { outputPath } = await stampInto(path, 'A');
    await expect(stampInto(outputPath, 'A')).rejects.toMatchObject({ code: 'FIELD_SIGNED', values: { field: 'A' } });
    const twice = office.stamp({ path, placements: [into('A'), into('#1')] });
    await expect(twice).rejects.toMatchObject({ code: 'FIELD_TAKEN' });
  });
});

describe('a field that locks', () => {
  const lock = (action: string, fields = '') => `/Lock << /Type /SigFieldLock /Action /${action} ${fields} >>`;
  const two = (locks: string) => form([widget('A', large, locks), widget('B', '100 100 298.43 219.06')]);

  it.each([
    ['All', ''],
    ['Include', '/Fields [(B)]'],
    ['Exclude', '/Fields [(A)]'],
  ])('%s %s lets no seal into what it locks', async (action, fields) => {
    const { outputPath, report } = await stampInto(two(lock(action, fields)), 'A');
    expect(report.verdict).toBe('valid');
    expectAccepted(outputPath, 1);
    const reference = /\/TransformMethod \/FieldMDP \/TransformParams << \/Type \/TransformParams \/Action \/(\w+)/s;
    const written = readFileSync(outputPath, 'latin1').replace(/\s+/g, ' ');
    expect(reference.exec(written)?.[1]).toBe(action);
    await expect(stampInto(outputPath, 'B')).rejects.toMatchObject({ code: 'PDF_LOCKED' });
  });

  it('Exclude lets a seal into the field that it names, and into no new one', async () => {
    const first = await stampInto(two(lock('Exclude', '/Fields [(B)]')), 'A');
    await expect(office.stamp({ path: first.outputPath, seal })).rejects.toMatchObject({ code: 'PDF_LOCKED' });
    const second = await stampInto(first.outputPath, 'B');
    expect(second.report.signatures.map(({ laterChanges }) => laterChanges)).toEqual(['signatures-only', 'none']);
    expect(second.report.verdict).toBe('valid');
    expectAccepted(second.outputPath, 2);
  });

  it.each([
    ['Include', '/Fields [(B)]'],
    ['Exclude', '/Fields [(A)]'],
  ])('%s %s is refused where another seal of the same run goes into what it locks', async (action, fields) => {
    const other = await office.sealOn(made);
    const next = { sealId: other.id, placing: { rule: 'field', field: 'B' } } as const;
    const rows = office.rows().length;
    await expect(
      office.stamp({ path: two(lock(action, fields)), placements: [into('A'), next] }),
    ).rejects.toMatchObject({
      code: 'FIELD_UNSUITABLE',
      values: { reason: 'field/locks-others' },
    });
    expect(office.rows()).toHaveLength(rows);
  });

  it('of which not all is understood locks everything', async () => {
    const { outputPath } = await stampInto(two('/Lock [/Include]'), 'A');
    await expect(stampInto(outputPath, 'B')).rejects.toMatchObject({ code: 'PDF_LOCKED' });
  });

  it('is refused where another seal of the same run is to follow', async () => {
    const other = await office.sealOn(made);
    const here = { sealId: other.id, placing: { rule: 'here', page: 1, xMm: 160, yMm: 250 } } as const;
    const path = two(lock('All'));
    await expect(office.stamp({ path, placements: [into('A'), here] })).rejects.toMatchObject({
      code: 'FIELD_UNSUITABLE',
      values: { reason: 'field/locks-others' },
    });
    expect((await office.stamp({ path, placements: [here, into('A')] })).report.verdict).toBe('valid');
  });
});

describe('a certified file', () => {
  const certified = (level: number) => {
    const path = join(folder, `certified-${level}.pdf`);
    const params = `<< /Type /TransformParams /P ${level} /V /1.2 >>`;
    const more = {
      10: widget('A', large),
      20: '<< /Type /Sig /Filter /Adobe.PPKLite /Reference [21 0 R] /Contents <00> /ByteRange [0 1 2 3] >>',
      21: `<< /Type /SigRef /TransformMethod /DocMDP /TransformParams ${params} >>`,
    };
    const catalog = '/AcroForm << /Fields [10 0 R] >> /Perms << /DocMDP 20 0 R >>';
    writeFileSync(path, onePage({ catalog, pageEntries: '/Annots [10 0 R]', more }));
    return path;
  };

  it('takes a seal into its field where it permits signatures, and none where it permits nothing', async () => {
    expect((await office.plan({ path: certified(2), placements: [into('A')] })).seals).toHaveLength(1);
    // Verification takes what is no level of ISO 32000-2 for the strictest.
    for (const level of [1, 0, 4]) {
      const plan = office.plan({ path: certified(level), placements: [into('A')] });
      await expect(plan).rejects.toMatchObject({ code: 'PDF_CERTIFIED' });
    }
  });
});

describe('what a field demands', () => {
  const seeded = (seed: string) => form([widget('A', large, `/SV << /Type /SV ${seed} >>`)]);

  it('is obeyed: form of signature, digest, reason, or none', async () => {
    const met = seeded(
      '/Ff 107 /Filter /Adobe.PPKLite /SubFilter [/adbe.pkcs7.detached] /DigestMethod [(SHA256) (SHA512)] /Reasons [(采购合同)]'.replace(
        '(采购合同)',
        '<FEFF91C78D2D54085 40C>'.replace(' ', ''),
      ),
    );
    const result = await stampInto(met, 'A', { reason: '采购合同' });
    expect(result.report.verdict).toBe('valid');
    expectAccepted(result.outputPath, 1);
    expect(pdfsig(result.outputPath)[0]?.type).toBe('adbe.pkcs7.detached');
    const silent = await stampInto(seeded('/Ff 8 /Reasons [(.)]'), 'A', { reason: '采购合同' });
    expect(silent.report.signatures[0]?.reason).toBe('');
    expect(office.rows().at(-1)?.reason).toBe('采购合同');
  });

  it.each(['[<< /Ff 1 /Filter /X >>]', '99 0 R', '(x)'])(
    'is refused where it is no demand at all: %s',
    async (seed) => {
      const path = form([widget('A', large, `/SV ${seed}`)]);
      await expect(office.plan({ path, placements: [into('A')] })).rejects.toMatchObject({
        code: 'FIELD_DEMAND_UNMET',
        values: { reason: 'demand/unknown' },
      });
    },
  );

  it('is passed over where it is only recommended', async () => {
    const path = seeded(
      '/Ff 0 /SubFilter [/ETSI.CAdES.detached] /DigestMethod [(SHA1)] /Reasons [(x)] /AddRevInfo true',
    );
    expect((await stampInto(path, 'A')).report.verdict).toBe('valid');
  });

  it.each([
    ['demand/handler', '/Ff 1 /Filter /Entrust.PPKEF'],
    ['demand/format', '/Ff 2 /SubFilter [/adbe.pkcs7.sha1]'],
    ['demand/digest', '/Ff 64 /DigestMethod [(SHA1)]'],
    ['demand/reason', '/Ff 8 /Reasons [(approved)]'],
    ['demand/certificate', '/Cert << /Ff 1 /Subject [<3003020101>] >>'],
    ['demand/issuer', '/Cert << /Ff 2 /Issuer [<3003020101>] >>'],
    ['demand/certificate-policy', '/Cert << /Ff 4 /OID [(1.2.3)] >>'],
    ['demand/timestamp', '/TimeStamp << /URL (http://localhost) /Ff 1 >>'],
    ['demand/revocation-data', '/Ff 32 /AddRevInfo true'],
    ['demand/certification', '/MDP << /P 2 >>'],
    ['demand/legal-attestation', '/Ff 16 /LegalAttestation [(x)]'],
    ['demand/document-lock', '/Ff 128 /LockDocument /true'],
    ['demand/unknown', '/Ff 1024'],
    ['demand/unknown', '/Ff (1) /Filter /X'],
    ['demand/unknown', '/Ff 4294967296'],
    ['demand/unknown', '/Ff 1.5 /Filter /Adobe.PPKLite'],
    ['demand/unknown', '/Ff 128 /LockDocument true'],
    ['demand/unknown', '/MDP << /P /1 >>'],
    ['demand/unknown', '/MDP [1]'],
    ['demand/unknown', '/Cert [<< /Ff 1 /Subject [<00>] >>]'],
    ['demand/unknown', '/TimeStamp << /Ff true >>'],
    ['demand/unknown', '/Ff 32 /AddRevInfo /true'],
    ['demand/unknown', '/Ff 8 /Reasons (approved)'],
    ['demand/unknown', '/Ff 2 /SubFilter [(ETSI.CAdES.detached)]'],
    ['demand/unknown', '/Ff 4 /V 9'],
  ])('is refused before the PIN where it cannot be met: %s %s', async (reason, seed) => {
    const rows = office.rows().length;
    await expect(office.plan({ path: seeded(seed), placements: [into('A')] })).rejects.toMatchObject({
      code: 'FIELD_DEMAND_UNMET',
      values: { field: 'A', reason },
    });
    expect(office.rows()).toHaveLength(rows);
  });
});
