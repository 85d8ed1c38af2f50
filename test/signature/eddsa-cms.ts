/** CMS signed with EdDSA (RFC 8419), put together by hand: the openssl of today cannot make one. */
import { createHash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  encodeElement,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  sortSetOf,
} from '../../src-main/x509/asn1/der-writer.ts';
import { readCertificate } from '../../src-main/x509/certificates/certificate.ts';
import type { Holder } from './openssl-authority.ts';

const digests = {
  sha256: encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.1')),
  sha512: encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.3')),
  shake256: encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.12')),
  'shake256-len': encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.18'), encodeSmallInteger(512)),
};
export type EddsaDigest = keyof typeof digests;

function digestOf(name: EddsaDigest, bytes: Uint8Array): Buffer {
  const hash = name.startsWith('shake256') ? createHash('shake256', { outputLength: 64 }) : createHash(name);
  return hash.update(bytes).digest();
}

const attribute = (type: string, value: Uint8Array) =>
  encodeSequence(encodeObjectIdentifier(type), encodeElement(0x31, value));

/** A detached signature over `content`; without signed attributes it covers the content itself. */
export function signWithEddsa(
  signer: Holder,
  content: Uint8Array,
  options: { curve?: 'ed25519' | 'ed448'; digest?: EddsaDigest; signedAttributes?: boolean; more?: Holder[] } = {},
): Uint8Array {
  const { curve = 'ed25519', signedAttributes = true, more = [] } = options;
  const { digest = curve === 'ed25519' ? 'sha512' : 'shake256-len' } = options;
  const certificate = readCertificate(signer.certificate);
  const data = encodeObjectIdentifier('1.2.840.113549.1.7.1');
  const certificateId = encodeSequence(encodeOctetString(createHash('sha256').update(signer.certificate).digest()));
  const attributes = sortSetOf([
    attribute('1.2.840.113549.1.9.3', data),
    attribute('1.2.840.113549.1.9.4', encodeOctetString(digestOf(digest, content))),
    attribute('1.2.840.113549.1.9.16.2.47', encodeSequence(encodeSequence(certificateId))),
  ]);
  const octets = signedAttributes ? encodeElement(0x31, ...attributes) : content;
  const value = sign(null, octets, readFileSync(signer.keyPath));
  const signerInfo = encodeSequence(
    encodeSmallInteger(1),
    encodeSequence(certificate.issuer, certificate.serialNumberDer),
    digests[digest],
    ...(signedAttributes ? [encodeElement(0xa0, ...attributes)] : []),
    encodeSequence(encodeObjectIdentifier(curve === 'ed25519' ? '1.3.101.112' : '1.3.101.113')),
    encodeOctetString(value),
  );
  const signedData = encodeSequence(
    encodeSmallInteger(1),
    encodeElement(0x31, digests[digest]),
    encodeSequence(data),
    encodeElement(0xa0, ...sortSetOf([signer, ...more].map((holder) => holder.certificate))),
    encodeElement(0x31, signerInfo),
  );
  return encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.2'), encodeElement(0xa0, signedData));
}
