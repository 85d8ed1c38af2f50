import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  type Extension,
  expectTag,
  oid,
  readBitStringBytes,
  readChildren,
  readEnumerated,
  readExplicitExtensions,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readTime,
  readWhole,
  tags,
} from '../../x509/index.ts';
import { type CertificateStatus, revocationReason, unknownStatus } from './certificate-status.ts';

/** OCSPResponseStatus (RFC 6960, 4.2.1) by its numbers; 4 is not used. */
const responseStatuses = [
  'successful',
  'malformed-request',
  'internal-error',
  'try-later',
  undefined,
  'signature-required',
  'unauthorized',
] as const;
export type OcspRefusal = Exclude<(typeof responseStatuses)[number], 'successful' | undefined>;

export type ResponderId =
  | { readonly kind: 'name'; readonly name: Uint8Array }
  | { readonly kind: 'key-hash'; readonly keyHash: Uint8Array };

/** What is said about one certificate (RFC 6960, 4.2.1). */
export interface SingleResponse {
  readonly certificateId: DerElement;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** A BasicOCSPResponse, taken apart (RFC 6960, 4.2.1). */
export interface BasicOcspResponse {
  readonly responseData: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly responses: SingleResponse[];
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly signatureAlgorithm: DerElement;
  readonly signature: Uint8Array;
  /** Unparsed. */
  readonly certificates: Uint8Array[];
}

/** Takes an OCSPResponse apart: the basic response in it, or the word by which the responder gave none. Throws DerError. */
export function parseOcspResponse(bytes: Uint8Array): BasicOcspResponse | OcspRefusal {
  // A copy: what was judged cannot be changed afterwards by whoever holds the bytes.
  const fields = readFields(readWhole(new Uint8Array(bytes), tags.sequence));
  const status = responseStatuses[readEnumerated(fields.required())];
  const bytesField = fields.optional(contextConstructed(0));
  fields.done();
  if (status === undefined) throw new DerError('an unknown response status');
  if (status !== 'successful') return status;
  if (bytesField === undefined) throw new DerError('a successful response without content');
  const explicit = readFields(bytesField);
  const responseBytes = readFields(explicit.required(tags.sequence));
  explicit.done();
  const type = readObjectIdentifier(responseBytes.required());
  const response = responseBytes.required(tags.octetString).content;
  responseBytes.done();
  if (type !== oid.ocspBasic) throw new DerError(`a response of type ${type}`);
  return parseBasicResponse(response);
}

function parseBasicResponse(der: Uint8Array): BasicOcspResponse {
  const outer = readFields(readWhole(der, tags.sequence));
  const data = outer.required(tags.sequence);
  const signatureAlgorithm = outer.required(tags.sequence);
  const signature = readBitStringBytes(outer.required(tags.bitString));
  const certificatesField = outer.optional(contextConstructed(0));
  outer.done();

  const fields = readFields(data);
  const version = fields.optional(contextConstructed(0));
  if (version !== undefined && readSmallInteger(inside(version)) !== 0) throw new DerError('an unknown version');
  const responderId = readResponderId(fields.required());
  const producedAt = readTime(fields.required(tags.generalizedTime));
  const responses = readChildren(fields.required(tags.sequence)).map(readSingleResponse);
  const extensions = readExplicitExtensions(fields.optional(contextConstructed(1)));
  fields.done();
  return {
    responseData: data.encoded,
    responderId,
    producedAt,
    responses,
    extensions,
    signatureAlgorithm,
    signature,
    certificates:
      certificatesField === undefined
        ? []
        : readChildren(expectTag(inside(certificatesField), tags.sequence)).map(({ encoded }) => encoded),
  };
}

/** The one element in a field with an explicit tag. */
function inside(field: DerElement): DerElement {
  const fields = readFields(field);
  const element = fields.required();
  fields.done();
  return element;
}

function readResponderId(element: DerElement): ResponderId {
  if (element.tag === contextConstructed(1)) {
    return { kind: 'name', name: expectTag(inside(element), tags.sequence).encoded };
  }
  const { content } = expectTag(inside(expectTag(element, contextConstructed(2))), tags.octetString);
  return { kind: 'key-hash', keyHash: content };
}

function readSingleResponse(element: DerElement): SingleResponse {
  const fields = readFields(expectTag(element, tags.sequence));
  const certificateId = fields.required(tags.sequence);
  const status = readStatus(fields.required());
  const thisUpdate = readTime(fields.required(tags.generalizedTime));
  const nextField = fields.optional(contextConstructed(0));
  const nextUpdate = nextField === undefined ? undefined : readTime(expectTag(inside(nextField), tags.generalizedTime));
  const extensions = readExplicitExtensions(fields.optional(contextConstructed(1)));
  fields.done();
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) throw new DerError('a response that ends before it begins');
  return { certificateId, status, thisUpdate, nextUpdate, extensions };
}

function readStatus(element: DerElement): CertificateStatus {
  if (element.tag === contextPrimitive(0) && element.content.length === 0) return { state: 'good' };
  if (element.tag === contextPrimitive(2) && element.content.length === 0) {
    return unknownStatus('ocsp/certificate-unknown');
  }
  const fields = readFields(expectTag(element, contextConstructed(1)));
  const revokedAt = readTime(fields.required(tags.generalizedTime));
  const reasonField = fields.optional(contextConstructed(0));
  fields.done();
  const reason = revocationReason(reasonField === undefined ? 0 : readEnumerated(inside(reasonField)));
  return { state: 'revoked', revokedAt, reason };
}
