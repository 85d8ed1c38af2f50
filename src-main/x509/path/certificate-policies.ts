import {
  contextPrimitive,
  type DerElement,
  DerError,
  expectTag,
  readChildren,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import type { Certificate } from '../certificates/certificate.ts';

/** What a certificate says of certificate policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14). */
export interface PolicyStatement {
  /** Undefined when the extension is absent, which is another thing than naming none. */
  readonly policies: ReadonlySet<string> | undefined;
  /** Every qualifier is of a known kind, or nobody has to know it. */
  readonly qualifiersUnderstood: boolean;
  readonly mappings: readonly { readonly issuerPolicy: string; readonly subjectPolicy: string }[];
  /** How many more certificates may follow before a policy is demanded; undefined: nothing is demanded. */
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

/** Reads it. Throws DerError. */
export function readPolicyStatement(certificate: Certificate): PolicyStatement {
  const { policies, qualifiersUnderstood } = readPolicies(certificate);
  return {
    policies,
    qualifiersUnderstood,
    mappings: readMappings(certificate),
    ...readConstraints(certificate),
    inhibitAnyPolicy: readInhibitAnyPolicy(certificate),
  };
}

const knownQualifiers: ReadonlySet<string> = new Set([oid.cpsQualifier, oid.userNoticeQualifier]);

function readPolicies(certificate: Certificate): Pick<PolicyStatement, 'policies' | 'qualifiersUnderstood'> {
  const extension = certificate.extensions.get(oid.certificatePolicies);
  if (extension === undefined) return { policies: undefined, qualifiersUnderstood: true };
  const policies = new Set<string>();
  let known = true;
  for (const element of sequenceOf(extension.value)) {
    const fields = readFields(expectTag(element, tags.sequence));
    const policy = readObjectIdentifier(fields.required());
    const qualifiers = fields.optional(tags.sequence);
    fields.done();
    if (policies.has(policy)) throw new DerError('a policy twice');
    policies.add(policy);
    const kinds = qualifiers === undefined ? [] : readChildren(qualifiers).map(kindOfQualifier);
    known &&= kinds.every((kind) => knownQualifiers.has(kind));
  }
  // RFC 5280, 4.2.1.4: who cannot interpret a critical extension, qualifiers included, rejects the path.
  return { policies, qualifiersUnderstood: known || !extension.critical };
}

function kindOfQualifier(qualifier: DerElement): string {
  return readObjectIdentifier(readFields(expectTag(qualifier, tags.sequence)).required());
}

function readMappings(certificate: Certificate): PolicyStatement['mappings'] {
  const extension = certificate.extensions.get(oid.policyMappings);
  if (extension === undefined) return [];
  return sequenceOf(extension.value).map((element) => {
    const fields = readFields(expectTag(element, tags.sequence));
    const issuerPolicy = readObjectIdentifier(fields.required());
    const subjectPolicy = readObjectIdentifier(fields.required());
    fields.done();
    return { issuerPolicy, subjectPolicy };
  });
}

function readConstraints(
  certificate: Certificate,
): Pick<PolicyStatement, 'requireExplicitPolicy' | 'inhibitPolicyMapping'> {
  const extension = certificate.extensions.get(oid.policyConstraints);
  if (extension === undefined) return { requireExplicitPolicy: undefined, inhibitPolicyMapping: undefined };
  const fields = readFields(readWhole(extension.value, tags.sequence));
  const skip = (number: number): number | undefined => {
    const field = fields.optional(contextPrimitive(number));
    return field === undefined ? undefined : readSmallInteger({ ...field, tag: tags.integer });
  };
  const constraints = { requireExplicitPolicy: skip(0), inhibitPolicyMapping: skip(1) };
  fields.done();
  return constraints;
}

function readInhibitAnyPolicy(certificate: Certificate): number | undefined {
  const extension = certificate.extensions.get(oid.inhibitAnyPolicy);
  return extension === undefined ? undefined : readSmallInteger(readWhole(extension.value, tags.integer));
}

/** RFC 5280 wants one element at least in each of these lists. */
function sequenceOf(value: Uint8Array): DerElement[] {
  const elements = readChildren(readWhole(value, tags.sequence));
  if (elements.length === 0) throw new DerError('an empty list of policies');
  return elements;
}
