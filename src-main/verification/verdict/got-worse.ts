import type { SignatureReport } from '../../contract/index.ts';

type Judged = Pick<SignatureReport, 'coveredUntil' | 'verdict' | 'laterChanges'>;

/** Whether what was added to a file took something from an earlier signature: the signature itself, what it covers, or what it is worth. */
export function gotWorse(before: Judged, now: Judged | undefined): boolean {
  if (now === undefined || now.coveredUntil !== before.coveredUntil) return true;
  return (
    (before.verdict !== 'invalid' && now.verdict === 'invalid') ||
    (before.laterChanges !== 'changed' && now.laterChanges === 'changed')
  );
}
