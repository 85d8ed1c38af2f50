import type { Finding, SignatureReport } from '../contract/index.ts';
import {
  type CoveredBytes,
  comparePictures,
  type DocumentChange,
  type LaterChanges,
  listChanges,
  modificationPermissions,
  type PdfDocument,
  type SignatureField,
  summariseChanges,
  withPictures,
} from '../pdf/index.ts';
import { finding } from '../x509/index.ts';

/** What came after a signature: in a word, one by one, and as a finding. */
export interface JudgedChanges {
  readonly laterChanges: LaterChanges;
  readonly changes: SignatureReport['changes'];
  readonly findings: readonly Finding[];
}

/** Whether signing or proving validity alone explains a change. What the signer permitted others to change is a change all the same. */
const isQuiet = ({ allowedBy, coversContent }: DocumentChange) =>
  (allowedBy === 'signing' || allowedBy === 'long-term-validation') && !coversContent;

/** A signature whose later changes are to be judged. */
export interface ChangedSince {
  readonly field: SignatureField;
  readonly covered: CoveredBytes | null;
  /** Where its own seal stands. */
  readonly sealPage: number | null;
  /** Whether what it covers is unchanged; else no picture makes it better or worse. */
  readonly isIntact: boolean;
}

/** What the changes after every signature are judged by. */
export interface ChangeContext {
  /** Somebody signed everything up to the end, or what follows validates signatures only; else nobody vouches for what was added. */
  readonly endIsCovered: boolean;
  readonly password?: string;
  /** Told beforehand how many pages are to be compared. */
  readonly onPictures?: (pages: number) => void;
}

/**
 * Judges what came after each signature by what it permits (ISO 32000-2, 12.8.2.2 and 12.8.2.4), and then, where the structure of the file has
 * nothing that is not permitted, by what its pages look like.
 */
export async function judgeLaterChanges(
  document: PdfDocument,
  signatures: readonly ChangedSince[],
  { endIsCovered, password, onPictures }: ChangeContext,
): Promise<JudgedChanges[]> {
  const listed = signatures.map(({ field, covered }) => {
    // Where what is covered cannot be said, neither can what came later.
    if (!covered) return null;
    const permissions = modificationPermissions(document, field);
    return listChanges(document, covered.coveredUntil, { password, permissions });
  });
  const pictured = signatures.flatMap(({ covered, sealPage, isIntact }, index) => {
    const changes = listed[index];
    if (!covered || !changes || !isIntact || covered.coveredUntil === document.source.sizeBytes) return [];
    // Only what could still be permitted is looked at.
    const summary = summariseChanges(true, changes);
    if (summary === 'changed' || (summary === 'signatures-only' && !endIsCovered)) return [];
    return [{ index, revision: { signedUntil: covered.coveredUntil, changes, sealPage } }];
  });
  const revisions = pictured.map(({ revision }) => revision);
  const findings = await comparePictures(document, revisions, { password, onPages: onPictures });
  for (const [at, { index, revision }] of pictured.entries()) {
    listed[index] = withPictures(revision.changes, findings[at] ?? []);
  }
  return signatures.map(({ covered }, index) => {
    const changes = listed[index];
    if (!covered || !changes) return { laterChanges: 'changed', changes: [], findings: [] };
    return judgeChanges(changes, covered.coveredUntil !== document.source.sizeBytes, endIsCovered);
  });
}

/** What permitted and other changes come to. */
export function judgeChanges(
  changes: readonly DocumentChange[],
  hasLaterBytes: boolean,
  endIsCovered: boolean,
): JudgedChanges {
  const summary = summariseChanges(
    hasLaterBytes,
    changes.filter(({ kind }) => kind !== 'text-added'),
  );
  const isUnvouched = summary === 'signatures-only' || changes.some(({ kind }) => kind === 'signature-added');
  const later = isUnvouched && !endIsCovered ? 'changed' : summary;
  const isVouchedFor = later === 'none' || (later !== 'changed' && endIsCovered && changes.every(isQuiet));
  const isPermittedOnly = later === 'allowed' && !changes.every(isQuiet);
  const reason = isPermittedOnly ? 'permitted-by-signer' : reasonOf(later, changes);
  return {
    laterChanges: later,
    changes: changes.map((one) => ({ ...one, part: null })),
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

/** Where what was signed is no longer what is there, nobody can say that nothing came after it. */
export function untoldWhereBroken(later: readonly Finding[], isBroken: boolean): readonly Finding[] {
  if (!isBroken) return later;
  return later.map((one) =>
    one.code === 'later-changes' && one.state === 'passed'
      ? finding('later-changes', 'unknown', 'later-changes/not-told', {})
      : one,
  );
}

function reasonOf(later: LaterChanges, changes: readonly DocumentChange[]) {
  if (later !== 'changed') return later;
  const refused = new Set(changes.flatMap(({ kind, allowedBy }) => (allowedBy === null ? [kind] : [])));
  if (refused.size === 0 && changes.some(({ coversContent }) => coversContent)) return 'content-covered';
  if (refused.has('picture-changed')) return 'picture-changed';
  if (refused.has('picture-not-compared')) return 'picture-not-compared';
  return later;
}
