import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  directoryNameKey,
  type Extension,
  generalNameKey,
  oid,
  orNothing,
  readBitStringBytes,
  readBoolean,
  readChildren,
  readElementAt,
  readEnumerated,
  readExplicitExtensions,
  readExtensions,
  readFields,
  readFlags,
  readIntegerBytes,
  readPointNames,
  readSmallInteger,
  readSpanAt,
  readTime,
  readWhole,
  sameBytes,
  tags,
} from '../../x509/index.ts';
import { type RevocationReason, revocationReason, sameSerialNumber } from './certificate-status.ts';

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
 * Walks through all entries: those about one serial number of one issuer (`issuer` by its `directoryNameKey`), and whether every
 * critical entry extension is understood, without which RFC 5280, 5.3, lets nobody rely on the list. In an indirect list an entry
 * is about the issuer that it or the last before it names, at first the signer of the list (5.3.3). Lists can have a million
 * entries: the others are looked at no closer than that. Throws DerError.
 */
export function findEntries(
  crl: Crl,
  { serialNumber, issuer }: { serialNumber: Uint8Array; issuer: string },
  indirect: boolean,
): { found: CrlEntry[]; understood: boolean } {
  const found: CrlEntry[] = [];
  let understood = true;
  const { buffer, byteOffset, length } = crl.entries?.content ?? new Uint8Array();
  const content = Buffer.from(buffer, byteOffset, length);
  const lastByte = serialNumber.at(-1);
  if (lastByte === undefined) throw new DerError('an empty serial number');
  // Most entries have the very same extensions.
  let known: Uint8Array = new Uint8Array();
  let about = directoryNameKey(crl.issuer);
  for (let offset = 0; offset < content.length; ) {
    const entry = readSpanAt(content, offset);
    const number = readSpanAt(content, entry.start);
    const time = readSpanAt(content, number.end);
    if (entry.tag !== tags.sequence || number.tag !== tags.integer || time.end > entry.end) {
      throw new DerError('a malformed entry');
    }
    if (time.end < entry.end && content.compare(known, 0, known.length, time.end, entry.end) !== 0) {
      known = content.subarray(time.end, entry.end);
      const extensions = readExtensions(readWhole(known, tags.sequence));
      if (!understandsEntry(extensions, indirect)) understood = false;
      const named = indirect ? extensions.get(oid.certificateIssuer) : undefined;
      if (named !== undefined) about = readCertificateIssuer(named.value);
    }
    const isLike = content[number.end - 1] === lastByte && about === issuer;
    if (isLike && sameSerialNumber(content.subarray(number.start, number.end), serialNumber)) {
      found.push(readEntry(readElementAt(content, offset)));
    }
    offset = entry.end;
  }
  return { found, understood };
}

const entryExtensions: ReadonlySet<string> = new Set([oid.crlReason, oid.invalidityDate]);

function understandsEntry(extensions: ReadonlyMap<string, Extension>, indirect: boolean): boolean {
  return [...extensions].every(
    ([name, { critical }]) => !critical || entryExtensions.has(name) || (indirect && name === oid.certificateIssuer),
  );
}

function readCertificateIssuer(value: Uint8Array): string {
  const [name, surplus] = readChildren(readWhole(value, tags.sequence));
  if (name === undefined || surplus !== undefined) throw new DerError('an entry of several issuers');
  return generalNameKey(name);
}

/** Throws DerError. */
function readEntry(entry: DerElement): CrlEntry {
  const fields = readFields(entry);
  fields.required(tags.integer);
  const revocationDate = readTime(fields.required());
  const list = fields.optional(tags.sequence);
  fields.done();
  const extensions = list === undefined ? undefined : readExtensions(list);
  const reason = extensions?.get(oid.crlReason);
  const invalidity = extensions?.get(oid.invalidityDate);
  // RFC 5280, 5.3.2: from then on the key may have been in other hands.
  const invalidityDate =
    invalidity === undefined ? undefined : readTime(readWhole(invalidity.value, tags.generalizedTime));
  return {
    revokedAt: invalidityDate !== undefined && invalidityDate < revocationDate ? invalidityDate : revocationDate,
    // A reason that cannot be read takes nothing from the revocation.
    reason:
      (reason && orNothing(() => revocationReason(readEnumerated(readWhole(reason.value, tags.enumerated))))) ??
      'unspecified',
  };
}

/** What a CRL covers (RFC 5280, 5.2.5). */
export interface IssuingDistributionPoint {
  /** Keys of the names of the point, see `generalNameKey`; undefined when all are meant. */
  readonly names: ReadonlySet<string> | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** Bits of ReasonFlags; undefined: all reasons. */
  readonly reasons: ReadonlySet<number> | undefined;
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
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  fields.done();
  return {
    names: name === undefined ? undefined : readPointNames(name, crl.issuer),
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlyAttributeCertificates,
    reasons: reasons === undefined ? undefined : readFlags({ ...reasons, tag: tags.bitString }),
    indirect,
  };
}

/**
 * The cRLNumber of a list, and the number of the base that a delta list goes on from (RFC 5280, 5.2.3 and 5.2.4). Throws
 * DerError.
 */
export function readCrlNumbers(crl: Crl): { number: bigint | undefined; base: bigint | undefined } {
  return { number: readNumber(crl, oid.crlNumber), base: readNumber(crl, oid.deltaCrlIndicator) };
}

function readNumber(crl: Crl, name: string): bigint | undefined {
  const extension = crl.extensions.get(name);
  if (extension === undefined) return undefined;
  const content = readIntegerBytes(readWhole(extension.value, tags.integer));
  if ((content[0] ?? 0) >= 0x80) throw new DerError('a negative CRL number');
  return BigInt(`0x${Buffer.from(content).toString('hex')}`);
}
