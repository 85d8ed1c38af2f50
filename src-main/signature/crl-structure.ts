import { type Extension, readExplicitExtensions, readExtensions } from './certificate.ts';
import { type RevocationReason, revocationReason, sameSerialNumber } from './certificate-status.ts';
import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  readBitStringBytes,
  readBoolean,
  readElementAt,
  readEnumerated,
  readFields,
  readFlags,
  readSmallInteger,
  readTime,
  readWhole,
  sameBytes,
  tags,
} from './der-reader.ts';
import { readPointNames } from './distribution-points.ts';
import { oid } from './object-identifiers.ts';

/** A CertificateList, taken apart (RFC 5280, 5.1). Byte fields are DER, as they stand in it. Its entries are read when sought. */
export interface Crl {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly entries: DerElement | undefined;
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly signatureAlgorithm: DerElement;
  readonly signature: Uint8Array;
}

/** Takes a CRL apart. The bytes are not copied: they must not change while it is used. Throws DerError. */
export function parseCrl(der: Uint8Array): Crl {
  const outer = readFields(readWhole(der, tags.sequence));
  const tbs = outer.required(tags.sequence);
  const signatureAlgorithm = outer.required(tags.sequence);
  const signature = readBitStringBytes(outer.required(tags.bitString));
  outer.done();

  const fields = readFields(tbs);
  const version = fields.optional(tags.integer);
  if (version !== undefined && readSmallInteger(version) !== 1) throw new DerError('an unknown CRL version');
  // RFC 5280, 5.1.1.2: the signed copy of the algorithm is the one that counts.
  if (!sameBytes(fields.required(tags.sequence).encoded, signatureAlgorithm.encoded)) {
    throw new DerError('two signature algorithms');
  }
  const issuer = fields.required(tags.sequence).encoded;
  const thisUpdate = readTime(fields.required());
  const nextUpdateField = fields.optional(tags.utcTime) ?? fields.optional(tags.generalizedTime);
  const nextUpdate = nextUpdateField === undefined ? undefined : readTime(nextUpdateField);
  const entries = fields.optional(tags.sequence);
  const extensionsField = fields.optional(contextConstructed(0));
  fields.done();
  if (version === undefined && extensionsField !== undefined) throw new DerError('extensions in a CRL of version 1');
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) throw new DerError('a CRL that ends before it begins');
  const extensions = readExplicitExtensions(extensionsField);
  return { der, tbs: tbs.encoded, issuer, thisUpdate, nextUpdate, entries, extensions, signatureAlgorithm, signature };
}

/** One revoked certificate of a CRL (RFC 5280, 5.3). */
export interface CrlEntry {
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/**
 * Walks through all entries: those of one serial number, and whether every critical entry extension is understood, without which
 * RFC 5280, 5.3, lets nobody rely on the list. Throws DerError.
 */
export function findEntries(crl: Crl, serialNumber: Uint8Array): { found: CrlEntry[]; understood: boolean } {
  const found: CrlEntry[] = [];
  let understood = true;
  const content = crl.entries?.content ?? new Uint8Array();
  for (let offset = 0; offset < content.length; ) {
    const entry = readElementAt(content, offset);
    offset += entry.encoded.length;
    const fields = readFields(entry);
    const number = fields.required(tags.integer).content;
    const revokedAt = readTime(fields.required());
    const extensionsField = fields.optional(tags.sequence);
    fields.done();
    const extensions = extensionsField === undefined ? undefined : readExtensions(extensionsField);
    if (extensions !== undefined && !understandsEntry(extensions)) understood = false;
    if (sameSerialNumber(number, serialNumber)) found.push(readEntry(revokedAt, extensions));
  }
  return { found, understood };
}

const entryExtensions: ReadonlySet<string> = new Set([oid.crlReason, oid.invalidityDate]);

function understandsEntry(extensions: ReadonlyMap<string, Extension>): boolean {
  return [...extensions].every(([name, { critical }]) => !critical || entryExtensions.has(name));
}

function readEntry(revocationDate: Date, extensions: ReadonlyMap<string, Extension> | undefined): CrlEntry {
  const reason = extensions?.get(oid.crlReason);
  const invalidity = extensions?.get(oid.invalidityDate);
  // RFC 5280, 5.3.2: from then on the key may have been in other hands.
  const invalidityDate =
    invalidity === undefined ? undefined : readTime(readWhole(invalidity.value, tags.generalizedTime));
  return {
    revokedAt: invalidityDate !== undefined && invalidityDate < revocationDate ? invalidityDate : revocationDate,
    reason: revocationReason(reason === undefined ? 0 : readEnumerated(readWhole(reason.value, tags.enumerated))),
  };
}

/** What a CRL covers (RFC 5280, 5.2.5). */
export interface IssuingDistributionPoint {
  /** Names of the point; undefined when all are meant, empty when they are of a kind that is not compared. */
  readonly names: DerElement[] | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly onlySomeReasons: boolean;
  readonly indirect: boolean;
}

/** The issuingDistributionPoint; undefined when the CRL covers everything. Throws DerError. */
export function readIssuingDistributionPoint(crl: Crl): IssuingDistributionPoint | undefined {
  const extension = crl.extensions.get(oid.issuingDistributionPoint);
  if (extension === undefined) return undefined;
  const fields = readFields(readWhole(extension.value, tags.sequence));
  const name = fields.optional(contextConstructed(0));
  const flag = (number: number): boolean => {
    const field = fields.optional(contextPrimitive(number));
    return field !== undefined && readBoolean({ ...field, tag: tags.boolean });
  };
  const onlyUserCertificates = flag(1);
  const onlyAuthorityCertificates = flag(2);
  const reasons = fields.optional(contextPrimitive(3));
  if (reasons !== undefined) readFlags({ ...reasons, tag: tags.bitString });
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  fields.done();
  return {
    names: name === undefined ? undefined : (readPointNames(name) ?? []),
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlyAttributeCertificates,
    onlySomeReasons: reasons !== undefined,
    indirect,
  };
}
