import { registerStateOf, type SealKind, type SealWithState } from '../../src-main/contract/index.ts';

/** The five seals that a company has made when it is founded. */
export const usualSeals = [
  'official',
  'contract',
  'finance',
  'invoice',
  'legal-representative',
] as const satisfies readonly SealKind[];

/** Which of the usual seals there are; one for trial or one that is revoked does not count. */
export function presentSeals(seals: readonly SealWithState[]): ReadonlySet<SealKind> {
  return new Set(seals.filter((seal) => !seal.trial && registerStateOf(seal) !== 'revoked').map((seal) => seal.kind));
}
