import { AppError, type FieldDemand } from '../../contract/index.ts';
import { type FieldDemands, isLockedBy, locksNewFields, type SeedValues, type StampedFields } from '../../pdf/index.ts';

/** What a signature would be, as far as the author of a form may ask for it. */
export interface SignatureOffer {
  readonly filter: string;
  /** The one that is made when nobody asks for another, then the others that can be made. */
  readonly subFilters: readonly [string, ...string[]];
  /** As x509 calls it. */
  readonly digest: string;
  readonly reason: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  /** Whether somebody can be asked for a timestamp in it. */
  readonly hasTimestamp: boolean;
}

/** What a signature is, so that it meets what its fields demand. */
export interface MetDemands {
  readonly subFilter: string;
  /** Nobody may give a reason in the file; the record keeps it. */
  readonly omitsReason: boolean;
  /** Without one there is no stamp. */
  readonly needsTimestamp: boolean;
}

const sameBytes = (one: Uint8Array) => (other: Uint8Array) => Buffer.from(one).equals(other);
const digestName = (name: string) => name.toUpperCase().replaceAll('-', '');

/** The first demand of a field that is not met, with what it wants instead where that can be said. */
export function unmetDemand(
  seed: SeedValues,
  offer: SignatureOffer,
): { readonly demand: FieldDemand; readonly wanted: string } | null {
  const { filter, subFilters, digests, reasons, certificates, issuers } = seed;
  const unmet = (demand: FieldDemand, wanted: readonly string[] = []) => ({ demand, wanted: wanted.join(' · ') });
  if (seed.unknown) return unmet('demand/unknown');
  if (filter !== null && filter !== offer.filter) return unmet('demand/handler', [filter]);
  if (subFilters && !subFilters.some((one) => offer.subFilters.includes(one)))
    return unmet('demand/format', subFilters);
  if (digests && !digests.map(digestName).includes(digestName(offer.digest))) return unmet('demand/digest', digests);
  if (reasons && reasons.length > 0 && !reasons.includes(offer.reason)) return unmet('demand/reason', reasons);
  if (certificates && !certificates.some(sameBytes(offer.certificate))) return unmet('demand/certificate');
  if (issuers && !issuers.some((issuer) => offer.chain.some(sameBytes(issuer)))) return unmet('demand/issuer');
  if (seed.certificatePolicy) return unmet('demand/certificate-policy');
  if (seed.timestamp && !offer.hasTimestamp) return unmet('demand/timestamp');
  if (seed.revocationData) return unmet('demand/revocation-data');
  if (seed.certification) return unmet('demand/certification');
  if (seed.legalAttestation) return unmet('demand/legal-attestation');
  if (seed.documentLock) return unmet('demand/document-lock');
  return seed.appearance ? unmet('demand/appearance') : null;
}

function locksAny(lock: NonNullable<FieldDemands['lock']>, { filled, addsFields }: StampedFields): boolean {
  return lock.isForAll || (addsFields && locksNewFields(lock)) || filled.some((name) => isLockedBy(lock, name));
}

/** The fields of a seal that the file brings, with what each demands. */
export type DemandingField = FieldDemands & { readonly field: string };

/**
 * What the signature of a seal has to be for all of the fields that it goes into.
 * @param following the fields of other signatures that follow in the same run; null where none follows
 * @throws AppError FIELD_DEMAND_UNMET, FIELD_UNSUITABLE
 */
export function meetDemands(
  fields: readonly DemandingField[],
  offer: SignatureOffer,
  following: StampedFields | null,
): MetDemands {
  let subFilters: readonly string[] = offer.subFilters;
  for (const { field, seed, lock } of fields) {
    if (following && lock && locksAny(lock, following))
      throw new AppError('FIELD_UNSUITABLE', { field, reason: 'field/locks-others' });
    const unmet = seed && unmetDemand(seed, offer);
    if (unmet) throw new AppError('FIELD_DEMAND_UNMET', { field, reason: unmet.demand, wanted: unmet.wanted });
    subFilters = subFilters.filter((one) => seed?.subFilters?.includes(one) ?? true);
    // Each could be met, and not all of them by one signature.
    if (subFilters.length === 0) throw new AppError('FIELD_DEMAND_UNMET', { field, reason: 'demand/format' });
  }
  const seeds = fields.flatMap(({ seed }) => seed ?? []);
  return {
    subFilter: subFilters[0] ?? offer.subFilters[0],
    omitsReason: seeds.some(({ reasons }) => reasons?.length === 0),
    needsTimestamp: seeds.some(({ timestamp }) => timestamp),
  };
}
