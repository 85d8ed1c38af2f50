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

interface NamedMechanism {
  readonly name: string;
  readonly type: number;
}

/** How PKCS#11 makes the signatures of a scheme. */
interface SchemeMechanisms {
  /** Takes what `input` makes of a digest. */
  readonly plain: NamedMechanism;
  /** Each takes the message and hashes it in the token: some tokens sign in no other way. */
  readonly hashing: Readonly<Record<Hash, NamedMechanism>>;
  parameter(hash: Hash): { type: number } | undefined;
  input(digest: Uint8Array, hash: Hash): Buffer;
}

const mechanismsByScheme: Readonly<Record<Exclude<SignatureMechanism['scheme'], 'sm2'>, SchemeMechanisms>> = {
  'rsa-pkcs1': {
    plain: { name: 'CKM_RSA_PKCS', type: ck.CKM_RSA_PKCS },
    hashing: {
      sha256: { name: 'CKM_SHA256_RSA_PKCS', type: ck.CKM_SHA256_RSA_PKCS },
      sha384: { name: 'CKM_SHA384_RSA_PKCS', type: ck.CKM_SHA384_RSA_PKCS },
      sha512: { name: 'CKM_SHA512_RSA_PKCS', type: ck.CKM_SHA512_RSA_PKCS },
    },
    parameter: () => undefined,
    input: (digest, hash) => Buffer.concat([Buffer.from(hashes[hash].digestInfoPrefix, 'hex'), digest]),
  },
  'rsa-pss': {
    plain: { name: 'CKM_RSA_PKCS_PSS', type: ck.CKM_RSA_PKCS_PSS },
    hashing: {
      sha256: { name: 'CKM_SHA256_RSA_PKCS_PSS', type: ck.CKM_SHA256_RSA_PKCS_PSS },
      sha384: { name: 'CKM_SHA384_RSA_PKCS_PSS', type: ck.CKM_SHA384_RSA_PKCS_PSS },
      sha512: { name: 'CKM_SHA512_RSA_PKCS_PSS', type: ck.CKM_SHA512_RSA_PKCS_PSS },
    },
    parameter: (hash) => {
      const { mechanism: hashAlg, mgf, lengthBytes: saltLen } = hashes[hash];
      return { type: ck.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
    },
    input: (digest) => Buffer.from(digest),
  },
  ecdsa: {
    plain: { name: 'CKM_ECDSA', type: ck.CKM_ECDSA },
    hashing: {
      sha256: { name: 'CKM_ECDSA_SHA256', type: ck.CKM_ECDSA_SHA256 },
      sha384: { name: 'CKM_ECDSA_SHA384', type: ck.CKM_ECDSA_SHA384 },
      sha512: { name: 'CKM_ECDSA_SHA512', type: ck.CKM_ECDSA_SHA512 },
    },
    parameter: () => undefined,
    input: (digest) => Buffer.from(digest),
  },
};

const schemes = Object.values(mechanismsByScheme);
const known: readonly NamedMechanism[] = [
  ...schemes.map(({ plain }) => plain),
  ...schemes.flatMap(({ hashing }) => Object.values(hashing)),
  ...sm2Profiles,
];

/** The CKM_… names among a token's mechanisms that this program can sign with. */
export function signingMechanismNames(types: readonly number[]): string[] {
  return [...new Set(known.flatMap(({ name, type }) => (types.includes(type) ? [name] : [])))];
}

/** Whether one of the mechanisms, by their names, makes signatures of this kind. */
export function offersSignature(names: readonly string[], { scheme, hash }: SignatureMechanism): boolean {
  if (scheme === 'sm2') return sm2Profiles.some(({ name }) => names.includes(name));
  if (hash === 'sm3') return false;
  const { plain, hashing } = mechanismsByScheme[scheme];
  return names.includes(plain.name) || names.includes(hashing[hash].name);
}

/** What is to be signed, in both forms that tokens take. */
export interface ToBeSigned {
  /** By the hash of the mechanism; for SM2 the e of GB/T 32918.2-2016, 6.1. */
  readonly digest: Uint8Array;
  /** What the digest was made of. */
  readonly message: Uint8Array;
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
  { digest, message }: ToBeSigned,
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
  const { plain, hashing, parameter, input } = mechanismsByScheme[scheme];
  const chosen = [plain, hashing[hash]].find(({ type }) => offered.includes(type));
  if (!chosen) return { lacking: plain.name };
  return {
    ...chosen,
    mechanism: { mechanism: chosen.type, parameter: parameter(hash) },
    input: chosen === plain ? input(digest, hash) : Buffer.from(message),
    read: (signature) => signature,
  };
}
