import type { App } from '../../app.ts';
import { AppError, type PlacementInput, type SealWithState } from '../../contract/index.ts';

/** A seal by its ID, else by its name. @throws AppError SEAL_NOT_FOUND, SEAL_AMBIGUOUS */
export async function findSeal(app: App, wanted: string): Promise<SealWithState> {
  const seals = await app.call('seals.list', null);
  const byId = seals.find(({ id }) => id === wanted);
  if (byId) return byId;
  const [found, another] = seals.filter(({ name }) => name === wanted);
  if (!found) throw new AppError('SEAL_NOT_FOUND', { seal: wanted });
  if (another) throw new AppError('SEAL_AMBIGUOUS', { seal: wanted });
  return found;
}

/** Placements in which seals are named as people name them, with their IDs. @throws AppError SEAL_NOT_FOUND, SEAL_AMBIGUOUS */
export async function withSealIds(app: App, placements: readonly PlacementInput[]): Promise<PlacementInput[]> {
  const ids = new Map<string, string>();
  for (const { sealId } of placements) if (!ids.has(sealId)) ids.set(sealId, (await findSeal(app, sealId)).id);
  return placements.map((placement) => ({ ...placement, sealId: ids.get(placement.sealId) ?? placement.sealId }));
}
