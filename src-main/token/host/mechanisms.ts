/** How each signature scheme is asked of a token: the mechanism, its parameters, and what it is given to sign. */
import { ck } from './cryptoki.ts';
import type { SignatureMechanism } from './messages.ts';
import { rawSm2Signature, sm2Profiles } from './sm2-profiles.ts';

type Hash = Exclude<SignatureMechanism['hash'], 'sm3'>;
const sm3LengthBytes = 32;

const hashes: Readonly<
  Record<Hash, { lengthBytes: number; mechanism: number; mgf: number; digestInfoPrefix: string }>
> = {
  // DigestInfo prefixes: RFC 8017, 9.2, note 1.
  sha256: {
    lengthBytes: 32,
    mechanism: ck.CKM_SHA256,
    mgf: ck.CKG_MGF1_SHA256,
    digestInfoPrefix: '3031300d060960864801650304020105000420',
  },
  sha384: {
    lengthBytes: 48,
    mechanism: ck.CKM_SHA384,
    mgf: ck.CKG_MGF1_SHA384,
    digestInfoPrefix: '3041300d060960864801650304020205000430',
  },
  sha512: {
    lengthBytes: 64,
    mechanism: ck.CKM_SHA512,
    mgf: ck.CKG_MGF1_SHA512,
    digestInfoPrefix: '3051300d060960864801650304020305000440',
  },
};

interface TokenMechanism {
  name: string;
  type: number;
  parameter(hash: Hash): { type: number } | undefined;
  input(digest: Uint8Array, hash: Hash): Buffer;
}

const mechanismByScheme: Readonly<Record<Exclude<SignatureMechanism['scheme'], 'sm2'>, TokenMechanism>> = {
  'rsa-pkcs1': {
    name: 'CKM_RSA_PKCS',
    type: ck.CKM_RSA_PKCS,
    parameter: () => undefined,
    input: (digest, hash) => Buffer.concat([Buffer.from(hashes[hash].digestInfoPrefix, 'hex'), digest]),
  },
  'rsa-pss': {
    name: 'CKM_RSA_PKCS_PSS',
    type: ck.CKM_RSA_PKCS_PSS,
    parameter: (hash) => {
      const { mechanism: hashAlg, mgf, lengthBytes: saltLen } = hashes[hash];
      return { type: ck.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
    },
    input: (digest) => Buffer.from(digest),
  },
  ecdsa: {
    name: 'CKM_ECDSA',
    type: ck.CKM_ECDSA,
    parameter: () => undefined,
    input: (digest) => Buffer.from(digest),
  },
};

const known = [...Object.values(mechanismByScheme), ...sm2Profiles];

/** The CKM_… names among a token's mechanisms that this program can sign with. */
export function signingMechanismNames(types: readonly number[]): string[] {
  return [...new Set(known.flatMap(({ name, type }) => (types.includes(type) ? [name] : [])))];
}

/** Whether one of the mechanisms, by their names, makes signatures of a scheme. */
export function offersScheme(names: readonly string[], scheme: SignatureMechanism['scheme']): boolean {
  if (scheme === 'sm2') return sm2Profiles.some(({ name }) => names.includes(name));
  return names.includes(mechanismByScheme[scheme].name);
}

/** Everything C_SignInit and C_Sign need, and how what they return becomes the value of PKCS#11. */
export interface AskedMechanism {
  name: string;
  type: number;
  mechanism: { mechanism: number; parameter?: { type: number } };
  input: Buffer;
  /** r and s, or the RSA signature; null when the token returned something else. */
  read(signature: Uint8Array): Uint8Array | null;
}

/**
 * How a token with these mechanisms is asked to sign.
 * @returns 'digest-length' when the digest is not one of the hash, or the name of the mechanism that the token lacks
 */
export function askMechanism(
  { scheme, hash }: SignatureMechanism,
  digest: Uint8Array,
  offered: readonly number[],
): AskedMechanism | 'digest-length' | { lacking: string } {
  if (scheme === 'sm2') {
    if (hash !== 'sm3' || digest.length !== sm3LengthBytes) return 'digest-length';
    const profile = sm2Profiles.find(({ type }) => offered.includes(type));
    if (!profile) return { lacking: 'SM2' };
    const { name, type } = profile;
    const read = (signature: Uint8Array) => rawSm2Signature(profile, signature);
    return { name, type, mechanism: { mechanism: type }, input: Buffer.from(digest), read };
  }
  if (hash === 'sm3' || digest.length !== hashes[hash].lengthBytes) return 'digest-length';
  const { name, type, parameter, input } = mechanismByScheme[scheme];
  if (!offered.includes(type)) return { lacking: name };
  const mechanism = { mechanism: type, parameter: parameter(hash) };
  return { name, type, mechanism, input: input(digest, hash), read: (signature) => signature };
}
