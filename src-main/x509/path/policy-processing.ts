import { oid } from '../asn1/object-identifiers.ts';
import type { PolicyStatement } from './certificate-policies.ts';

/** A certificate of a path as policies see it. */
export interface PolicyStep extends PolicyStatement {
  readonly selfIssued: boolean;
}

/** What a path breaks, and at which of the certificates given. */
export interface PolicyProblem {
  readonly problem: 'no-valid-policy' | 'policy-mapping';
  readonly index: number;
}

/**
 * The valid policies at one depth, each with the policies that the next certificate may name for it. RFC 5280, 6.1.2, keeps a
 * tree of them, which grows beyond all bounds under hostile mappings; since any policy will do here, nothing is ever asked of it
 * but whether the deepest row holds anything (RFC 9618, 3).
 */
type Row = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The policies of a path (RFC 5280, 6.1), from the certificate under the trust anchor to the signer's, for somebody who accepts
 * any policy, demands none, and forbids neither mapping nor anyPolicy: the certificates alone can demand. Undefined when the path
 * is sound.
 */
export function findPolicyProblem(path: readonly PolicyStep[]): PolicyProblem | undefined {
  const count = path.length;
  let row: Row = new Map([[oid.anyPolicy, new Set([oid.anyPolicy])]]);
  let explicitPolicy = count + 1;
  let policyMapping = count + 1;
  let inhibitAnyPolicy = count + 1;
  for (const [index, step] of path.entries()) {
    const isLast = index === count - 1;
    row = nextRow(row, step, inhibitAnyPolicy > 0 || (!isLast && step.selfIssued));
    if (explicitPolicy === 0 && row.size === 0) return { problem: 'no-valid-policy', index };
    if (isLast) {
      // 6.1.5 (a) and (b).
      explicitPolicy = Math.max(0, explicitPolicy - 1);
      if (step.requireExplicitPolicy === 0) explicitPolicy = 0;
      return explicitPolicy === 0 && row.size === 0 ? { problem: 'no-valid-policy', index } : undefined;
    }
    // 6.1.4 (a).
    if (step.mappings.some((mapping) => Object.values(mapping).includes(oid.anyPolicy))) {
      return { problem: 'policy-mapping', index };
    }
    row = mapped(row, step.mappings, policyMapping > 0);
    if (!step.selfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1);
      policyMapping = Math.max(0, policyMapping - 1);
      inhibitAnyPolicy = Math.max(0, inhibitAnyPolicy - 1);
    }
    explicitPolicy = Math.min(explicitPolicy, step.requireExplicitPolicy ?? explicitPolicy);
    policyMapping = Math.min(policyMapping, step.inhibitPolicyMapping ?? policyMapping);
    inhibitAnyPolicy = Math.min(inhibitAnyPolicy, step.inhibitAnyPolicy ?? inhibitAnyPolicy);
  }
  return undefined;
}

/** 6.1.3 (d) and (e): what of the policies above the certificate goes on. */
function nextRow(row: Row, { policies }: PolicyStep, anyPolicyAllowed: boolean): Row {
  const next = new Map<string, ReadonlySet<string>>();
  if (policies === undefined) return next;
  const expected = new Set([...row.values()].flatMap((set) => [...set]));
  for (const policy of policies) {
    if (policy !== oid.anyPolicy && (expected.has(policy) || row.has(oid.anyPolicy)))
      next.set(policy, new Set([policy]));
  }
  if (policies.has(oid.anyPolicy) && anyPolicyAllowed) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  }
  return next;
}

/** 6.1.4 (b). */
function mapped(row: Row, mappings: PolicyStep['mappings'], allowed: boolean): Row {
  const next = new Map(row);
  const goals = Map.groupBy(mappings, ({ issuerPolicy }) => issuerPolicy);
  for (const [issuerPolicy, all] of goals) {
    if (!allowed) next.delete(issuerPolicy);
    else if (row.has(issuerPolicy) || row.has(oid.anyPolicy)) {
      next.set(issuerPolicy, new Set(all.map(({ subjectPolicy }) => subjectPolicy)));
    }
  }
  return next;
}
