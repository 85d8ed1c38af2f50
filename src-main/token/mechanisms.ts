/** How each signature scheme is asked of a token: the mechanism, its parameters, and what it is given to sign. */
import { ck } from './cryptoki.ts';
import type { SignatureMechanism } from './messages.ts';

type Hash = SignatureMechanism['hash'];

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

const mechanismByScheme: Readonly<Record<SignatureMechanism['scheme'], TokenMechanism>> = {
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

/** The CKM_… names among a token's mechanisms that this program can sign with. */
export function signingMechanismNames(types: readonly number[]): string[] {
  return Object.values(mechanismByScheme).flatMap(({ name, type }) => (types.includes(type) ? [name] : []));
}

/** Everything C_SignInit and C_Sign need. Returns null when the digest's length is not that of the hash. */
export function tokenMechanism(mechanism: SignatureMechanism, digest: Uint8Array) {
  if (digest.length !== hashes[mechanism.hash].lengthBytes) return null;
  const { name, type, parameter, input } = mechanismByScheme[mechanism.scheme];
  return {
    name,
    type,
    mechanism: { mechanism: type, parameter: parameter(mechanism.hash) },
    input: input(digest, mechanism.hash),
  };
}
