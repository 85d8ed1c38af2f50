import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderVerification, verificationReport } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { printPages, roundSeal } from '../../fixtures/seal-pages.ts';
import { run } from './qianyin.ts';

const warning = '第 1 页有一个看起来像印章的图案，但它下面没有电子签章，不能当作已盖章';
/** Where the picture is on its page: its centre, in millimetres. */
const pictureAt = '131,221';
const readAllParts = `import sys, zipfile
book = zipfile.ZipFile(sys.argv[1])
for name in book.namelist(): sys.stdout.buffer.write(book.read(name))`;
let office: Office;
let plain: string;
let pictured: string;

beforeAll(async () => {
  office = openOffice();
  const [page = new Uint8Array(), withPicture = new Uint8Array()] = await printPages([
    '<h1>采购合同</h1>',
    `<h1>采购合同</h1><div class=at>${roundSeal()}</div>`,
  ]);
  plain = join(office.folder, 'plain.pdf');
  pictured = join(office.folder, 'pictured.pdf');
  writeFileSync(plain, page);
  writeFileSync(pictured, withPicture);
});
afterAll(() => office.close());

async function stamp(path: string, name: string, at: string): Promise<string> {
  const output = join(office.folder, name);
  const place = ['--seal', office.sealId, '--page', '1', '--at', at];
  const args = ['stamp', path, '-o', output, ...place, '--pin-stdin'];
  expect(await run(office.where, args, `${office.token.pin}\n`)).toMatchObject({ code: 0 });
  return output;
}

async function verify(path: string) {
  const trust = ['--trust', office.token.caCertificatePath];
  const { code, stdout } = await run(office.where, ['verify', path, '--json', ...trust]);
  const { verdict, unsignedSealPictures } = verificationReport.parse(JSON.parse(stdout));
  const text = (await run(office.where, ['verify', path, ...trust])).stdout;
  return {
    code,
    verdict,
    text,
    pictures: unsignedSealPictures?.pictures,
    left: unsignedSealPictures?.pagesNotSearched,
  };
}

describe('qianyin verify', () => {
  test('warns of a picture of a seal in a file without any signature', async () => {
    const { code, verdict, pictures, left, text } = await verify(pictured);
    expect({ code, verdict, left }).toEqual({ code: 3, verdict: 'unsigned', left: 0 });
    expect(pictures).toMatchObject([{ page: 1, kind: 'drawing' }]);
    expect(text).toContain(`注意：${warning}`);
  });

  test('says nothing of the kind about a file that was stamped', async () => {
    const stamped = await stamp(plain, 'stamped.pdf', '100,100');
    const { code, verdict, pictures, left, text } = await verify(stamped);
    expect({ code, verdict, pictures, left }).toEqual({ code: 0, verdict: 'valid', pictures: [], left: 0 });
    expect(text).not.toContain('印章的图案');
  });

  test('tells the one picture from the one seal: the file stays valid, with a warning', async () => {
    const stamped = await stamp(pictured, 'stamped and pictured.pdf', '60,100');
    const { code, verdict, pictures, text } = await verify(stamped);
    expect({ code, verdict, count: pictures?.length }).toEqual({ code: 0, verdict: 'valid', count: 1 });
    expect(Math.abs((pictures?.[0]?.leftMm ?? 0) - 111)).toBeLessThan(3);
    expect(Math.abs((pictures?.[0]?.topMm ?? 0) - 200)).toBeLessThan(3);
    expect(text).toContain(warning);
  });

  test('takes a picture under a seal that was signed there for that seal', async () => {
    const { code, pictures } = await verify(await stamp(pictured, 'stamped over.pdf', pictureAt));
    expect({ code, pictures }).toEqual({ code: 0, pictures: [] });
  });

  test('says of the seal of a broken signature that it is one no more', async () => {
    const broken = join(office.folder, 'broken.pdf');
    const bytes = readFileSync(await stamp(plain, 'to break.pdf', '100,100'));
    const title = bytes.indexOf('/Producer');
    bytes[title + 12] = (bytes[title + 12] ?? 0) ^ 1;
    writeFileSync(broken, bytes);
    const { verdict, pictures } = await verify(broken);
    expect({ verdict, kinds: pictures?.map(({ kind }) => kind) }).toEqual({
      verdict: 'invalid',
      kinds: ['broken-signature'],
    });
  });

  test('names the pages in the table of a folder, on screen and in the workbook', async () => {
    const folder = join(office.folder, 'archive');
    mkdirSync(folder);
    writeFileSync(join(folder, '有图案.pdf'), readFileSync(pictured));
    writeFileSync(join(folder, '没有.pdf'), readFileSync(plain));
    const json = await run(office.where, ['verify', folder, '--json']);
    const { rows } = folderVerification.parse(JSON.parse(json.stdout));
    const pages = rows.map((row) => [
      row.name,
      row.outcome === 'unreadable' ? null : row.unsignedSealPictures?.pictures.map(({ page }) => page),
    ]);
    expect(Object.fromEntries(pages)).toEqual({ '有图案.pdf': [1], '没有.pdf': [] });
    const workbook = join(office.folder, 'results.xlsx');
    const { stdout } = await run(office.where, ['verify', folder, '--report', workbook]);
    expect(stdout).toMatch(/没有签章的印章图案\n/);
    expect(stdout).toMatch(/有图案\.pdf +没有签章 [^\n]*第 1 页/);
    expect(execFileSync('python3', ['-c', readAllParts, workbook], { encoding: 'utf8' })).toContain('第 1 页');
  });

  test('puts the warning into the printed report', async () => {
    const report = join(office.folder, 'report.pdf');
    expect((await run(office.where, ['verify', pictured, '--report', report])).code).toBe(3);
    const text = execFileSync('pdftotext', [report, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
    expect(text).toContain(warning.replace(/\s/g, ''));
  });
});
