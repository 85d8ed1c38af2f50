import { describe, expect, it } from 'vitest';
import type { SignatureMethod } from '../../../src-main/x509/keys/algorithm.ts';
import { createDigest, digestOf, type ReadableDigestAlgorithm } from '../../../src-main/x509/keys/digest.ts';
import { checkEddsa, eddsaPrefix } from '../../../src-main/x509/keys/eddsa.ts';
import {
  checkSignatureOfDigest,
  checkSignatureValue,
  recoverDigest,
} from '../../../src-main/x509/keys/signature-value.ts';
import { createSm3 } from '../../../src-main/x509/keys/sm3.ts';
import { type Curve, curveKey, edwardsKey, integer, rsaKey, sequence } from './der.ts';
import { bytesOf, readResponses, readVectorFile, type Vector } from './vector-files.ts';

const hashNames: Readonly<Record<string, ReadableDigestAlgorithm>> = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The name of a hash, which some files write without its hyphen. */
function hashOf(name = ''): ReadableDigestAlgorithm {
  const hash = hashNames[name.replace(/^SHA-?/, 'SHA-')];
  if (!hash) throw new Error(`no hash ${name}`);
  return hash;
}

interface Case {
  spki: Uint8Array;
  method: SignatureMethod;
  message: Uint8Array;
  signature: Uint8Array;
  isValid: boolean;
  what: string;
}

/** Both ways lead to one answer: with the message at hand, as in CMS, and with its digest alone, as for a whole file. */
function expectBothWays({ spki, method, message, signature, isValid, what }: Case): void {
  const known = checkSignatureValue(spki, method, message, signature);
  const digested = checkSignatureOfDigest(spki, method, digestOf(method.hash, message), signature);
  if (isValid) expect([known, digested], what).toEqual(['valid', 'valid']);
  else expect([known, digested], what).not.toContain('valid');
}

const isPass = ({ Result = '' }: Vector) => Result.startsWith('P');

/** r and s as DER (RFC 3279, 2.2.3). */
const pairOf = (r: Uint8Array, s: Uint8Array) => sequence(integer(r), integer(s));

describe('ECDSA (FIPS 186-3, SigVer of CAVP)', () => {
  const vectors = readResponses(readVectorFile('asymmetric', 'ECDSA', 'FIPS_186-3', 'SigVer.rsp'), 'Result');
  const orders: Readonly<Record<Exclude<Curve, 'K-256'>, bigint>> = {
    'P-224': 0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3dn,
    'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    'P-384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    'P-521':
      0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  };

  describe.each(['P-224', 'P-256', 'P-384', 'P-521'] as const)('on %s', (curve) => {
    const ofCurve = vectors.filter(({ section = '' }) => section.startsWith(`${curve},`));

    it.each(Object.keys(hashNames))('with %s is valid where NIST says so, and nowhere else', (hash) => {
      const chosen = ofCurve.filter(({ section = '' }) => section.endsWith(`,${hash}`));
      expect(chosen).toHaveLength(15);
      for (const vector of chosen) {
        expectBothWays({
          spki: curveKey(curve, bytesOf(vector.Qx), bytesOf(vector.Qy)),
          method: { scheme: 'ecdsa', hash: hashOf(hash) },
          message: bytesOf(vector.Msg),
          signature: pairOf(bytesOf(vector.R), bytesOf(vector.S)),
          isValid: isPass(vector),
          what: `${curve} ${hash} ${vector.Result} ${vector.Msg?.slice(0, 16)}`,
        });
      }
    });

    it('is not valid with s beyond the order, which names the same number (FIPS 186-5, 6.4.2)', () => {
      for (const vector of ofCurve.filter(isPass)) {
        const s = (BigInt(`0x${vector.S}`) + orders[curve]).toString(16);
        expectBothWays({
          spki: curveKey(curve, bytesOf(vector.Qx), bytesOf(vector.Qy)),
          method: { scheme: 'ecdsa', hash: hashOf(vector.section?.split(',')[1]) },
          message: bytesOf(vector.Msg),
          signature: pairOf(bytesOf(vector.R), bytesOf(s)),
          isValid: false,
          what: `${vector.section} ${vector.Msg?.slice(0, 16)}`,
        });
      }
    });
  });

  it('on secp256k1 is valid as published', () => {
    const published = readResponses(readVectorFile('asymmetric', 'ECDSA', 'SECP256K1', 'SigGen.txt'), 'S');
    const known = published.filter(({ section = '' }) => section.startsWith('K-256,SHA-') && !section.includes('512/'));
    expect(known.length).toBeGreaterThan(40);
    for (const vector of known.filter((_, index) => index % 8 === 0)) {
      const hash = vector.section?.split(',')[1];
      const common = {
        spki: curveKey('K-256', bytesOf(vector.Qx), bytesOf(vector.Qy)),
        method: { scheme: 'ecdsa' as const, hash: hashOf(hash) },
        signature: pairOf(bytesOf(vector.R), bytesOf(vector.S)),
        what: `${vector.section} ${vector.Msg?.slice(0, 16)}`,
      };
      expectBothWays({ ...common, message: bytesOf(vector.Msg), isValid: true });
      expectBothWays({ ...common, message: Buffer.from('another message'), isValid: false });
    }
  });
});

describe('RSA PKCS#1 v1.5 (FIPS 186-3, SigVer of CAVP)', () => {
  const vectors = readResponses(readVectorFile('asymmetric', 'RSA', 'FIPS_186-2', 'SigVer15_186-3.rsp'), 'Result');

  it.each(Object.keys(hashNames))('with %s is valid where NIST says so, and nowhere else', (hash) => {
    const chosen = vectors.filter(({ SHAAlg }) => SHAAlg === hash.replace('-', ''));
    expect(chosen).toHaveLength(90);
    for (const vector of chosen) {
      const spki = rsaKey(bytesOf(vector.n), bytesOf(vector.e));
      const [message, signature] = [bytesOf(vector.Msg), bytesOf(vector.S)];
      const method = { scheme: 'rsa-pkcs1', hash: hashOf(hash) } as const;
      const what = `${vector.section} ${hash} ${vector.Result} ${vector.Msg?.slice(0, 16)}`;
      expectBothWays({ spki, method, message, signature, isValid: isPass(vector), what });
      // Where nothing names the hash (adbe.x509.rsa_sha1) it is read out of the signature.
      const recovered = recoverDigest(spki, signature);
      const isRecovered =
        typeof recovered === 'object' && Buffer.from(recovered.digest).equals(digestOf(recovered.hash, message));
      expect(isRecovered, what).toBe(isPass(vector));
    }
  });
});

describe('RSASSA-PSS', () => {
  const vectors = readResponses(readVectorFile('asymmetric', 'RSA', 'FIPS_186-2', 'SigVerPSS_186-3.rsp'), 'Result');

  it.each(Object.keys(hashNames))('with %s is valid where NIST says so (SigVer of CAVP), and nowhere else', (hash) => {
    const chosen = vectors.filter(({ SHAAlg }) => SHAAlg === hash.replace('-', ''));
    expect(chosen).toHaveLength(90);
    for (const vector of chosen) {
      expectBothWays({
        spki: rsaKey(bytesOf(vector.n), bytesOf(vector.e)),
        method: { scheme: 'rsa-pss', hash: hashOf(hash), saltLengthBytes: bytesOf(vector.SaltVal).length },
        message: bytesOf(vector.Msg),
        signature: bytesOf(vector.S),
        isValid: isPass(vector),
        what: `${vector.section} ${hash} ${vector.Result} ${vector.Msg?.slice(0, 16)}`,
      });
    }
  });

  it('of the examples of PKCS #1 v2.1 is valid for moduli of every odd length, and with the salt that was used only', () => {
    const text = readVectorFile('asymmetric', 'RSA', 'pkcs-1v2-1d2-vec', 'pss-vect.txt').replaceAll('\r', '');
    const keys = text.split(/^# Example \d+: A \d+-bit RSA key pair$/m).slice(1);
    expect(keys).toHaveLength(10);
    const fieldIn = (block: string, name: string) => {
      const found = new RegExp(`^# ${name}: ?\\n((?:[0-9a-f]{2}[0-9a-f ]*\\n)+)`, 'm').exec(block)?.[1];
      if (found === undefined) throw new Error(`no ${name}`);
      return Buffer.from(found.replaceAll(/\s/g, ''), 'hex');
    };
    for (const block of keys) {
      const spki = rsaKey(fieldIn(block, 'Modulus'), fieldIn(block, 'Exponent'));
      const examples = block.split(/^# PSS Example .*$/m).slice(1);
      expect(examples).toHaveLength(6);
      for (const example of examples) {
        const message = fieldIn(example, 'Message to be signed');
        const signature = fieldIn(example, 'Signature');
        const salted = (saltLengthBytes: number) => ({ scheme: 'rsa-pss', hash: 'sha1', saltLengthBytes }) as const;
        const what = `${spki.length} ${message.subarray(0, 8).toString('hex')}`;
        expectBothWays({ spki, method: salted(20), message, signature, isValid: true, what });
        expectBothWays({ spki, method: salted(19), message, signature, isValid: false, what });
        expectBothWays({ spki, method: salted(21), message, signature, isValid: false, what });
        expectBothWays({ spki, method: salted(20), message: signature, signature, isValid: false, what });
      }
    }
  });
});

describe('EdDSA (RFC 8032)', () => {
  /** What a whole file would be digested to, and the check that has no more than that. */
  async function checkByDigest(
    scheme: 'ed25519' | 'ed448',
    spki: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) {
    const { hash, prefix } = eddsaPrefix(scheme, spki, signature);
    const digest = createDigest(hash);
    digest.update(prefix);
    digest.update(message);
    return checkEddsa(scheme, spki, digest.digest(), signature);
  }

  const ed25519 = { scheme: 'ed25519', hash: 'sha512' } as const;
  const ed448 = { scheme: 'ed448', hash: 'shake256' } as const;

  it('of Ed25519 is valid for the 1024 messages of its authors', async () => {
    const lines = readVectorFile('asymmetric', 'Ed25519', 'sign.input').trim().split('\n');
    expect(lines).toHaveLength(1024);
    for (const [index, line] of lines.entries()) {
      const [, point, message, signed = ''] = line.split(':').map((field) => bytesOf(field));
      if (!point || !message || !signed) throw new Error(`line ${index} is no vector`);
      const spki = edwardsKey('ed25519', point);
      const signature = signed.subarray(0, 64);
      expect(checkSignatureValue(spki, ed25519, message, signature), `line ${index}`).toBe('valid');
      if (index % 16 !== 0) continue;
      expect(await checkByDigest('ed25519', spki, message, signature), `line ${index}`).toBe(true);
      const other = Buffer.concat([message, Buffer.from('!')]);
      expect(checkSignatureValue(spki, ed25519, other, signature), `line ${index}`).toBe('invalid');
      expect(await checkByDigest('ed25519', spki, other, signature), `line ${index}`).toBe(false);
    }
  });

  it('of Ed25519 is not valid with s beyond the order (5.1.7), which names the same number', async () => {
    const [, point, message, signed] = (readVectorFile('asymmetric', 'Ed25519', 'sign.input').split('\n')[1] ?? '')
      .split(':')
      .map((field) => bytesOf(field));
    if (!point || !message || !signed) throw new Error('no vector');
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signed.subarray(32, 64).toReversed()).toString('hex')}`) + order;
    const written = bytesOf(s.toString(16).padStart(64, '0')).toReversed();
    const signature = Buffer.concat([signed.subarray(0, 32), written]);
    const spki = edwardsKey('ed25519', point);
    expect(checkSignatureValue(spki, ed25519, message, signature)).toBe('invalid');
    expect(await checkByDigest('ed25519', spki, message, signature)).toBe(false);
  });

  it('of Ed448 is valid for the examples of 7.4 without a context, and not for the one that has a context', async () => {
    const vectors = readResponses(readVectorFile('asymmetric', 'Ed448', 'rfc8032.txt'), 'SIGNATURE');
    expect(vectors).toHaveLength(9);
    for (const vector of vectors) {
      const spki = edwardsKey('ed448', bytesOf(vector.PUBLIC));
      const [message, signature] = [bytesOf(vector.MESSAGE), bytesOf(vector.SIGNATURE)];
      const isValid = vector.CONTEXT === undefined;
      const what = `COUNT = ${vector.COUNT}`;
      expect(checkSignatureValue(spki, ed448, message, signature), what).toBe(isValid ? 'valid' : 'invalid');
      expect(await checkByDigest('ed448', spki, message, signature), what).toBe(isValid);
    }
  });
});

describe('SM3 (GB/T 32905-2016, annex A, and those of OSCCA)', () => {
  const vectors = readResponses(readVectorFile('hashes', 'SM3', 'oscca.txt'), 'MD');

  it.each(vectors)('gives $MD', ({ Len = '0', Msg, MD }) => {
    const message = bytesOf(Msg).subarray(0, Number(Len) / 8);
    for (const sm3 of [createDigest('sm3'), createSm3()]) {
      sm3.update(message);
      expect(Buffer.from(sm3.digest()).toString('hex')).toBe(MD);
    }
  });
});
