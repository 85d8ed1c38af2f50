import type { RaisedWarning } from '../../contract/index.ts';
import type { Ledger } from '../../history/index.ts';
import type { CheckedSeal } from './checked-stamp.ts';

/** Whether the seal is on record as having been put on this very file before. */
export function checkFormerUse(
  { seal }: Pick<CheckedSeal, 'seal'>,
  sha256: string,
  ledger: Pick<Ledger, 'lastUseOn'>,
): RaisedWarning[] {
  const former = ledger.lastUseOn(seal.id, sha256);
  if (!former) return [];
  const code = former.sha256After === sha256 ? 'bears-seal-already' : 'stamped-before';
  return [{ code, values: { seal: seal.name, time: former.at, seq: former.seq } }];
}
