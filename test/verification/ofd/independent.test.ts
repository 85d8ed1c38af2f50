/** The same packages by a checker of another language, written from the standards: what it finds is what this program finds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askPython, isIntact, type PythonAnswer } from '../../fixtures/ofd/ask-python.ts';
import { makeParts, type Parts, pack, textOf, withText, xml } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { verifyOfd } from '../../fixtures/ofd/verify.ts';
import { openSealOffice, type SealOffice } from '../../signature/seal-office.ts';

let office: SealOffice;
let folder: string;
beforeAll(() => {
  office = openSealOffice();
  folder = mkdtempSync(join(tmpdir(), 'ofd-'));
});
afterAll(() => {
  office.openssl.remove();
  rmSync(folder, { recursive: true });
});

function askAbout(files: readonly Uint8Array[]): PythonAnswer[] {
  const paths = files.map((content, index) => {
    const path = join(folder, `${index}.ofd`);
    writeFileSync(path, content);
    return path;
  });
  return askPython(paths);
}

/** Of each signature its number, whether nothing was changed, and what it leaves open; a word where the file cannot be read. */
function byPython(told: PythonAnswer) {
  if ('error' in told) return 'refused';
  return told.signatures.map((one) => {
    if ('error' in one) return { id: one.id, isIntact: false, open: null };
    const { id, open } = one;
    return { id, isIntact: isIntact(one), open: isIntact(one) ? open : null };
  });
}

async function byThisProgram(ofd: Uint8Array) {
  const report = await verifyOfd(office, ofd).catch(() => null);
  return (
    report?.signatures.map(({ fieldName, verdict, changes }) => {
      const open = changes.flatMap(({ part, kind }) => (part === null || kind === 'signature-added' ? [] : [part]));
      return { id: fieldName, isIntact: verdict !== 'invalid', open: verdict === 'invalid' ? null : open.toSorted() };
    }) ?? 'refused'
  );
}

/** 骑缝 over so many pages, a slice each. */
const slices = (pages: number) =>
  Array.from({ length: pages }, (_, page) => {
    const width = 40 / pages;
    return `<ofd:StampAnnot ID="${1000 + page}" PageRef="${10 + page}" Boundary="${210 - width * (page + 1)} 100 40 40" Clip="${page * width} 0 ${width} 40"/>`;
  });

it('finds the same in sound, extended, tampered and unprotected packages', async () => {
  const sound = await seal(office, makeParts({ hasAttachment: true, hasTemplate: true }));
  const twice = await seal(office, sound);
  const noEntry = await seal(office, makeParts(), { covers: (name) => name !== 'OFD.xml' });
  const text = (parts: Parts, name: string, from: string, to: string) =>
    withText(parts, name, (before) => before.replace(from, to));
  const flipped = (parts: Parts, name: string, at: number) => {
    const content = Buffer.from(parts.get(name) ?? []);
    content[at < 0 ? content.length + at : at] = (content.at(at) ?? 0) ^ 1;
    return new Map(parts).set(name, content);
  };
  const redirected = text(noEntry, 'OFD.xml', 'Doc_0/Document.xml', 'Doc_1/Document.xml');
  redirected.set(
    'Doc_1/Document.xml',
    Buffer.from(textOf(noEntry, 'Doc_0/Document.xml').replaceAll('Pages/', '/Doc_0/Pages/')),
  );
  redirected.set('Doc_1/PublicRes.xml', xml('<Res/>'));
  const without = new Map(sound);
  without.delete('Doc_0/Res/image_1.png');
  const packages: Parts[] = [
    sound,
    twice,
    await seal(office, twice),
    await seal(office, makeParts({ pages: 200 }), { stamps: slices(200) }),
    await seal(office, makeParts(), { seal: { version: 5 } }),
    await seal(office, makeParts(), { locks: true, order: (fields) => fields.toReversed(), checkMethod: 'sm3' }),
    await seal(office, makeParts({ hasTemplate: true }), { covers: (name) => !name.includes('Tpls') }),
    noEntry,
    redirected,
    without,
    text(sound, 'Doc_0/Pages/Page_0/Content.xml', '合同', '借条'),
    text(sound, 'Doc_0/Signs/Sign_0/Signature.xml', '120 200', '120 100'),
    text(twice, 'Doc_0/Signs/Sign_1/Signature.xml', '120 200', '120 100'),
    flipped(sound, 'Doc_0/Signs/Sign_0/Seal.esl', 300),
    flipped(sound, 'Doc_0/Signs/Sign_0/SignedValue.dat', -1),
    flipped(sound, 'Doc_0/Signs/Sign_0/SignedValue.dat', 400),
    await seal(office, makeParts(), { sealFile: Buffer.from('0') }),
    withText(sound, 'OFD.xml', (before) => before.replace('?>', '?><!DOCTYPE x>')),
  ];
  const files = packages.map((parts) => pack(parts));
  const theirs = askAbout(files).map(byPython);
  const ours = await Promise.all(files.map(byThisProgram));
  expect(ours).toEqual(theirs);
  // Both know sound from unsound: none of this would show if both were blind.
  const verdicts = ours.map((one) => (one === 'refused' ? one : one.map(({ isIntact }) => isIntact)));
  expect(verdicts.slice(0, 6)).toEqual([[true], [true, true], [true, true, true], [true], [true], [true]]);
  expect(verdicts.slice(9)).toEqual([
    [false],
    [false],
    [false],
    [true, false],
    [false],
    [false],
    [false],
    [false],
    'refused',
  ]);
});
