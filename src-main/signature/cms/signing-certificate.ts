import {
  type Certificate,
  contextConstructed,
  type DerElement,
  DerError,
  digestOf,
  expectTag,
  oid,
  readChildren,
  readDigestAlgorithm,
  readFields,
  sameBytes,
  tags,
} from '../../x509/index.ts';
import type { Attribute } from './cms-structure.ts';

/** `absent`: no such attribute. `mismatch`: an attribute names another certificate. */
export type Binding = 'bound' | 'absent' | 'mismatch' | 'unsupported';

/**
 * Whether the ESS attributes (RFC 2634, 5.4; RFC 5035, 3 and 4) name this certificate: the first ESSCertID must carry its
 * digest, and its issuer and serial number when it has them. With both attributes present, both must. Throws DerError.
 */
export function checkBinding(attributes: Attribute[], certificate: Certificate): Binding {
  const checks = attributes.flatMap((attribute) => {
    if (attribute.type === oid.signingCertificate) return [checkAttribute(attribute, certificate, 1)];
    if (attribute.type === oid.signingCertificateV2) return [checkAttribute(attribute, certificate, 2)];
    return [];
  });
  if (checks.length === 0) return 'absent';
  return checks.find((check) => check !== 'bound') ?? 'bound';
}

function checkAttribute({ values }: Attribute, certificate: Certificate, version: 1 | 2): Binding {
  const [value, surplus] = values;
  if (value === undefined || surplus !== undefined) throw new DerError('an attribute with a wrong number of values');
  const [first] = readChildren(readFields(expectTag(value, tags.sequence)).required(tags.sequence));
  if (first === undefined) throw new DerError('a signing certificate attribute without certificates');
  const fields = readFields(expectTag(first, tags.sequence));
  const algorithm = version === 2 ? fields.optional(tags.sequence) : undefined;
  const digest = fields.required(tags.octetString).content;
  const issuerSerial = fields.optional(tags.sequence);
  fields.done();
  const usual = version === 1 ? 'sha1' : 'sha256';
  const hash = algorithm === undefined ? usual : readDigestAlgorithm(algorithm);
  if (hash === undefined) return 'unsupported';
  if (!sameBytes(digest, digestOf(hash, certificate.der))) return 'mismatch';
  return issuerSerial === undefined || namesCertificate(issuerSerial, certificate) ? 'bound' : 'mismatch';
}

function namesCertificate(issuerSerial: DerElement, certificate: Certificate): boolean {
  const fields = readFields(issuerSerial);
  const names = readChildren(fields.required(tags.sequence));
  const serialNumber = fields.required(tags.integer).content;
  fields.done();
  if (!sameBytes(serialNumber, certificate.serialNumber)) return false;
  return names.some((name) => name.tag === contextConstructed(4) && sameBytes(name.content, certificate.issuer));
}
