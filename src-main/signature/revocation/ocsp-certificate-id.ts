import {
  type Certificate,
  type DerElement,
  digestOf,
  encodeDigestIdentifier,
  encodeOctetString,
  encodeSequence,
  expectTag,
  type ReadableDigestAlgorithm,
  readBitStringBytes,
  readDigestAlgorithm,
  readFields,
  readWhole,
  sameBytes,
  tags,
} from '../../x509/index.ts';
import { sameSerialNumber } from './certificate-status.ts';

/** The CertID of a certificate (RFC 6960, 4.1.1), in DER. Throws DerError when the issuer's key is malformed. */
export function encodeCertificateId(
  certificate: Certificate,
  issuer: Certificate,
  hash: ReadableDigestAlgorithm,
): Uint8Array {
  return encodeSequence(
    encodeDigestIdentifier(hash),
    encodeOctetString(digestOf(hash, certificate.issuer)),
    encodeOctetString(digestOf(hash, publicKeyBits(issuer))),
    certificate.serialNumberDer,
  );
}

/** Whether a CertID means this certificate of this issuer; both hashes are computed anew. Throws DerError. */
export function meansCertificate(certificateId: DerElement, certificate: Certificate, issuer: Certificate): boolean {
  const fields = readFields(expectTag(certificateId, tags.sequence));
  const hash = readDigestAlgorithm(fields.required());
  const nameHash = fields.required(tags.octetString).content;
  const keyHash = fields.required(tags.octetString).content;
  const serialNumber = fields.required(tags.integer).content;
  fields.done();
  return (
    hash !== undefined &&
    sameSerialNumber(serialNumber, certificate.serialNumber) &&
    sameBytes(nameHash, digestOf(hash, certificate.issuer)) &&
    sameBytes(keyHash, digestOf(hash, publicKeyBits(issuer)))
  );
}

/** SHA-1 of the public key, as responders name themselves by it (RFC 6960, 4.2.1). Throws DerError. */
export function responderKeyHash(responder: Certificate): Uint8Array {
  return digestOf('sha1', publicKeyBits(responder));
}

/** The key alone, without algorithm, tag, length and unused bits. */
function publicKeyBits({ spki }: Certificate): Uint8Array {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  return readBitStringBytes(fields.required(tags.bitString));
}
