import type { Finding, FindingCode, FindingReason, FindingValueName } from '../../contract/index.ts';
import type { FittingSome } from '../sentences.ts';

/** What one check asks, and a sentence for each outcome where the reason has none of its own. */
export type CheckWords = Readonly<Record<'title' | Exclude<Finding['state'], 'not-applicable'>, string>>;

/** Reasons that say no more than check and outcome do, and those that never leave the core. */
type ToldByCheck =
  | 'algorithm/strong'
  | 'cms/well-formed'
  | 'crl/other-issuer'
  | 'crl/other-scope'
  | 'crl/stale'
  | 'digest/differs'
  | 'digest/matches'
  | 'digest/not-computed'
  | 'ocsp/stale'
  | 'pkcs1/well-formed'
  | 'revocation/no-response'
  | 'ses/well-formed'
  | 'signature/invalid'
  | 'signature/valid'
  | 'signing-certificate/bound'
  | 'signing-certificate/mismatch'
  | 'trial/made-for-trial'
  | 'usage/for-ocsp-responses'
  | 'usage/for-revocation-lists'
  | 'usage/not-for-ocsp-responses';
type ToldReason = Exclude<FindingReason, ToldByCheck>;

/** All that is said of findings in one language. */
export interface FindingWords {
  readonly checks: Readonly<Record<FindingCode, CheckWords>>;
  readonly states: Readonly<Record<Finding['state'], string>>;
  readonly reasons: Readonly<Partial<Record<FindingReason, string>>>;
}

/**
 * Sentences as they are. A reason without one, one of no reason, and one that names a value which nothing brings do
 * not compile.
 */
export function tellReasons<const Table extends Readonly<Record<ToldReason, string>>>(
  table: Table & { readonly [Reason in ToldReason]: FittingSome<Table[Reason], FindingValueName<Reason>> } & Readonly<
      Record<Exclude<keyof Table, ToldReason>, never>
    >,
): Readonly<Record<ToldReason, string>> {
  return table;
}
