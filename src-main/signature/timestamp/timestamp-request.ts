import { AppError } from '../../contract/index.ts';
import {
  DerError,
  type DigestAlgorithm,
  digestLengthBytes,
  encodeDigestIdentifier,
  encodeElement,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  encodeUnsignedInteger,
  orMalformed,
  tags,
} from '../../x509/index.ts';

import { parseTimestampResponse } from './timestamp-structure.ts';

/** What is to be timestamped: for a signature timestamp the digest of the signature value (ETSI EN 319 122-1, 5.3). */
export interface TimestampQuestion {
  readonly hash: DigestAlgorithm;
  readonly digest: Uint8Array;
  /** Random bytes, most significant first; eight are usual. The answer must repeat the number that they are. */
  readonly nonce?: Uint8Array;
  /** OID of the policy wanted; the authority's own when absent. */
  readonly policy?: string;
}

/**
 * A TimeStampReq in DER (RFC 3161, 2.4.1) that asks for the authority's certificate to be sent along. Throws AppError
 * INVALID_INPUT when the digest is none of its hash.
 */
export function buildTimestampRequest({ hash, digest, nonce, policy }: TimestampQuestion): Uint8Array {
  if (digest.length !== digestLengthBytes[hash]) {
    throw new AppError('INVALID_INPUT', { detail: `not a ${hash} digest` });
  }
  return encodeSequence(
    encodeSmallInteger(1),
    encodeSequence(encodeDigestIdentifier(hash), encodeOctetString(digest)),
    ...(policy === undefined ? [] : [encodeObjectIdentifier(policy)]),
    ...(nonce === undefined ? [] : [encodeUnsignedInteger(nonce)]),
    encodeElement(tags.boolean, Uint8Array.of(0xff)),
  );
}

/**
 * The timestamp token in a TimeStampResp, DER; nothing in it is verified. Throws AppError TSA_REFUSED when the authority granted
 * none: `reason` is its failure by RFC 3161, 2.4.2 (bad-request, policy-not-accepted, system-failure …) or its status (rejection,
 * waiting …), the detail is its own text. Throws AppError TSA_UNTRUSTED with reason timestamp/malformed when it is no answer at all.
 */
export function readTimestampToken(response: Uint8Array): Uint8Array {
  const parsed = orMalformed(() => parseTimestampResponse(new Uint8Array(response)));
  if (parsed instanceof DerError) {
    throw new AppError('TSA_UNTRUSTED', { reason: 'timestamp/malformed' }, { detail: parsed.message, cause: parsed });
  }
  const { status, failures, texts, token } = parsed;
  if ((status === 'granted' || status === 'granted-with-changes') && token !== undefined) return token;
  throw new AppError(
    'TSA_REFUSED',
    { reason: failures.length > 0 ? failures.join(', ') : status },
    { detail: [status, ...texts].join(': ') },
  );
}
