import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/index.ts';
import { createVerificationThread, type VerificationThread } from '../../../src-main/verification/index.ts';
import { makeParts, type Parts, pack, xml } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { makeZip } from '../../fixtures/ofd/zip.ts';
import { openSealOffice, type SealOffice, trustIn } from '../../signature/seal-office.ts';

let office: SealOffice;
let sealed: Parts;
let thread: VerificationThread;
const folder = mkdtempSync(join(tmpdir(), 'qianyin-ofd-'));

beforeAll(async () => {
  office = openSealOffice();
  sealed = await seal(office, makeParts());
  thread = createVerificationThread();
});
afterAll(async () => {
  await thread.close();
  office.openssl.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The format and the verdict, or the code of what refuses it. */
async function judge(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, content);
  try {
    const { format, verdict } = await thread.verify({
      path,
      name,
      ...trustIn(office),
      now: new Date(Date.now() + 300_000),
    });
    return `${format} ${verdict}`;
  } catch (thrown) {
    return AppError.from(thrown).code;
  }
}

describe('a file in the limited thread', () => {
  it('is verified as the format that it has, or as what it is named where it has two', async () => {
    const ofd = pack(sealed);
    expect(await judge('合同.ofd', ofd)).toBe('ofd valid');
    expect(await judge('合同.OFD', ofd)).toBe('ofd valid');
    expect(await judge('without ending', ofd)).toBe('ofd valid');
    expect(await judge('合同.pdf', ofd)).toBe('ofd valid');
    const both = Buffer.concat([Buffer.from('%PDF-1.7\n'), ofd]);
    expect(await judge('both.ofd', both)).toBe('ofd indeterminate');
    expect(await judge('both.pdf', both)).not.toContain('valid');
    expect(await judge('table.xlsx', makeZip([{ name: 'xl/workbook.xml', content: xml('<workbook/>') }]))).toBe(
      'OFD_DAMAGED',
    );
    expect(await judge('no.ofd', Buffer.from('no archive'))).toBe('OFD_DAMAGED');
  });

  it('shows the registered picture of its seal', async () => {
    const path = join(folder, 'picture.ofd');
    writeFileSync(path, pack(sealed));
    expect(await thread.findRegisteredPicture({ path, fieldName: '1' })).toMatchObject({ mediaType: 'image/png' });
    expect(await thread.findRegisteredPicture({ path, fieldName: '9' })).toBeNull();
  });

  it('ends in a clear error when it is more than any honest one, soon enough for who waits', async () => {
    const start = performance.now();
    // A part of half a gigabyte of zeros in half a megabyte, protected, and XML of which every element holds the next.
    const bomb = new Map(sealed).set('Doc_0/Res/image_1.png', Buffer.alloc(480 << 20));
    expect(await judge('bomb.ofd', pack(bomb))).toMatch(/^ofd invalid$|^VERIFICATION_LIMIT$/);
    const wide = new Map(sealed).set('OFD.xml', xml(`<OFD>${'<a/>'.repeat(2_000_000)}</OFD>`));
    expect(await judge('wide.ofd', pack(wide))).toBe('VERIFICATION_LIMIT');
    const many = Array.from({ length: 65_000 }, (_, index) => ({
      name: `${index}`,
      content: Buffer.alloc(0),
      isStored: true,
    }));
    expect(['OFD_DAMAGED', 'VERIFICATION_LIMIT']).toContain(await judge('many.ofd', makeZip(many)));
    expect(await judge('合同.ofd', pack(sealed))).toBe('ofd valid');
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
