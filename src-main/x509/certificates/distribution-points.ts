import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  readChildren,
  readFields,
  readFlags,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { encodeElement } from '../asn1/der-writer.ts';
import { oid } from '../asn1/object-identifiers.ts';
import type { Certificate } from './certificate.ts';
import { nameKey } from './certificate-issuers.ts';

/** One point of cRLDistributionPoints (RFC 5280, 4.2.1.13). */
export interface DistributionPoint {
  /** Keys of its names, see `generalNameKey`; undefined when it has none. */
  readonly names: ReadonlySet<string> | undefined;
  /** Bits of ReasonFlags; undefined: all reasons. */
  readonly reasons: ReadonlySet<number> | undefined;
  /** Keys of the names of who signs the lists, where that is not the issuer of the certificate. */
  readonly crlIssuers: ReadonlySet<string> | undefined;
}

const directoryName = contextConstructed(4);

/** A GeneralName (RFC 5280, 4.2.1.6) as a key: directory names are compared as names are, all others bytewise. */
export function generalNameKey(name: DerElement): string {
  return name.tag === directoryName
    ? directoryNameKey(name.content)
    : `bytes ${Buffer.from(name.encoded).toString('hex')}`;
}

/** The key of a Name, as `generalNameKey` has it of a directoryName. */
export const directoryNameKey = (name: Uint8Array): string => `name ${nameKey(name)}`;

/**
 * The GeneralNames of a DistributionPointName in its `[0]` field; undefined when it is a name relative to the issuer's. Throws
 * DerError.
 */
function readFullNames(field: DerElement): DerElement[] | undefined {
  const choice = choiceOf(field);
  if (choice.tag === contextConstructed(0)) return readChildren(choice);
  if (choice.tag === contextConstructed(1)) return undefined;
  throw new DerError('an unknown kind of distribution point name');
}

function choiceOf(field: DerElement): DerElement {
  const [choice, surplus] = readChildren(field);
  if (choice === undefined || surplus !== undefined) throw new DerError('a malformed distribution point name');
  return choice;
}

/**
 * Keys of the names in a DistributionPointName in its `[0]` field. A relative one goes on from the name of whoever signs the list
 * (RFC 5280, 4.2.1.13). Throws DerError.
 */
export function readPointNames(field: DerElement, crlIssuer: Uint8Array): Set<string> {
  const full = readFullNames(field);
  if (full !== undefined) return new Set(full.map(generalNameKey));
  const base = readWhole(crlIssuer, tags.sequence).content;
  const relative = encodeElement(tags.set, choiceOf(field).content);
  return new Set([directoryNameKey(encodeElement(tags.sequence, base, relative))]);
}

function readPoints(certificate: Certificate): DerElement[] {
  const extension = certificate.extensions.get(oid.crlDistributionPoints);
  return extension === undefined ? [] : readChildren(readWhole(extension.value, tags.sequence));
}

/** The points of a certificate; none when it names none. Throws DerError. */
export function readDistributionPoints(certificate: Certificate): DistributionPoint[] {
  return readPoints(certificate).map((point) => {
    const fields = readFields(point);
    const name = fields.optional(contextConstructed(0));
    const reasons = fields.optional(contextPrimitive(1));
    const issuers = fields.optional(contextConstructed(2));
    fields.done();
    const directoryNames = issuers === undefined ? [] : readChildren(issuers);
    const [crlIssuer] = directoryNames.filter(({ tag }) => tag === directoryName);
    return {
      names: name === undefined ? undefined : readPointNames(name, crlIssuer?.content ?? certificate.issuer),
      reasons: reasons === undefined ? undefined : readFlags({ ...reasons, tag: tags.bitString }),
      crlIssuers: issuers === undefined ? undefined : new Set(directoryNames.map(generalNameKey)),
    };
  });
}

/** The full names of every distribution point of a certificate, among which addresses are found. Throws DerError. */
export function readDistributionPointNames(certificate: Certificate): DerElement[] {
  return readPoints(certificate).flatMap((point) => {
    const name = readFields(point).optional(contextConstructed(0));
    return name === undefined ? [] : (readFullNames(name) ?? []);
  });
}
