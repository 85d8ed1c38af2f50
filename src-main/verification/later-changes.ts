import type { Finding, SignatureReport } from '../contract/index.ts';
import {
  type CoveredBytes,
  type DocumentChange,
  type LaterChanges,
  listChanges,
  modificationPermissions,
  type PdfDocument,
  type SignatureField,
  summariseChanges,
} from '../pdf/index.ts';
import { finding } from '../signature/index.ts';

/** What came after a signature: in a word, one by one, and as a finding. */
export interface JudgedChanges {
  readonly laterChanges: LaterChanges;
  readonly changes: SignatureReport['changes'];
  readonly findings: readonly Finding[];
}

/** Whether signing or proving validity alone explains a change. What the signer permitted others to change is a change all the same. */
const isQuiet = ({ allowedBy, coversContent }: DocumentChange) =>
  (allowedBy === 'signing' || allowedBy === 'long-term-validation') && !coversContent;

/**
 * Judges what came after a signature by what it permits (ISO 32000-2, 12.8.2.2 and 12.8.2.4). `endIsCovered`: somebody signed everything up
 * to the end, or what follows validates signatures only; else nobody vouches for what was added.
 */
export function judgeLaterChanges(
  document: PdfDocument,
  { field, covered }: { readonly field: SignatureField; readonly covered: CoveredBytes | null },
  { endIsCovered, password }: { readonly endIsCovered: boolean; readonly password?: string },
): JudgedChanges {
  // Where what is covered cannot be said, neither can this.
  if (!covered) return { laterChanges: 'changed', changes: [], findings: [] };
  const permissions = modificationPermissions(document, field);
  const changes = listChanges(document, covered.coveredUntil, { password, permissions });
  const summary = summariseChanges(covered.coveredUntil !== document.source.sizeBytes, changes);
  const later = summary === 'signatures-only' && !endIsCovered ? 'changed' : summary;
  const isVouchedFor = later === 'none' || (later !== 'changed' && endIsCovered && changes.every(isQuiet));
  const isPermittedOnly = later === 'allowed' && !changes.every(isQuiet);
  const reason = isPermittedOnly ? 'permitted-by-signer' : reasonOf(later, changes);
  return {
    laterChanges: later,
    changes,
    findings: [
      finding('later-changes', isVouchedFor ? 'passed' : 'warning', `later-changes/${reason}`, {
        count: changes.filter((one) => !isQuiet(one)).length,
      }),
      ...ambiguityOf(changes),
    ],
  };
}

/** Where readers may differ on the signed revision itself, nobody can say what the appended ones show; what is known to be changed is said. */
function ambiguityOf(changes: readonly DocumentChange[]): Finding[] {
  const ambiguity = changes.find(({ kind }) => kind === 'ambiguous-structure');
  const isAllThatIsWrong = changes.every((one) => one === ambiguity || (one.allowedBy !== null && !one.coversContent));
  if (!ambiguity || !isAllThatIsWrong) return [];
  return [finding('file-structure', 'unknown', 'file-structure/ambiguous', {}, ambiguity.evidence ?? undefined)];
}

function reasonOf(later: LaterChanges, changes: readonly DocumentChange[]): string {
  const refused = changes.filter((one) => one.allowedBy === null);
  if (later === 'changed' && refused.length === 0 && changes.some(({ coversContent }) => coversContent)) {
    return 'content-covered';
  }
  return later;
}
