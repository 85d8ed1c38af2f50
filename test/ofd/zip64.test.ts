/** Archives of more than four gigabytes or 65,535 entries have fields of their own (APPNOTE.TXT, 4.3.14, 4.5.3): as Python writes them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import { openPackage, reachParts, readPackageRoot } from '../../src-main/ofd/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { makeParts, pack } from '../fixtures/ofd/package.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-zip64-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same parts with long fields in every header, and as many more entries. */
const python = `
import sys, zipfile
source, target, more = zipfile.ZipFile(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as out:
    for name in source.namelist():
        with out.open(name, 'w', force_zip64=True) as part:
            part.write(source.read(name))
    for number in range(more):
        out.writestr(f'Doc_0/Tags/{number}', b'')
`;

function rewritten(name: string, more: number): Buffer {
  const [from, to] = [join(folder, 'plain.ofd'), join(folder, `${name}.ofd`)];
  execFileSync('python3', ['-c', python, from, to, String(more)]);
  return readFileSync(to);
}

let long: Buffer;
let many: Buffer;
beforeAll(() => {
  writeFileSync(join(folder, 'plain.ofd'), pack(makeParts({ hasTemplate: true })));
  long = rewritten('long', 0);
  many = rewritten('many', 65_600);
});

const partsOf = (bytes: Buffer) => {
  const opened = openPackage(bytesSource(bytes));
  return { opened, parts: reachParts(opened, readPackageRoot(opened)).parts };
};
const codeOf = (bytes: Buffer): string => {
  try {
    partsOf(bytes);
    return 'read';
  } catch (thrown) {
    return AppError.from(thrown).code;
  }
};

describe('a package in the long form of an archive', () => {
  it('is read as the same package', () => {
    expect(long.includes(Buffer.from('01001000', 'hex'))).toBe(true);
    const { opened, parts } = partsOf(long);
    expect(parts.map(({ path }) => path)).toEqual(
      partsOf(pack(makeParts({ hasTemplate: true }))).parts.map(({ path }) => path),
    );
    const content = opened.find('Doc_0/Pages/Page_0/Content.xml');
    expect(content && Buffer.from(opened.read(content.entry, 1 << 20)).toString()).toContain('合同');
  });

  it('may have more entries than the short form counts', () => {
    const { opened } = partsOf(many);
    expect(many.includes('PK\x06\x06')).toBe(true);
    expect(opened.entries.length).toBeGreaterThan(65_600);
  });

  it('is refused where its two ends do not agree, or its sizes', () => {
    const locator = many.lastIndexOf('PK\x06\x07');
    const end = many.lastIndexOf('PK\x06\x06');
    // The locator leads elsewhere; the long end counts otherwise; it says where no directory is.
    for (const [at, value] of [
      [locator + 8, 7],
      [end + 24, 9],
      [end + 32, 9],
      [end + 40, 1],
      [end + 48, 1],
    ] as const) {
      const changed = Buffer.from(many);
      changed[at] = (changed[at] ?? 0) ^ value;
      expect(codeOf(changed), `byte ${at - end}`).toBe('OFD_DAMAGED');
    }
    // In the field of the first entry, in its local header and in the directory.
    const field = Buffer.from('01001000', 'hex');
    const first = long.indexOf(field);
    for (const at of [first + 4, first + 12]) {
      const changed = Buffer.from(long);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(codeOf(changed), `byte ${at}`).toBe('OFD_DAMAGED');
    }
  });
});
