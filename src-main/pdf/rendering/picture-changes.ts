import type { ChangeKind } from '../changes/change-rules.ts';
import type { DocumentChange } from '../changes/changes.ts';
import type { PictureFinding } from './compare-pictures.ts';

/**
 * A list of changes with what the pictures tell of them: a seal that covers something says so, and what no change of the list explains is one of
 * its own, which nothing lets pass.
 */
export function withPictures(
  changes: readonly DocumentChange[],
  findings: readonly PictureFinding[],
): DocumentChange[] {
  const listed = [...changes];
  for (const finding of findings) {
    if (finding.kind === 'covered') markCovering(listed, finding);
    else listed.push(changeOf(finding));
  }
  return listed.toSorted((one, other) => Number(one.allowedBy !== null) - Number(other.allowedBy !== null));
}

type Covered = Extract<PictureFinding, { kind: 'covered' }>;

/** On the change that brought the seal, where the list has it on that page; a seal on many pages is one change. */
function markCovering(listed: DocumentChange[], { page, rect, signature, objectNumber }: Covered): void {
  const at = listed.findIndex(
    (change) =>
      change.kind === 'signature-added' &&
      change.fieldName === signature &&
      (change.page === page || change.page === null),
  );
  const found = listed[at];
  if (found) listed[at] = { ...found, coversContent: true };
  else {
    const kind = 'signature-added';
    const about = { objectNumber, page, rect, fieldName: signature, evidence: null };
    listed.push({ kind, ...about, allowedBy: 'signing', coversContent: true });
  }
}

const kinds: Readonly<Record<Exclude<PictureFinding['kind'], 'covered'>, ChangeKind>> = {
  changed: 'picture-changed',
  'not-compared': 'picture-not-compared',
  'text-added': 'text-added',
};

function changeOf(finding: Exclude<PictureFinding, Covered>): DocumentChange {
  const { kind, page } = finding;
  return {
    kind: kinds[kind],
    objectNumber: kind === 'text-added' ? finding.objectNumber : null,
    page,
    rect: kind === 'not-compared' ? null : finding.rect,
    fieldName: kind === 'text-added' ? finding.signature : null,
    allowedBy: kind === 'text-added' ? 'signing' : null,
    coversContent: false,
    evidence: null,
  };
}
