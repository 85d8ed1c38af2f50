import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  expectTag,
  readChildren,
  readFields,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { nameKeys, nameValues } from '../certificates/distinguished-name.ts';

/** A GeneralName by its tag (RFC 5280, 4.2.1.6). `content` of a directoryName is the DER of the Name. */
interface GeneralName {
  readonly tag: number;
  readonly content: Uint8Array;
}

const rfc822Name = contextPrimitive(1);
const dnsName = contextPrimitive(2);
const directoryName = contextConstructed(4);
const uniformResourceIdentifier = contextPrimitive(6);
const ipAddress = contextPrimitive(7);

/**
 * Whether a name of `certificate` lies outside what `authority` may name (RFC 5280, 4.2.1.10). A kind of name that cannot be compared
 * counts as outside. Throws DerError.
 */
export function breaksNameConstraints(authority: Certificate, certificate: Certificate): boolean {
  const extension = authority.extensions.get(oid.nameConstraints);
  if (extension === undefined) return false;
  const fields = readFields(readWhole(extension.value, tags.sequence));
  const permitted = readSubtrees(fields.optional(contextConstructed(0)));
  const excluded = readSubtrees(fields.optional(contextConstructed(1)));
  fields.done();
  return namesOf(certificate).some((name) => {
    const isKind = ({ tag }: GeneralName): boolean => tag === name.tag;
    const allowed = permitted.filter(isKind);
    if (allowed.length > 0 && !allowed.some((base) => isWithin(name, base, false))) return true;
    return excluded.filter(isKind).some((base) => isWithin(name, base, true));
  });
}

function readSubtrees(field: DerElement | undefined): GeneralName[] {
  if (field === undefined) return [];
  return readChildren(field).map((subtree) => {
    const [base, surplus] = readChildren(expectTag(subtree, tags.sequence));
    // RFC 5280: minimum is zero (so absent in DER) and maximum absent.
    if (base === undefined || surplus !== undefined) throw new DerError('a malformed subtree');
    return { tag: base.tag, content: base.content };
  });
}

function namesOf(certificate: Certificate): GeneralName[] {
  const extension = certificate.extensions.get(oid.subjectAltName);
  const alternative = extension === undefined ? [] : readChildren(readWhole(extension.value, tags.sequence));
  const emails = nameValues(certificate.subject, oid.emailAddress).map((text) => ({
    tag: rfc822Name,
    content: Buffer.from(text),
  }));
  const subject =
    nameKeys(certificate.subject).length === 0 ? [] : [{ tag: directoryName, content: certificate.subject }];
  return [...subject, ...emails, ...alternative];
}

/** `unknown`: the answer when this kind of name, or this form of it, cannot be compared: always the one that refuses. */
function isWithin(name: GeneralName, base: GeneralName, unknown: boolean): boolean {
  const text = latin(name.content);
  const limit = latin(base.content);
  switch (name.tag) {
    case directoryName: {
      const keys = nameKeys(name.content);
      return nameKeys(base.content).every((key, index) => key === keys[index]);
    }
    case dnsName:
      return limit === '' || text === limit || text.endsWith(limit.startsWith('.') ? limit : `.${limit}`);
    case rfc822Name:
      return isMailWithin(text, limit);
    case uniformResourceIdentifier: {
      const host = URL.canParse(text) ? new URL(text).hostname : '';
      return host === '' ? unknown : isHostWithin(host, limit);
    }
    case ipAddress:
      return isAddressWithin(name.content, base.content);
    default:
      return unknown;
  }
}

function isMailWithin(mail: string, limit: string): boolean {
  if (limit.includes('@')) return mail === limit;
  return isHostWithin(mail.slice(mail.lastIndexOf('@') + 1), limit);
}

/** A limit with a leading dot means every host below, one without means that host. */
function isHostWithin(host: string, limit: string): boolean {
  return limit.startsWith('.') ? host.endsWith(limit) : host === limit;
}

function isAddressWithin(address: Uint8Array, range: Uint8Array): boolean {
  if (range.length !== 2 * address.length) return false;
  return address.every((byte, index) => {
    const mask = range[address.length + index] ?? 0;
    return (byte & mask) === ((range[index] ?? 0) & mask);
  });
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').toLowerCase();
}
