import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openFileSource } from '../../src-main/files/index.ts';
import { openPackage } from '../../src-main/ofd/index.ts';
import { parseSignatureList } from '../../src-main/ofd/signing/signature-list.ts';
import { parsePackageRoot } from '../../src-main/ofd/structure/package-root.ts';
import { atOffset, writeDirectory, writeEntry } from '../../src-main/ofd/writing/archive-writer.ts';
import { withRows, withSignatureList } from '../../src-main/ofd/writing/edited-parts.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { makeParts } from '../fixtures/ofd/package.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many entries Python's zipfile finds, and the text of the last. */
function byPython(path: string): { count: number; last: string } {
  const script =
    'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1]);n=z.namelist()\nprint(json.dumps({"count":len(n),"last":z.read(n[-1]).decode()}))';
  return JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }));
}

describe('an archive', () => {
  it('of more entries than its first form counts is written and read in the other', () => {
    const count = 66_000;
    const entries = Array.from({ length: count }, (_, index) =>
      writeEntry(`${index}.xml`, Buffer.from('<x/>'), new Date()),
    );
    let offset = 0;
    const records = entries.map(({ record, bytes }) => {
      const placed = atOffset(record, offset);
      offset += bytes.length;
      return placed;
    });
    const whole = Buffer.concat([...entries.map(({ bytes }) => bytes), writeDirectory(records, offset)]);
    const read = openPackage(bytesSource(whole));
    expect([read.entries.length, read.remarks]).toEqual([count, []]);
    const path = join(folder, 'many.zip');
    const file = openSync(path, 'w');
    writeSync(file, whole);
    closeSync(file);
    expect(byPython(path)).toEqual({ count, last: '<x/>' });
  });

  it('of more than 4 GiB has its later entries where other programs find them', () => {
    const path = join(folder, 'large.zip');
    const zeros = 4.5 * 2 ** 30;
    const name = Buffer.from('large.bin');
    const longs = Buffer.alloc(20);
    longs.writeUInt16LE(1, 0);
    longs.writeUInt16LE(16, 2);
    for (const at of [4, 12]) longs.writeBigUInt64LE(BigInt(zeros), at);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(45, 4);
    header.writeUInt32LE(0xffffffff, 18);
    header.writeUInt32LE(0xffffffff, 22);
    header.writeUInt16LE(name.length, 26);
    header.writeUInt16LE(longs.length, 28);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(45, 4);
    header.copy(record, 6, 4, 30);
    const small = writeEntry('OFD.xml', Buffer.from('<OFD/>'), new Date());
    const start = header.length + name.length + longs.length + zeros;
    const records = [atOffset(Buffer.concat([record, name, longs]), 0), atOffset(small.record, start)];
    const file = openSync(path, 'w');
    writeSync(file, Buffer.concat([header, name, longs]), 0, undefined, 0);
    // What nobody wrote takes no room on the disk.
    ftruncateSync(file, start);
    writeSync(file, small.bytes, 0, small.bytes.length, start);
    const directory = writeDirectory(records, start + small.bytes.length);
    writeSync(file, directory, 0, directory.length, start + small.bytes.length);
    closeSync(file);
    expect(byPython(path)).toEqual({ count: 2, last: '<OFD/>' });
    const source = openFileSource(path);
    try {
      const read = openPackage(source);
      const found = read.find('OFD.xml');
      expect(found?.entry.start).toBe(start);
      expect(found && Buffer.from(read.read(found.entry, 100)).toString()).toBe('<OFD/>');
      // Written again, nearer to the beginning, it needs the longer form no more.
      const [large, other] = read.records;
      expect(large && Buffer.from(atOffset(large.record, 0)).equals(records[0] ?? Buffer.alloc(0))).toBe(true);
      const nearer = Buffer.from(atOffset(other?.record ?? small.record, 7));
      expect([nearer.readUInt16LE(30), nearer.readUInt32LE(42)]).toEqual([0, 7]);
    } finally {
      source.close();
    }
  });

  it('has what is smaller for it compressed, with the checksum of what it was', () => {
    const content = Buffer.from('<x/>'.repeat(1000));
    const { bytes } = writeEntry('附件.xml', content, new Date());
    expect(bytes.length).toBeLessThan(200);
    expect(Buffer.from(bytes).readUInt32LE(14)).toBe(crc32(content));
  });
});

const root = (inBody: string, head = '') =>
  Buffer.from(`${head}<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody>${inBody}</ofd:DocBody></ofd:OFD>`);

describe('the place of a list of signatures', () => {
  it.each<[string, Buffer]>([
    ['a plain root', makeParts().get('OFD.xml') ?? Buffer.alloc(0)],
    ['an empty element', root('<ofd:DocRoot>a</ofd:DocRoot><ofd:Signatures/>')],
    ['an element with spaces', root('<ofd:DocRoot>a</ofd:DocRoot><ofd:Signatures> </ofd:Signatures>')],
    ['a declaration of GBK', root('<ofd:DocRoot>a</ofd:DocRoot>', '<?xml version="1.0" encoding="GBK"?>')],
    ['UTF-16', Buffer.from(`\ufeff${root('<ofd:DocRoot>a</ofd:DocRoot>').toString()}`, 'utf16le')],
  ])('is written into %s, of which all else stays', (_, before) => {
    const made = withSignatureList(before, 'OFD.xml', '文档/Signs/Signatures.xml');
    const [old, now] = [parsePackageRoot(before, 'OFD.xml'), parsePackageRoot(made, 'OFD.xml')];
    expect(now.bodies.map(({ signatureLists }) => signatureLists)).toEqual([['文档/Signs/Signatures.xml']]);
    expect(now.bodies.map(({ documentRoots }) => documentRoots)).toEqual(
      old.bodies.map(({ documentRoots }) => documentRoots),
    );
    expect(made.length).toBeGreaterThan(before.length);
  });

  it.each<[string, Buffer]>([
    [
      'an end in a comment',
      Buffer.concat([root('<ofd:DocRoot>a</ofd:DocRoot>'), Buffer.from('<!-- </ofd:DocBody> -->')]),
    ],
    [
      'two documents',
      Buffer.from(
        root('<ofd:DocRoot>a</ofd:DocRoot>')
          .toString()
          .replace('</ofd:OFD>', '<ofd:DocBody><ofd:DocRoot>b</ofd:DocRoot></ofd:DocBody></ofd:OFD>'),
      ),
    ],
  ])('is not written where readers could miss it: %s', (_, before) => {
    expect(() => withSignatureList(before, 'OFD.xml', 'Signatures.xml')).toThrow('OFD_DAMAGED');
  });
});

describe('a list of signatures', () => {
  const list = (rows: string, last = '<ofd:MaxSignId>4</ofd:MaxSignId>') =>
    Buffer.from(`<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016">${last}${rows}</ofd:Signatures>`);
  const row = '<ofd:Signature ID="s4" BaseLoc="Sign_0/Signature.xml"/>';
  const added = [{ id: 5, path: 'Doc_0/Signs/Sign_5/Signature.xml' }];
  const path = 'Doc_0/Signs/Signatures.xml';
  const grown = (bytes: Buffer) => withRows({ bytes, list: parseSignatureList(bytes, path) }, path, added, 6);

  it.each<[string, Buffer]>([
    ['with a last number', list(row)],
    ['without one', list(row, '')],
    ['with an empty one', list(row, '<ofd:MaxSignId/>')],
    [
      'without a prefix',
      Buffer.from(
        list(row)
          .toString()
          .replaceAll('ofd:', '')
          .replace('xmlns:ofd', 'xmlns')
          .replace('xmlns:', 'xmlns')
          .replace('xmlnsofd', 'xmlns'),
      ),
    ],
  ])('keeps its rows as they are written and takes another: %s', (_, before) => {
    const text = Buffer.from(grown(before)).toString();
    expect(text).toMatch(/<(?:ofd:)?Signature ID="s4" BaseLoc="Sign_0\/Signature.xml"\/>/);
    const read = parseSignatureList(Buffer.from(text), path);
    expect(read).toMatchObject({ lastId: '6', doubts: [] });
    expect(read.signatures.map(({ id, type, path: of }) => [id, type, of])).toEqual([
      ['s4', 'Seal', 'Doc_0/Signs/Sign_0/Signature.xml'],
      ['5', 'Seal', 'Doc_0/Signs/Sign_5/Signature.xml'],
    ]);
  });

  it('is written anew where it has no row', () => {
    for (const before of [list('', ''), Buffer.from('<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"/>')]) {
      expect(parseSignatureList(grown(before), path)).toMatchObject({ lastId: '6', doubts: [] });
    }
  });

  it('is left where its end stands in a comment', () => {
    const odd = Buffer.concat([list(row), Buffer.from('<!-- </ofd:Signatures> -->')]);
    expect(() => grown(odd)).toThrow('OFD_DAMAGED');
  });
});
