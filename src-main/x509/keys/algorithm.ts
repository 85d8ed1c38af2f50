import {
  contextConstructed,
  type DerElement,
  DerError,
  expectTag,
  readChildren,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readWhole,
  sameBytes,
  tags,
} from '../asn1/der-reader.ts';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
} from '../asn1/der-writer.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { type DigestAlgorithm, platformHasShake256, type ReadableDigestAlgorithm } from './digest.ts';
import type { PublicKeyKind } from './public-key.ts';

export type SignatureScheme = 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa' | 'sm2';
/** The schemes that others' signatures may have: EdDSA (RFC 8032) is read, and no token here makes it. */
export type ReadableSignatureScheme = SignatureScheme | 'ed25519' | 'ed448';

/**
 * How a new signature is made. RSASSA-PSS: MGF1 with the same hash, salt as long as the hash. SM2 and SM3 go together only
 * (GM/T 0009-2012); the signer's id is the default one.
 */
export type SignatureAlgorithm = { scheme: SignatureScheme; hash: DigestAlgorithm };

/** How a signature that was read claims to be made. */
export interface SignatureMethod {
  readonly scheme: ReadableSignatureScheme;
  /** Of EdDSA, which signs no digest: the one that goes with it in CMS (RFC 8419, 3.1). */
  readonly hash: ReadableDigestAlgorithm;
  /** RSASSA-PSS only. */
  readonly saltLengthBytes?: number;
}

export const digestLengthBytes: Record<ReadableDigestAlgorithm, number> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  sm3: 32,
  shake256: 64,
};

const digestOids: Record<ReadableDigestAlgorithm, string> = {
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sm3: '1.2.156.10197.1.401',
  shake256: '2.16.840.1.101.3.4.2.12',
};

const digestsByOid = new Map(
  Object.entries(digestOids).map(([name, dotted]) => [dotted, name as ReadableDigestAlgorithm]),
);

/** SHAKE256 with the output length, 512 bits here, as its parameter (RFC 8702, 3.1 names the one without). */
const shake256WithLengthOid = '2.16.840.1.101.3.4.2.18';

/** Signature OIDs that name scheme and hash at once: RFC 4055, 5758 and 8419, GM/T 0006-2012. */
const methodsByOid = new Map<string, SignatureMethod>([
  ['1.2.840.113549.1.1.5', { scheme: 'rsa-pkcs1', hash: 'sha1' }],
  ['1.2.840.113549.1.1.14', { scheme: 'rsa-pkcs1', hash: 'sha224' }],
  ['1.2.840.113549.1.1.11', { scheme: 'rsa-pkcs1', hash: 'sha256' }],
  ['1.2.840.113549.1.1.12', { scheme: 'rsa-pkcs1', hash: 'sha384' }],
  ['1.2.840.113549.1.1.13', { scheme: 'rsa-pkcs1', hash: 'sha512' }],
  ['1.2.840.10045.4.1', { scheme: 'ecdsa', hash: 'sha1' }],
  ['1.2.840.10045.4.3.1', { scheme: 'ecdsa', hash: 'sha224' }],
  ['1.2.840.10045.4.3.2', { scheme: 'ecdsa', hash: 'sha256' }],
  ['1.2.840.10045.4.3.3', { scheme: 'ecdsa', hash: 'sha384' }],
  ['1.2.840.10045.4.3.4', { scheme: 'ecdsa', hash: 'sha512' }],
  [oid.sm2WithSm3, { scheme: 'sm2', hash: 'sm3' }],
  // The bare signature algorithm and the bare curve, which products write in its place: no other hash goes with them.
  [oid.sm2Signature, { scheme: 'sm2', hash: 'sm3' }],
  [oid.sm2Curve, { scheme: 'sm2', hash: 'sm3' }],
  [oid.ed25519, { scheme: 'ed25519', hash: 'sha512' }],
  [oid.ed448, { scheme: 'ed448', hash: 'shake256' }],
  [oid.rsaWithSm3, { scheme: 'rsa-pkcs1', hash: 'sm3' }],
]);

/** Digests, and signatures over them, that anybody can find two files for (RFC 6149, 6150, 6151): named, and never computed. */
const brokenDigests = new Map([
  ['1.2.840.113549.2.2', 'MD2'],
  ['1.2.840.113549.2.4', 'MD4'],
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.2.840.113549.1.1.2', 'MD2'],
  ['1.2.840.113549.1.1.3', 'MD4'],
  ['1.2.840.113549.1.1.4', 'MD5'],
]);

/** The name of the broken digest that an AlgorithmIdentifier of a digest or a signature means. Throws DerError. */
export function readBrokenDigest(element: DerElement): string | undefined {
  return brokenDigests.get(readAlgorithmIdentifier(element).algorithm);
}

const ecdsaOids: Record<Exclude<DigestAlgorithm, 'sm3'>, string> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

/** AlgorithmIdentifier of a SHA-2 or SM3 digest, without parameters (RFC 5754, 2). */
export function encodeDigestAlgorithm(hash: DigestAlgorithm): Uint8Array {
  return encodeSequence(encodeObjectIdentifier(digestOids[hash]));
}

/** AlgorithmIdentifier of a digest with NULL parameters, which responders and timestamp authorities compare bytewise. */
export function encodeDigestIdentifier(hash: ReadableDigestAlgorithm): Uint8Array {
  return encodeSequence(encodeObjectIdentifier(digestOids[hash]), encodeNull());
}

/** DigestInfo of PKCS#1 v1.5 (RFC 8017, 9.2): the hash with NULL parameters, and its value. */
export function encodeDigestInfo(hash: ReadableDigestAlgorithm, digest: Uint8Array): Uint8Array {
  return encodeSequence(encodeDigestIdentifier(hash), encodeOctetString(digest));
}

/** The hash of the schemes that take one and nothing else (GM/T 0009-2012; RFC 8419, 3.1). */
const soleHashes = new Map<ReadableSignatureScheme, ReadableDigestAlgorithm>([
  ['sm2', 'sm3'],
  ['ed25519', 'sha512'],
  ['ed448', 'shake256'],
]);

/** Whether the hash goes with the scheme: ECDSA and PSS were never defined with SM3, nor anything but Ed448 with plain SHAKE256. */
export function fitsScheme({ scheme, hash }: Pick<SignatureMethod, 'scheme' | 'hash'>): boolean {
  const sole = soleHashes.get(scheme);
  if (sole !== undefined) return hash === sole;
  return hash !== 'shake256' && (scheme === 'rsa-pkcs1' || hash !== 'sm3');
}

/** Whether the key can make signatures of this scheme. */
export function fitsKey(scheme: ReadableSignatureScheme, key: PublicKeyKind): boolean {
  if (scheme === 'ecdsa') return key.kind === 'ec' || key.kind === 'rare-ec';
  if (scheme === 'rsa-pss') return key.kind === 'rsa';
  if (scheme === 'rsa-pkcs1') return key.kind === 'rsa' && !key.pssOnly;
  return key.kind === scheme;
}

/**
 * AlgorithmIdentifier of a signature in CMS. PKCS#1 v1.5 stands as rsaEncryption, which every reader knows (RFC 3370, 3.2;
 * RFC 5754, 3.2); PSS with all its parameters (RFC 4055, 3.1: the hashes inside carry NULL).
 */
export function encodeSignatureAlgorithm({ scheme, hash }: SignatureAlgorithm): Uint8Array {
  if (scheme === 'ecdsa' || scheme === 'sm2') {
    return encodeSequence(encodeObjectIdentifier(hash === 'sm3' ? oid.sm2WithSm3 : ecdsaOids[hash]));
  }
  if (scheme === 'rsa-pkcs1') return encodeSequence(encodeObjectIdentifier(oid.rsaEncryption), encodeNull());
  const hashIdentifier = encodeSequence(encodeObjectIdentifier(digestOids[hash]), encodeNull());
  const parameters = encodeSequence(
    encodeElement(contextConstructed(0), hashIdentifier),
    encodeElement(contextConstructed(1), encodeSequence(encodeObjectIdentifier(oid.mgf1), hashIdentifier)),
    encodeElement(contextConstructed(2), encodeSmallInteger(digestLengthBytes[hash])),
  );
  return encodeSequence(encodeObjectIdentifier(oid.rsassaPss), parameters);
}

/** An AlgorithmIdentifier's OID, and its parameters as they stand. Throws DerError. */
export function readAlgorithmIdentifier(element: DerElement): {
  algorithm: string;
  parameters: Uint8Array | undefined;
} {
  const [algorithm, parameters, surplus] = readChildren(expectTag(element, tags.sequence));
  if (algorithm === undefined || surplus !== undefined) throw new DerError('a malformed algorithm identifier');
  return { algorithm: readObjectIdentifier(algorithm), parameters: parameters?.encoded };
}

/** The digest of an AlgorithmIdentifier; undefined when it is none that this room knows. Throws DerError. */
export function readDigestAlgorithm(element: DerElement): ReadableDigestAlgorithm | undefined {
  const { algorithm, parameters } = readAlgorithmIdentifier(element);
  const digest = isAbsentOrNull(parameters)
    ? digestsByOid.get(algorithm)
    : isShake256WithLength(algorithm, parameters)
      ? 'shake256'
      : undefined;
  return digest === 'shake256' && !platformHasShake256 ? undefined : digest;
}

/**
 * The digest that a signer in CMS used. Some name the signature in its place (sha1WithRSAEncryption); there is no other digest that
 * it could mean. Undefined and throwing as `readDigestAlgorithm`.
 */
export function readSignerDigest(element: DerElement): ReadableDigestAlgorithm | undefined {
  const digest = readDigestAlgorithm(element);
  if (digest !== undefined) return digest;
  const method = methodsByOid.get(readAlgorithmIdentifier(element).algorithm);
  return method?.scheme === 'rsa-pkcs1' || method?.scheme === 'ecdsa' ? method.hash : undefined;
}

function isShake256WithLength(algorithm: string, parameters: Uint8Array | undefined): boolean {
  return algorithm === shake256WithLengthOid && sameBytes(parameters ?? new Uint8Array(), encodeSmallInteger(512));
}

/**
 * What a signature's AlgorithmIdentifier means; `digest` is the digestAlgorithm beside it in CMS, which alone names the hash
 * for rsaEncryption and id-ecPublicKey. Undefined when it is unknown, or when the two contradict each other.
 * Throws DerError.
 */
export function readSignatureMethod(
  element: DerElement,
  digest?: ReadableDigestAlgorithm,
): SignatureMethod | undefined {
  const { algorithm, parameters } = readAlgorithmIdentifier(element);
  const method =
    algorithm === oid.rsassaPss
      ? readPssParameters(parameters)
      : isAbsentOrNull(parameters)
        ? (methodsByOid.get(algorithm) ?? methodOfKeyOid(algorithm, digest))
        : undefined;
  if (method === undefined || !fitsScheme(method)) return undefined;
  return digest === undefined || method.hash === digest ? method : undefined;
}

/** What a bare signature OID means, as seals carry it (GB/T 38540-2020); undefined when it is unknown. */
export function methodOfOid(algorithm: string): SignatureMethod | undefined {
  return methodsByOid.get(algorithm);
}

/** The bare OID of a signature in a seal. Undefined for those that need parameters. */
export function oidOfAlgorithm({ scheme, hash }: SignatureAlgorithm): string | undefined {
  if (scheme === 'rsa-pss') return undefined;
  return [...methodsByOid].find(([, method]) => method.scheme === scheme && method.hash === hash)?.[0];
}

function methodOfKeyOid(algorithm: string, hash: ReadableDigestAlgorithm | undefined): SignatureMethod | undefined {
  if (hash === undefined) return undefined;
  if (algorithm === oid.rsaEncryption) return { scheme: 'rsa-pkcs1', hash };
  return algorithm === oid.ecPublicKey ? { scheme: hash === 'sm3' ? 'sm2' : 'ecdsa', hash } : undefined;
}

/** RFC 4055, 3.1: absent fields mean SHA-1, MGF1 with SHA-1, 20 bytes of salt, trailer 1. */
function readPssParameters(parameters: Uint8Array | undefined): SignatureMethod | undefined {
  if (parameters === undefined) return undefined;
  const fields = readFields(readWhole(parameters, tags.sequence));
  const inside = (number: number): DerElement | undefined => {
    const field = fields.optional(contextConstructed(number));
    return field === undefined ? undefined : readFields(field).required();
  };
  const hashField = inside(0);
  const maskField = inside(1);
  const saltField = inside(2);
  const trailerField = inside(3);
  fields.done();
  const hash = hashField === undefined ? 'sha1' : readDigestAlgorithm(hashField);
  const maskHash = maskField === undefined ? 'sha1' : readMaskHash(maskField);
  if (hash === undefined || maskHash !== hash) return undefined;
  if (trailerField !== undefined && readSmallInteger(trailerField) !== 1) return undefined;
  return { scheme: 'rsa-pss', hash, saltLengthBytes: saltField === undefined ? 20 : readSmallInteger(saltField) };
}

function readMaskHash(element: DerElement): ReadableDigestAlgorithm | undefined {
  const { algorithm, parameters } = readAlgorithmIdentifier(element);
  if (algorithm !== oid.mgf1 || parameters === undefined) return undefined;
  return readDigestAlgorithm(readWhole(parameters, tags.sequence));
}

function isAbsentOrNull(parameters: Uint8Array | undefined): boolean {
  return parameters === undefined || sameBytes(parameters, encodeNull());
}

const schemeNames: Record<ReadableSignatureScheme, string> = {
  'rsa-pkcs1': 'RSA-PKCS1v15',
  'rsa-pss': 'RSA-PSS',
  ecdsa: 'ECDSA',
  sm2: 'SM2',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

/** The name that reports carry: RSA-PKCS1v15-SHA256, RSA-PSS-SHA384, ECDSA-P256-SHA256, SM2-SM3, Ed25519. */
export function nameMethod(method: SignatureMethod, key: PublicKeyKind | undefined): string {
  if (method.scheme === 'ed25519' || method.scheme === 'ed448') return schemeNames[method.scheme];
  const isEc = method.scheme === 'ecdsa' && (key?.kind === 'ec' || key?.kind === 'rare-ec');
  const curve = isEc ? `-${key.curve.replace('-', '')}` : '';
  return `${schemeNames[method.scheme]}${curve}-${method.hash.toUpperCase()}`;
}
