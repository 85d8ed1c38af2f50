import type { DocumentChange } from '../../contract/index.ts';
import type { ReachedPart } from '../../ofd/index.ts';
import { finding } from '../../x509/index.ts';
import type { JudgedChanges } from '../later-changes.ts';

/** What one signature covers of a package, and what is beside it. */
export interface Coverage {
  /** The parts whose digests it has, by their names in the package. */
  readonly covered: ReadonlySet<string>;
  /** All that a reader may show: what `/OFD.xml` leads to, and what else is in the package, since readers differ in how they resolve a name. */
  readonly readable: readonly Pick<ReachedPart, 'path' | 'page' | 'isMissing'>[];
  /** The root of the document that is shown. */
  readonly shown: string;
  /** Which signature that holds protects a part, by the part's name: its number in the list. */
  readonly protectedBy: ReadonlyMap<string, string>;
  /** Of the other signatures of the list, those whose parts it does not protect. */
  readonly others: readonly {
    readonly path: string;
    /** Its own parts and what it protects are unchanged. */
    readonly isIntact: boolean;
  }[];
}

const mostListed = 200;

type CoverageReason = `later-changes/${'none' | 'signatures-only' | 'changed' | 'unprotected' | 'other-document'}`;

const change = (kind: DocumentChange['kind'], about: Partial<DocumentChange>): DocumentChange => ({
  kind,
  objectNumber: null,
  page: null,
  rect: null,
  part: null,
  fieldName: null,
  allowedBy: null,
  coversContent: false,
  evidence: null,
  ...about,
});

/**
 * What a signature leaves open of what the package shows (GB/T 33190-2016, 18: only what References name is protected). A package has no
 * revisions: whether an unprotected part is as it was when it was sealed nobody can tell, but that the document shown is another than the
 * protected one is plain. Other signatures may come later, as long as they hold.
 */
export function judgeCoverage({ covered, readable, shown, protectedBy, others }: Coverage): JudgedChanges {
  const open = readable.filter(({ path }) => !covered.has(path));
  const isReplaced = !covered.has(shown);
  const added = others.map(({ path, isIntact }) =>
    change('signature-added', { part: path, allowedBy: isIntact ? 'signing' : null }),
  );
  const unprotected = open.map(({ path, page, isMissing }) => {
    if (path === shown) return change('document-replaced', { part: path });
    const other = protectedBy.get(path);
    const evidence = other === undefined ? null : `protected by signature ${other}`;
    return change(isMissing ? 'part-missing' : 'part-unprotected', { part: path, page, evidence });
  });
  const changes = [
    ...unprotected.filter(({ kind }) => kind === 'document-replaced'),
    ...unprotected.filter(({ kind }) => kind !== 'document-replaced'),
    ...added.filter(({ allowedBy }) => allowedBy === null),
    ...added.filter(({ allowedBy }) => allowedBy !== null),
  ].slice(0, mostListed);
  const judged = (
    laterChanges: JudgedChanges['laterChanges'],
    state: 'passed' | 'warning',
    reason: CoverageReason,
    count: number,
  ): JudgedChanges => ({ laterChanges, changes, findings: [finding('later-changes', state, reason, { count })] });
  if (isReplaced) return judged('changed', 'warning', 'later-changes/other-document', open.length);
  const refused = added.filter(({ allowedBy }) => allowedBy === null).length;
  if (refused > 0) return judged('changed', 'warning', 'later-changes/changed', refused);
  if (open.length > 0) return judged('changed', 'warning', 'later-changes/unprotected', open.length);
  if (added.length > 0) return judged('signatures-only', 'passed', 'later-changes/signatures-only', 0);
  return judged('none', 'passed', 'later-changes/none', 0);
}
