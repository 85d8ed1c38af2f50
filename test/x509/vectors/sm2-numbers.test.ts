import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkSignatureOfDigest, digestToSign, sm2Prefix } from '../../../src-main/x509/keys/signature-value.ts';
import { checkSm2Signature, encodeCoordinate, openSm2PublicKey, sm2Curve } from '../../../src-main/x509/keys/sm2.ts';
import { integer, sequence } from './der.ts';

const folder = mkdtempSync(join(tmpdir(), 'sm2-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fromHex = (...digits: string[]) => Buffer.from(digits.join(''), 'hex');
const hexadecimal = (bytes: Uint8Array = new Uint8Array()) => Buffer.from(bytes).toString('hex');

/** The key, the message and the signature of GB/T 32918.5-2017, A.2. */
const spki = fromHex(
  '3059301306072a8648ce3d020106082a811ccf5501822d03420004',
  '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
  'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
);
const message = Buffer.from('message digest');
const r = fromHex('f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3');
const s = fromHex('b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa');
const method = { scheme: 'sm2', hash: 'sm3' } as const;

describe('the example of GB/T 32918.5-2017, A.2', () => {
  it('has the Z and the e of the standard', () => {
    expect(hexadecimal(sm2Prefix(spki))).toBe('b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3');
    expect(hexadecimal(digestToSign(spki, method, message))).toBe(
      'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640',
    );
  });

  it('is valid here and for openssl', () => {
    const signature = sequence(integer(r), integer(s));
    expect(checkSignatureOfDigest(spki, method, digestToSign(spki, method, message), signature)).toBe('valid');
    const path = (name: string, bytes: Uint8Array) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const files = ['-inkey', path('key', spki), '-in', path('message', message), '-sigfile', path('value', signature)];
    const how = ['-keyform', 'DER', '-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];
    const said = execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', ...files, ...how], { encoding: 'utf8' });
    expect(said).toContain('Signature Verified Successfully');
  });
});

/**
 * Values for which the last equation, R = (e + x1) mod n = r, is true although the steps before it refuse them: without those
 * steps anybody could make a signature of any key. The digest is chosen to fit.
 */
describe('a value that GB/T 32918.2-2016, 7.1 refuses before the last equation is never valid', () => {
  const { base, scalars } = sm2Curve;
  const key = openSm2PublicKey(spki);
  const check = (digest: bigint, first: bigint, second: bigint) => {
    const bytes = (number: bigint) => encodeCoordinate(scalars.create(number));
    return checkSm2Signature(key, bytes(digest), sequence(integer(bytes(first)), integer(bytes(second))));
  };

  it('r = 0 (B1)', () => {
    // t = s = 1: the point is G + P.
    expect(check(-base.add(key.point).toAffine().x, 0n, 1n)).toBe(false);
  });

  it('s = 0 (B2)', () => {
    // t = r = 1: the point is P.
    expect(check(1n - key.point.toAffine().x, 1n, 0n)).toBe(false);
  });

  it('t = r + s = 0 (B5)', () => {
    // s = 1: the point is G, and the key has no part in it.
    expect(check(-1n - base.toAffine().x, -1n, 1n)).toBe(false);
  });

  it('and the same way of choosing gives a valid one where none of them is 0', () => {
    // s = r = 1, t = 2: the point is G + 2P.
    expect(check(1n - base.add(key.point.double()).toAffine().x, 1n, 1n)).toBe(true);
  });
});
