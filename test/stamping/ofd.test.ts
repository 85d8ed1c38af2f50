/** The clerk's desk with the trial UKey, a software UKey that speaks SKF, stamps OFD packages: what comes of it is checked by a checker of another language. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { Placing, StampRequest, StampResult, Trial } from '../../src-main/contract/index.ts';
import { openPackage } from '../../src-main/ofd/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { isIntact, signaturesIn } from '../fixtures/ofd/ask-python.ts';
import { makeParts, type Parts, pack, textOf, withText, xml } from '../fixtures/ofd/package.ts';
import { type SealForm, seal } from '../fixtures/ofd/seal.ts';
import type { ZipForm, ZipPart } from '../fixtures/ofd/zip.ts';
import { openSealOffice, type SealOffice } from '../signature/seal-office.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-ofd-'));
let app: App;
let trial: Trial;
let other: SealOffice;
let lastRun = 0;

beforeAll(async () => {
  const desktop = { open: async () => undefined, reveal: async () => undefined };
  app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop });
  trial = await app.call('trial.create', { algorithm: 'sm2' });
  other = openSealOffice();
});
afterAll(async () => {
  await app?.close();
  other?.openssl.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A file of these parts, in the clerk's folder. */
function write(parts: Parts, form: ZipForm = {}, change: (name: string) => Partial<ZipPart> = () => ({})): string {
  lastRun += 1;
  const path = join(folder, `合同-${lastRun}.ofd`);
  writeFileSync(path, pack(parts, form, change));
  return path;
}

const here: Placing = { rule: 'here', page: 1, xMm: 60, yMm: 60 };

function stamp(
  path: string,
  placings: readonly Placing[] = [here],
  options: Partial<StampRequest> = {},
): Promise<StampResult> {
  lastRun += 1;
  return app.call('stamp.run', {
    runId: `run-${lastRun}`,
    path,
    placements: placings.map((placing) => ({ sealId: trial.sealId, placing })),
    pins: { [trial.token.id]: trial.pin },
    ...options,
  });
}

/** The bytes of each entry as it is packed, with its header. */
function entriesOf(path: string): Map<string, string> {
  const bytes = readFileSync(path);
  const { entries } = openPackage(bytesSource(bytes));
  return new Map(entries.map(({ name, start, end }) => [name, bytes.subarray(start, end).toString('base64')]));
}

/** The entries that a stamp took away, changed and added. */
function changedBetween(before: string, after: string) {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  return {
    gone: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...old].filter(([name, bytes]) => now.has(name) && now.get(name) !== bytes).map(([name]) => name),
    added: [...now.keys()].filter((name) => !old.has(name)),
  };
}

describe('a stamped OFD', () => {
  it('has a seal that an independent checker finds whole, and keeps the bytes of every other part', async () => {
    const input = write(makeParts({ pages: 2, hasTemplate: true, hasAttachment: true, hasBrokenTag: true }));
    const result = await stamp(input);
    expect(result.outputPath).toBe(input.replace('.ofd', '_已盖章.ofd'));
    expect(result.report).toMatchObject({ format: 'ofd', verdict: 'trial', pageCount: 2 });
    const [signature] = result.report.signatures;
    expect(signature).toMatchObject({
      subFilter: 'OFD.Seal',
      algorithm: 'SM2-SM3',
      laterChanges: 'none',
      coversWholeFile: true,
      receipt: { number: expect.any(Number) },
      widget: { page: 1, leftMm: 40, topMm: 40, widthMm: 40, heightMm: 40 },
    });
    const [checked, ...others] = signaturesIn(result.outputPath);
    expect(others).toEqual([]);
    expect(checked).toMatchObject({ plain: true, unprotected: [], open: [], shown: true, locks: false });
    expect(checked && isIntact(checked)).toBe(true);
    expect(changedBetween(input, result.outputPath)).toEqual({
      gone: [],
      changed: ['OFD.xml'],
      added: ['Seal.esl', 'Signature.xml', 'SignedValue.dat']
        .map((name) => `Doc_0/Signs/Sign_1/${name}`)
        .concat('Doc_0/Signs/Signatures.xml'),
    });
    execFileSync('unzip', ['-tqq', result.outputPath]);
    const row = (await app.call('history.list', {})).rows.find(({ seq }) => seq === result.historySeqs[0]);
    expect(row).toMatchObject({ outcome: 'completed', sha256After: result.sha256After, documentPages: 2 });
  });

  it('takes a second and a third seal, which leave those before as they are', async () => {
    const first = await stamp(write(makeParts({ pages: 3, hasTemplate: true })));
    const second = await stamp(first.outputPath, [
      { rule: 'keyword', text: '合同2', which: 'all', pages: 'all', dxMm: 10, dyMm: 30 },
      { rule: 'pages', pages: '1,3', place: { corner: 'bottom-right', acrossMm: 50, downMm: 60 } },
    ]);
    expect(changedBetween(first.outputPath, second.outputPath)).toMatchObject({
      gone: [],
      changed: ['Doc_0/Signs/Signatures.xml'],
      added: expect.arrayContaining(['Doc_0/Signs/Sign_3/Signature.xml']),
    });
    const third = await stamp(second.outputPath, [{ ...here, page: 3 }]);
    expect(third.report.signatures.map(({ verdict, laterChanges }) => [verdict, laterChanges])).toEqual([
      ['trial', 'signatures-only'],
      ['trial', 'signatures-only'],
      ['trial', 'none'],
    ]);
    const checked = signaturesIn(third.outputPath);
    expect(checked.map(isIntact)).toEqual([true, true, true]);
    expect(checked[2]).toMatchObject({ unprotected: [], plain: true });
    // 合 stands at 20 mm, and the next signs 5 mm further each; they are 5 mm high, and 2 is half as wide.
    const [page = 0, boundary = [0, 0, 0, 0]] = checked[1]?.stamps[0] ?? [];
    expect(page).toBe(2);
    expect(boundary[0]).toBeCloseTo(20 + 12.5 / 2 + 10 - 20, 1);
    expect(boundary[1]).toBeCloseTo(20 + 5 - 5 * 0.35 + 30 - 20, 1);
  });

  it('bears a seal across the edges of 200 pages, whose slices join to the whole', async () => {
    const input = write(makeParts({ pages: 200 }));
    const { outputPath } = await stamp(input, [{ rule: 'paging', pages: 'all' } as Placing]);
    const [checked] = signaturesIn(outputPath);
    expect(checked && isIntact(checked)).toBe(true);
    const stamps = checked?.stamps ?? [];
    expect(stamps.map(([page]) => page)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    let shown = 0;
    for (const [, [left, , width, height], clip] of stamps) {
      const [from = 0, , part = 0] = clip ?? [];
      expect([width, height]).toEqual([40, 40]);
      // What shows ends at the right edge of the paper.
      expect(left + from + part).toBeCloseTo(210, 2);
      if (from === 0) shown = 0;
      expect(from).toBeCloseTo(shown, 2);
      shown = from + part;
    }
    expect(shown).toBeCloseTo(40, 2);
  });

  it('is looked at before the PIN as a PDF is, and opened for a window', async () => {
    const input = write(makeParts({ text: '甲方：____ 日期：  年  月  日 合同' }));
    const opened = await app.call('documents.open', { path: input });
    expect(opened).toMatchObject({ format: 'ofd', pageCount: 1, firstPage: { widthMm: 210, heightMm: 297 } });
    const asked = { runId: 'plan', path: input, documentId: opened.documentId };
    const plan = await app.call('stamp.plan', { ...asked, placements: [{ sealId: trial.sealId, placing: here }] });
    expect(plan.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['blank-field', 'trial-seal']));
    expect(plan.warnings.map(({ code }) => code)).not.toContain('viewers-sm2');
    writeFileSync(input, pack(makeParts({ text: '另一份' })));
    const placements = [{ sealId: trial.sealId, placing: here }];
    const changed = app.call('stamp.plan', { ...asked, placements });
    await expect(changed).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('is locked where that is asked, and takes no further seal then', async () => {
    const locked = await stamp(write(makeParts()), [here], { lock: true });
    expect(signaturesIn(locked.outputPath)[0]).toMatchObject({ locks: true, unprotected: [] });
    await expect(stamp(locked.outputPath)).rejects.toMatchObject({ code: 'OFD_LOCKED' });
  });
});

/** When another maker sealed; the clock of this machine is the same. */
const before = (): Partial<SealForm> => {
  const hours = (count: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + count * 3_600_000);
  const property = { createdAt: hours(-3), validFrom: hours(-3), validUntil: hours(24) };
  return { time: hours(-1), seal: { property } };
};

describe('an OFD of another maker', () => {
  const changed = (name: string, from: string | RegExp, to: string) => (parts: Parts) =>
    withText(parts, name, (text) => text.replace(from, to));
  const list = 'Doc_0/Signs/Signatures.xml';

  it.each<[string, Partial<SealForm>, ((parts: Parts) => Parts)?]>([
    ['as the standard has it', {}],
    ['with numbers like s4', {}, changed(list, 'ID="1"', 'ID="s4"')],
    ['without a last number', {}, changed(list, /<ofd:MaxSignId>.*?<\/ofd:MaxSignId>/, '')],
    ['with a last number that is behind', {}, changed(list, /<ofd:MaxSignId>.*?</, '<ofd:MaxSignId>0<')],
    ['with a relative path in its list', {}, changed(list, 'BaseLoc="/Doc_0/Signs/', 'BaseLoc="')],
    [
      'with a list without a prefix',
      {},
      (parts) => {
        const text = textOf(parts, list)
          .replaceAll('ofd:', '')
          .replace('xmlns:ofd', 'xmlns')
          .replace('xmlns:', 'xmlns');
        return new Map(parts).set(list, Buffer.from(text.replace('xmlnsofd', 'xmlns')));
      },
    ],
    ['with a value under another name', { valueName: 'SignValue.dat' }],
    ['without Seal.esl', { hasSealFile: false }],
    ['in a folder of its own', { folder: 'Signs/0' }],
    ['in version 5', { seal: { version: 5 } }],
  ])('is countersigned without harm: %s', async (_, form, change) => {
    const given = before();
    const sealForm = { ...given, ...form, seal: { ...given.seal, ...form.seal } };
    const sealed = await seal(other, makeParts({ pages: 2 }), sealForm);
    const input = write(change?.(sealed) ?? sealed);
    const { outputPath, report } = await stamp(input);
    expect(changedBetween(input, outputPath)).toMatchObject({ gone: [], changed: [list] });
    const checked = signaturesIn(outputPath);
    expect(checked.map(isIntact)).toEqual([true, true]);
    expect(checked[1]).toMatchObject({ plain: true, unprotected: [] });
    expect(report.signatures.map(({ laterChanges }) => laterChanges)).toEqual(['signatures-only', 'none']);
  });

  it.each<[string, Parts, ZipForm?, ((name: string) => Partial<ZipPart>)?]>([
    ['names in Chinese, with signs that XML escapes', renamed(makeParts(), 'image_1.png', "图 & '样' <1>.png")],
    ['the old namespace', everywhere(makeParts(), 'http://www.ofdspec.org/2016', 'http://www.ofdspec.org')],
    ['no prefix', everywhere(everywhere(makeParts(), 'ofd:', ''), 'xmlns:ofd', 'xmlns')],
    [
      'an empty place for its list',
      withText(makeParts(), 'OFD.xml', (text) => text.replace('</ofd:DocRoot>', '</ofd:DocRoot><ofd:Signatures/>')),
    ],
    [
      'a place for a list that is not there',
      withText(makeParts(), 'OFD.xml', (text) =>
        text.replace('</ofd:DocRoot>', '</ofd:DocRoot><ofd:Signatures>/Signatures.xml</ofd:Signatures>'),
      ),
    ],
    [
      'a byte order mark',
      new Map(makeParts()).set(
        'OFD.xml',
        Buffer.concat([Buffer.from('\ufeff'), makeParts().get('OFD.xml') ?? Buffer.alloc(0)]),
      ),
    ],
    ['sizes behind the data', makeParts(), {}, () => ({ descriptor: 'signed' })],
    ['stored parts', makeParts(), {}, () => ({ isStored: true })],
    [
      'something before, between and behind',
      makeParts(),
      { before: Buffer.from('xx'), after: Buffer.from('yy'), betweenDirectory: Buffer.from('zz') },
    ],
    [
      'folders of their own',
      new Map([['Doc_0/', Buffer.alloc(0)], ...makeParts()]),
      {},
      (name) => (name === 'Doc_0/' ? { isStored: true } : {}),
    ],
  ])('is sealed with %s', async (_, parts, form, change) => {
    const input = write(parts, form, change);
    const { outputPath, report } = await stamp(input);
    expect(report).toMatchObject({ verdict: 'trial', lines: { afterwards: 'none' } });
    const [checked] = signaturesIn(outputPath);
    expect(checked && isIntact(checked)).toBe(true);
    expect(checked).toMatchObject({ plain: true, unprotected: [] });
    execFileSync('unzip', ['-tqq', outputPath]);
  });
});

const everywhere = (parts: Parts, from: string, to: string): Parts =>
  new Map(
    [...parts].map(([name, content]) => [
      name,
      name.endsWith('.xml') ? Buffer.from(content.toString().replaceAll(from, to)) : content,
    ]),
  );

function renamed(parts: Parts, from: string, to: string): Parts {
  const escaped = to.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return new Map([...everywhere(parts, from, escaped)].map(([name, content]) => [name.replace(from, to), content]));
}

describe('no seal goes on', () => {
  const document = 'Doc_0/Document.xml';
  const page = 'Doc_0/Pages/Page_0/Content.xml';
  const change = (name: string, from: string, to: string) =>
    withText(makeParts(), name, (text) => text.replace(from, to));
  const added = (name: string, content = xml('<x/>')) => new Map(makeParts()).set(name, content);
  const without = (name: string) => new Map([...makeParts()].filter(([one]) => one !== name));

  it.each<[string, Parts, string]>([
    ['a document type', change('OFD.xml', '?>', '?><!DOCTYPE x>'), 'OFD_DAMAGED'],
    ['an entity in a page', change(page, '合同', '&x;'), 'OFD_DAMAGED'],
    ['a page that is missing', without(page), 'OFD_DAMAGED'],
    ['a page without a number', change(document, 'ID="10"', 'ID="a"'), 'OFD_DAMAGED'],
    [
      'two roots of its document',
      change('OFD.xml', '</ofd:DocRoot>', '</ofd:DocRoot><ofd:DocRoot>x</ofd:DocRoot>'),
      'OFD_DAMAGED',
    ],
    ['parts that differ in case alone', added('DOC_0/Document.xml'), 'OFD_DAMAGED'],
    ['parts listed elsewhere', added('OFDEntries.xml'), 'OFD_DAMAGED'],
    ['encrypted parts', added('Encryptions.xml'), 'OFD_ENCRYPTED'],
    ['signatures that no list names', added('Doc_0/Signs/Sign_0/Signature.xml'), 'OFD_DAMAGED'],
    ['a name that no reference can have', added('Doc_0/x.xml '), 'OFD_DAMAGED'],
    [
      'several documents',
      change(
        'OFD.xml',
        '</ofd:DocBody>',
        '</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>',
      ),
      'OFD_SEVERAL_DOCUMENTS',
    ],
    [
      'a document that forbids it',
      change(
        document,
        '</ofd:Document>',
        '<ofd:Permissions><ofd:Signature>false</ofd:Signature></ofd:Permissions></ofd:Document>',
      ),
      'OFD_PERMISSION_DENIED',
    ],
  ])('a package with %s, which is said before the PIN', async (_, parts, code) => {
    const path = write(parts);
    const asked = { runId: 'plan', path, placements: [{ sealId: trial.sealId, placing: here }] };
    await expect(app.call('stamp.plan', asked)).rejects.toMatchObject({ code });
    await expect(stamp(path)).rejects.toMatchObject({ code });
    expect(existsSync(path.replace('.ofd', '_已盖章.ofd'))).toBe(false);
  });

  it('a package with a part that is damaged: nothing is signed, nothing is on record, nothing is left', async () => {
    const path = write(makeParts({ pages: 2 }), {}, (name) =>
      name.endsWith('.png') ? { local: {}, trailing: Buffer.from('x') } : {},
    );
    const { total } = await app.call('history.list', {});
    await expect(stamp(path)).rejects.toMatchObject({ code: 'OFD_DAMAGED' });
    expect((await app.call('history.list', {})).total).toBe(total);
    expect(readdirSync(folder).filter((name) => name.includes('.part') || name.includes('part~'))).toEqual([]);
  });

  it('a package that unpacks to more than there is time for', async () => {
    const path = write(makeParts(), {}, (name) => (name.endsWith('.png') ? { sizeBytes: 2 ** 31 } : {}));
    const asked = { runId: 'plan', path, placements: [{ sealId: trial.sealId, placing: here }] };
    await expect(app.call('stamp.plan', asked)).rejects.toMatchObject({ code: 'OFD_LIMIT' });
  });

  it('by a seal of another kind, and says which kind it has to be', async () => {
    const rsa = await app.call('trial.create', { algorithm: 'rsa' }).catch(() => null);
    if (!rsa) return;
    const placements = [{ sealId: rsa.sealId, placing: here }];
    const asked = { runId: 'plan', path: write(makeParts()), placements };
    await expect(app.call('stamp.plan', asked)).rejects.toMatchObject({ code: 'OFD_NEEDS_STANDARD_SEAL' });
  });
});
