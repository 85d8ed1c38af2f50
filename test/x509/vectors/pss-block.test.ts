import { constants, createHash, generateKeyPairSync, publicDecrypt, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodesDigest } from '../../../src-main/x509/keys/pss.ts';

const message = Buffer.from('采购合同');
const digest = createHash('sha256').update(message).digest();
const saltLengthBytes = 32;
const how = { hash: 'sha256', saltLengthBytes } as const;

/** What OpenSSL pads a digest to, for a modulus of so many bits. */
function blockOf(modulusLength: number): Buffer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha256', message, { key: privateKey, padding, saltLength: saltLengthBytes });
  return publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
}

describe.each([2048, 2047, 2041])('a block of RSASSA-PSS (RFC 8017, 9.1.2) for a modulus of %d bits', (bits) => {
  const block = blockOf(bits);
  const length = Math.ceil((bits - 1) / 8);
  const start = block.length - length;
  const flipped = (at: number, mask: number) => {
    const changed = Buffer.from(block);
    changed[at] = (changed[at] ?? 0) ^ mask;
    return encodesDigest(changed, bits, how, digest);
  };

  it('encodes its digest, with the salt that it has, and no other', () => {
    expect(encodesDigest(block, bits, how, digest)).toBe(true);
    expect(encodesDigest(block, bits, { ...how, saltLengthBytes: 31 }, digest)).toBe(false);
    expect(encodesDigest(block, bits, { ...how, saltLengthBytes: 33 }, digest)).toBe(false);
    expect(encodesDigest(block, bits, how, createHash('sha256').update('other').digest())).toBe(false);
  });

  it('has no bit before its first, which the mask would hide (step 6)', () => {
    const unused = 8 * length - (bits - 1);
    for (let bit = 0; bit < unused; bit++) expect(flipped(start, 0x80 >> bit), `bit ${bit}`).toBe(false);
    if (start > 0) expect(flipped(0, 1)).toBe(false);
  });

  it('has zeros and a one before its salt, and 0xbc at its end (steps 4 and 10)', () => {
    const one = start + length - digest.length - 1 - saltLengthBytes - 1;
    expect(flipped(one, 3)).toBe(false);
    expect(flipped(one - 1, 1)).toBe(false);
    expect(flipped(start + 1, 1)).toBe(false);
    expect(flipped(block.length - 1, 1)).toBe(false);
  });
});
