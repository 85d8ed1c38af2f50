import type { SignatureReport } from '../../contract/index.ts';

type Judged = Pick<SignatureReport, 'fieldName' | 'coveredUntil' | 'verdict' | 'laterChanges'>;

/** Whether what was added to a file took something from an earlier signature: the signature itself, what it covers, or what it is worth. */
function gotWorse(before: Judged, now: Judged): boolean {
  return (
    now.coveredUntil !== before.coveredUntil ||
    (before.verdict === 'valid' && now.verdict !== 'valid') ||
    (before.verdict !== 'invalid' && now.verdict === 'invalid') ||
    (before.laterChanges !== 'changed' && now.laterChanges === 'changed')
  );
}

/**
 * What became of the signatures of a file to which something was added. What is added stands behind what was there, so that of several signatures with
 * one name the first is the first still.
 */
export function fateOfSignatures(before: readonly Judged[], after: readonly Judged[]): 'kept' | 'missing' | 'worse' {
  const byName = Map.groupBy(after, ({ fieldName }) => fieldName);
  let fate: 'kept' | 'worse' = 'kept';
  for (const earlier of before) {
    const now = byName.get(earlier.fieldName)?.shift();
    if (!now) return 'missing';
    if (gotWorse(earlier, now)) fate = 'worse';
  }
  return fate;
}
