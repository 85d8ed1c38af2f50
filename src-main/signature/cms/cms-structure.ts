import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  oid,
  readChildren,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readWhole,
  tags,
} from '../../x509/index.ts';
/** An attribute with all its values (RFC 5652, 5.3). */
export interface Attribute {
  readonly type: string;
  readonly values: DerElement[];
}

export type SignerIdentifier =
  | { readonly kind: 'issuer-serial'; readonly issuer: Uint8Array; readonly serialNumber: Uint8Array }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array };

/** RFC 5652, 5.3. */
export interface SignerInfo {
  readonly version: number;
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: DerElement;
  /** The `[0]` field as it stands; undefined when there are no signed attributes. */
  readonly signedAttributes: DerElement | undefined;
  readonly attributes: Attribute[];
  readonly signatureAlgorithm: DerElement;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: Attribute[];
}

/** RFC 5652, 5.1. */
export interface SignedData {
  readonly version: number;
  readonly digestAlgorithms: DerElement[];
  readonly contentType: string;
  /** The bytes inside eContent; undefined when detached. */
  readonly content: Uint8Array | undefined;
  /** X.509 certificates only, unparsed. */
  readonly certificates: Uint8Array[];
  readonly signers: SignerInfo[];
}

/** Takes a ContentInfo with SignedData apart, under either of its object identifiers. Throws DerError. */
export function parseSignedData(der: Uint8Array): SignedData {
  const contentInfo = readFields(readWhole(der, tags.sequence));
  const type = readObjectIdentifier(contentInfo.required());
  if (type !== oid.signedData && type !== oid.gmSignedData)
    throw new DerError(`content type ${type} where signedData stands`);
  const explicit = readFields(contentInfo.required(contextConstructed(0)));
  contentInfo.done();
  const signedData = explicit.required(tags.sequence);
  explicit.done();

  const fields = readFields(signedData);
  const version = readSmallInteger(fields.required());
  const digestAlgorithms = readChildren(fields.required(tags.set));
  const encapsulated = readFields(fields.required(tags.sequence));
  const contentType = readObjectIdentifier(encapsulated.required());
  const contentField = encapsulated.optional(contextConstructed(0));
  encapsulated.done();
  const certificatesField = fields.optional(contextConstructed(0));
  fields.optional(contextConstructed(1));
  const signers = readChildren(fields.required(tags.set)).map(parseSignerInfo);
  fields.done();
  return {
    version,
    digestAlgorithms,
    contentType,
    content: contentField === undefined ? undefined : readContent(contentField),
    certificates: certificatesField === undefined ? [] : readCertificates(certificatesField),
    signers,
  };
}

function readContent(field: DerElement): Uint8Array {
  const inside = readFields(field);
  // For data both PKCS #7 and CMS have an OCTET STRING, digested without tag and length (RFC 5652, 5.2.1).
  const { content } = inside.required(tags.octetString);
  inside.done();
  return content;
}

/** Of the CertificateChoices (RFC 5652, 10.2.2) only X.509 certificates are SEQUENCEs without a context tag. */
function readCertificates(field: DerElement): Uint8Array[] {
  return readChildren(field)
    .filter((choice) => choice.tag === tags.sequence)
    .map((choice) => choice.encoded);
}

function parseSignerInfo(element: DerElement): SignerInfo {
  if (element.tag !== tags.sequence) throw new DerError('a signer that is no sequence');
  const fields = readFields(element);
  const version = readSmallInteger(fields.required());
  const identifier = readIdentifier(fields.required());
  const digestAlgorithm = fields.required(tags.sequence);
  const signedAttributes = fields.optional(contextConstructed(0));
  const signatureAlgorithm = fields.required(tags.sequence);
  const signature = fields.required(tags.octetString).content;
  const unsigned = fields.optional(contextConstructed(1));
  fields.done();
  return {
    version,
    identifier,
    digestAlgorithm,
    signedAttributes,
    attributes: signedAttributes === undefined ? [] : readAttributes(signedAttributes),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(unsigned),
  };
}

function readIdentifier(element: DerElement): SignerIdentifier {
  if (element.tag === contextPrimitive(0)) return { kind: 'key-identifier', keyIdentifier: element.content };
  if (element.tag !== tags.sequence) throw new DerError('an unknown kind of signer identifier');
  const fields = readFields(element);
  const issuer = fields.required(tags.sequence).encoded;
  const serialNumber = fields.required(tags.integer).content;
  fields.done();
  return { kind: 'issuer-serial', issuer, serialNumber };
}

function readAttributes(field: DerElement): Attribute[] {
  return readChildren(field).map((element) => {
    if (element.tag !== tags.sequence) throw new DerError('an attribute that is no sequence');
    const fields = readFields(element);
    const type = readObjectIdentifier(fields.required());
    const values = readChildren(fields.required(tags.set));
    fields.done();
    return { type, values };
  });
}
