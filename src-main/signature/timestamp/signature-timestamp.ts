import { AppError } from '../../contract/index.ts';
import {
  contextConstructed,
  type DerElement,
  DerError,
  encodeElement,
  encodeObjectIdentifier,
  encodeSequence,
  oid,
  orMalformed,
  orNothing,
  readChildren,
  readElementAt,
  readFields,
  sortSetOf,
  tags,
} from '../../x509/index.ts';
import { openCms } from '../cms/cms-verification.ts';

/** The timestamps that a CMS signature carries over its own value (RFC 3161, appendix A; ETSI EN 319 122-1, 5.3). */
export interface SignatureTimestamps {
  /** What such a timestamp is about: the digest of these bytes. */
  readonly signatureValue: Uint8Array;
  /** DER; nothing in them is verified. */
  readonly tokens: Uint8Array[];
}

/** Finds them in a CMS of one signer, which may end in zeros; null when it is none. Total. */
export function findSignatureTimestamps(cms: Uint8Array): SignatureTimestamps | null {
  const signers = orNothing(() => openCms(new Uint8Array(cms)).signedData.signers);
  const [signer, secondSigner] = signers ?? [];
  if (signer === undefined || secondSigner !== undefined) return null;
  const attributes = signer.unsignedAttributes.filter(({ type }) => type === oid.signatureTimestamp);
  return {
    signatureValue: signer.signature,
    tokens: attributes.flatMap(({ values }) => values.map(({ encoded }) => encoded)),
  };
}

/**
 * The CMS with a timestamp token among the unsigned attributes of its one signer: what was signed stays as it was. Zeros at its end
 * are left out. Throws AppError INVALID_INPUT when it is no CMS in DER with one signer.
 */
export function addSignatureTimestamp(cms: Uint8Array, token: Uint8Array): Uint8Array {
  const extended = orMalformed(() => withUnsignedAttribute(cms, encodeTimestampAttribute(token)));
  if (extended instanceof DerError) {
    throw new AppError('INVALID_INPUT', { detail: 'not a CMS of one signer' }, { detail: extended.message });
  }
  return extended;
}

function encodeTimestampAttribute(token: Uint8Array): Uint8Array {
  return encodeSequence(encodeObjectIdentifier(oid.signatureTimestamp), encodeElement(tags.set, token));
}

/** Throws DerError. */
function withUnsignedAttribute(cms: Uint8Array, attribute: Uint8Array): Uint8Array {
  const contentInfo = readFields(readElementAt(cms, 0));
  const type = contentInfo.required(tags.objectIdentifier);
  const explicit = readFields(contentInfo.required(contextConstructed(0)));
  contentInfo.done();
  const parts = readChildren(explicit.required(tags.sequence));
  explicit.done();
  // SignerInfos are the last part of SignedData (RFC 5652, 5.1).
  const signers = parts.at(-1);
  if (signers?.tag !== tags.set) throw new DerError('no signers');
  const [signer, secondSigner] = readChildren(signers);
  if (signer === undefined || secondSigner !== undefined) throw new DerError('not one signer');
  const signedData = encodeSequence(
    ...parts.slice(0, -1).map(({ encoded }) => encoded),
    encodeElement(tags.set, extendSigner(signer, attribute)),
  );
  return encodeSequence(type.encoded, encodeElement(contextConstructed(0), signedData));
}

function extendSigner(signer: DerElement, attribute: Uint8Array): Uint8Array {
  const parts = readChildren(signer);
  const last = parts.at(-1);
  const unsigned = last?.tag === contextConstructed(1) ? last : undefined;
  const kept = unsigned === undefined ? parts : parts.slice(0, -1);
  const attributes = [
    ...(unsigned === undefined ? [] : readChildren(unsigned).map(({ encoded }) => encoded)),
    attribute,
  ];
  return encodeSequence(
    ...kept.map(({ encoded }) => encoded),
    encodeElement(contextConstructed(1), ...sortSetOf(attributes)),
  );
}
