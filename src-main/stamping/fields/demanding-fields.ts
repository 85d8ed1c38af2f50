import type { StampedFields } from '../../pdf/index.ts';
import type { OpenedDocument } from '../formats/format.ts';
import { fieldsOf } from '../places/placed-document.ts';
import { olderSubFilter, type SealedPlacement } from '../sealed-placement.ts';
import { type DemandingField, meetDemands } from './meet-demands.ts';

/** The fields of the signatures that follow one of the run; null where none follows. */
function fieldsAfter(placements: readonly SealedPlacement[], index: number): StampedFields | null {
  const following = placements.slice(index + 1);
  if (following.length === 0) return null;
  return {
    filled: following.flatMap(({ isCompanion, impressions }) => (isCompanion ? [] : fieldsOf(impressions))),
    addsFields: following.some(
      ({ isCompanion, impressions }) => isCompanion || impressions.some(({ field }) => field === undefined),
    ),
  };
}

/**
 * The placements as the fields demand them that they go into.
 * @throws AppError FIELD_DEMAND_UNMET, FIELD_UNSUITABLE
 */
export async function meetFieldDemands(
  document: OpenedDocument,
  placements: readonly SealedPlacement[],
  { reason, hasTimestamps }: { readonly reason: string; readonly hasTimestamps: boolean },
): Promise<SealedPlacement[]> {
  const fieldNames = placements.filter(({ isCompanion }) => !isCompanion).flatMap((one) => fieldsOf(one.impressions));
  if (fieldNames.length === 0) return [...placements];
  const demands = await document.format.fieldDemands(document, fieldNames);
  const byName = new Map(fieldNames.map((field, index) => [field, demands[index]]));
  return placements.map((placement, index) => {
    if (placement.isCompanion) return placement;
    const { form, algorithm, certificateDer, chain, impressions } = placement;
    const fields = fieldsOf(impressions).flatMap((field): DemandingField[] => {
      const found = byName.get(field);
      return found ? [{ field, ...found }] : [];
    });
    const isCms = form.standardSeal === null && algorithm.scheme !== 'sm2';
    const offer = {
      filter: form.filter,
      subFilters: isCms ? ([form.subFilter, olderSubFilter] as const) : ([form.subFilter] as const),
      digest: algorithm.hash,
      reason,
      certificate: certificateDer,
      chain,
      // In a seal's signature (GB/T 38540) there is no room for one.
      hasTimestamp: hasTimestamps && form.standardSeal === null,
    };
    const { subFilter, ...met } = meetDemands(fields, offer, fieldsAfter(placements, index));
    return { ...placement, form: { ...form, subFilter }, demands: met };
  });
}
