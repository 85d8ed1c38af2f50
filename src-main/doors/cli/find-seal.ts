import type { App } from '../../app.ts';
import { AppError, type SealWithState } from '../../contract/index.ts';

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
