import { AppError } from '../../contract/index.ts';
import {
  contextConstructed,
  encodeElement,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  oid,
  type ReadableDigestAlgorithm,
  readCertificate,
} from '../../x509/index.ts';

import { encodeCertificateId } from './ocsp-certificate-id.ts';

/** RFC 9654, 2.1. */
const maxNonceBytes = 128;

/**
 * An OCSPRequest about one certificate, in DER (RFC 6960, 4.1). Every responder knows the issuer by SHA-1 (RFC 5019, 2.1.1), which
 * is what `hash` is unless something else is asked for; no security hangs on it. `nonce`: 1 to 128 random bytes, which fresh answers
 * repeat. Throws AppError CERTIFICATE_UNREADABLE and INVALID_INPUT.
 */
export function buildOcspRequest(input: {
  certificate: Uint8Array;
  issuer: Uint8Array;
  hash?: Extract<ReadableDigestAlgorithm, 'sha1' | 'sha256'>;
  nonce?: Uint8Array;
}): Uint8Array {
  const { hash = 'sha1', nonce } = input;
  if (nonce !== undefined && (nonce.length === 0 || nonce.length > maxNonceBytes)) {
    throw new AppError('INVALID_INPUT', { detail: `a nonce of ${nonce.length} bytes` });
  }
  const certificateId = encodeCertificateId(readCertificate(input.certificate), readCertificate(input.issuer), hash);
  const requestList = encodeSequence(encodeSequence(certificateId));
  const extensions =
    nonce === undefined ? [] : [encodeElement(contextConstructed(2), encodeSequence(encodeNonce(nonce)))];
  return encodeSequence(encodeSequence(requestList, ...extensions));
}

function encodeNonce(nonce: Uint8Array): Uint8Array {
  return encodeSequence(encodeObjectIdentifier(oid.ocspNonce), encodeOctetString(encodeOctetString(nonce)));
}
