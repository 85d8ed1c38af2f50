import { describe, expect, it } from 'vitest';
import { bytesOfPath, pathOfBytes, readableNames } from '../../src-main/contract/index.ts';

const gbk = (hex: string) => Buffer.from(hex, 'hex');
/** 合同 in GBK. */
const contract = gbk('bacfcdac');

describe('a path that the system gives as bytes', () => {
  it.each([
    ['ASCII', Buffer.from('/home/clerk/a.pdf')],
    ['UTF-8', Buffer.from('/合同/采购\u{2a6a5}.pdf')],
    ['GBK', Buffer.concat([Buffer.from('/home/'), contract, Buffer.from('.pdf')])],
    ['GBK in a folder of GBK, and UTF-8', Buffer.concat([contract, Buffer.from('/合同/'), contract])],
    ['GBK that is one character of UTF-8 in part (拢)', Buffer.concat([contract, gbk('c2a3')])],
    ['GB18030 in four bytes', gbk('8139ef30')],
    ['bytes that are no text', gbk('ff2efe80')],
    ['a name in the very characters that stand for bytes', Buffer.from('a\u{10fe80}b')],
    ['half a character', Buffer.from('合').subarray(0, 2)],
  ])('leads back to them, and survives UTF-8: %s', (_, bytes) => {
    const path = pathOfBytes(bytes);
    expect(Buffer.from(bytesOfPath(path))).toEqual(bytes);
    expect(Buffer.from(path).toString()).toBe(path);
  });

  it('never hides what separates names', () => {
    for (let byte = 1; byte < 0x80; byte++)
      expect(pathOfBytes(Uint8Array.of(0xff, byte))).toContain(String.fromCharCode(byte));
  });
});

describe('a name that is no UTF-8', () => {
  const shown = (bytes: Uint8Array) => readableNames(pathOfBytes(bytes));
  it('is read as GB18030', () => {
    expect(shown(Buffer.concat([contract, Buffer.from(' (1).pdf')]))).toBe('合同 (1).pdf');
    expect(shown(Buffer.concat([contract, gbk('c2a3')]))).toBe('合同拢');
    expect(`${shown(contract)}：没有找到`).toBe('合同：没有找到');
  });

  it('is told byte by byte where it is no GB18030 either', () => {
    expect(shown(gbk('ff2e706466'))).toBe('[0xFF].pdf');
    // GB18030 for a character that stands for a byte itself: shown, it would be another name.
    expect(shown(gbk('61e331f2322e706466'))).toBe('a[0xE3]1[0xF2]2.pdf');
  });
});
