import type { Certificate } from './certificate.ts';
import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  readChildren,
  readFields,
  readWhole,
  tags,
} from './der-reader.ts';
import { oid } from './object-identifiers.ts';

/**
 * The GeneralNames of a DistributionPointName (RFC 5280, 4.2.1.13) in its `[0]` field; undefined when it is a name relative to the
 * issuer's. Throws DerError.
 */
export function readPointNames(field: DerElement): DerElement[] | undefined {
  const [choice, surplus] = readChildren(field);
  if (choice === undefined || surplus !== undefined) throw new DerError('a malformed distribution point name');
  if (choice.tag === contextConstructed(0)) return readChildren(choice);
  if (choice.tag === contextConstructed(1)) return undefined;
  throw new DerError('an unknown kind of distribution point name');
}

/** The names of every distribution point of a certificate (RFC 5280, 4.2.1.13). Throws DerError. */
export function readDistributionPoints(certificate: Certificate): DerElement[][] {
  const extension = certificate.extensions.get(oid.crlDistributionPoints);
  if (extension === undefined) return [];
  return readChildren(readWhole(extension.value, tags.sequence)).map((point) => {
    const fields = readFields(point);
    const name = fields.optional(contextConstructed(0));
    fields.optional(contextPrimitive(1));
    fields.optional(contextConstructed(2));
    fields.done();
    return name === undefined ? [] : (readPointNames(name) ?? []);
  });
}
