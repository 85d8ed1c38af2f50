import { type PDFDict, PDFRef } from 'pdf-lib';
import { prefixSource } from '../../files/index.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { displayedRect } from '../pages/page-geometry.ts';
import { annotationPage } from '../pages/page-places.ts';
import { readPage } from '../pages/pages.ts';
import type { ModificationPermissions } from '../signing/modification-permissions.ts';
import { type ChangeKind, changeRules, type Permission } from './change-rules.ts';
import type { Comparison, FoundChange } from './comparison.ts';
import { coversContent } from './overlay.ts';
import { compareRevisions } from './revision-comparison.ts';
import { coversUndrawn } from './undrawn-annotations.ts';

/**
 * What the revisions after a signed one did. `none`: there are none. `signatures-only`: signatures were added and nothing else.
 * `allowed`: also document security store, timestamps, document information, or what the signer permitted. `changed`: anything else.
 */
export type LaterChanges = 'none' | 'signatures-only' | 'allowed' | 'changed';

/** One thing that later revisions did. */
export interface DocumentChange {
  readonly kind: ChangeKind;
  /** The object that was touched; null where it is the file as a whole. */
  readonly objectNumber: number | null;
  /** Counted from 1; null where it concerns no page or none was found. */
  readonly page: number | null;
  /** On the page as displayed, millimetres from the top-left corner. */
  readonly rect: { leftMm: number; topMm: number; widthMm: number; heightMm: number } | null;
  readonly fieldName: string | null;
  /** What lets it pass; null: nothing does. */
  readonly allowedBy: Permission | null;
  /** Whether it lies over what the page showed before and hides it. */
  readonly coversContent: boolean;
  /** For the expert: which rule is broken where. */
  readonly evidence: string | null;
}

/** What the signer said of later changes: nothing. */
const nothingSaid: ModificationPermissions = { level: null, locks: () => false, locksNewFields: false };
const maxListed = 200;

function change(kind: ChangeKind): DocumentChange {
  return {
    kind,
    objectNumber: null,
    page: null,
    rect: null,
    fieldName: null,
    allowedBy: null,
    coversContent: false,
    evidence: null,
  };
}

/** What lets a change pass that the signer permitted so much of (ISO 32000-2, Tables 236 and 257). */
export function permissionFor(
  { kind, fieldName }: Pick<FoundChange, 'kind' | 'fieldName'>,
  { level, locks }: Pick<ModificationPermissions, 'level' | 'locks'>,
): Permission | null {
  const { byDefault, permittedFrom } = changeRules[kind];
  // A signature is the value of its field (ISO 32000-2, 12.7.5.5).
  if ((kind === 'form-filled' || kind === 'signature-added') && locks(fieldName ?? '')) return null;
  if (level === null) return byDefault;
  if (permittedFrom === null || level < permittedFrom) return null;
  return byDefault ?? 'certification';
}

/**
 * Every change between the revision that ended at `signedUntil` and the whole document, judged by what the signer permitted. A file that
 * cannot be compared has one that is `unreadable`. An empty list with bytes after the signed revision: they say nothing new.
 */
export function listChanges(
  document: PdfDocument,
  signedUntil: number,
  options: { password?: string; permissions?: ModificationPermissions } = {},
): DocumentChange[] {
  if (signedUntil === document.source.sizeBytes) return [];
  const permissions = options.permissions ?? nothingSaid;
  try {
    const signed = openPdf(prefixSource(document.source, signedUntil), { password: options.password });
    const comparison = compareRevisions(signed, document, signedUntil);
    const listed = comparison.found.map((one): DocumentChange => {
      const { kind, objectNumber, fieldName, evidence } = one;
      const shown = shownWidgets(comparison, one);
      const page = one.page ?? shown[0]?.page ?? pageOf(document, one);
      return {
        kind,
        objectNumber,
        fieldName,
        evidence,
        page,
        rect: page === null ? null : placeOf(kind === 'annotation-removed' ? signed : document, one, page),
        allowedBy: permissionFor(one, permissions),
        coversContent:
          canCover(kind) &&
          (hides(document, signed, one.annotation, page) ||
            (one.annotation !== null && page !== null && coversUndrawn(document, one.annotation, signed, page)) ||
            shown.some(
              (widget) =>
                hides(document, signed, widget.annotation, widget.page) ||
                (widget.annotation !== null &&
                  widget.page !== null &&
                  coversUndrawn(document, widget.annotation, signed, widget.page)),
            )),
      };
    });
    return inOrder(listed).slice(0, maxListed);
  } catch {
    return [change('unreadable')];
  }
}

/**
 * What is refused first, then what covers something, then one of each kind: whatever is left out of a long list says nothing that the list
 * does not say.
 */
function inOrder(listed: readonly DocumentChange[]): DocumentChange[] {
  const seen = new Set<ChangeKind>();
  const ranked = listed.map((one) => {
    const isFirst = !seen.has(one.kind);
    seen.add(one.kind);
    return { one, rank: one.allowedBy === null ? 0 : one.coversContent ? 1 : isFirst ? 2 : 3 };
  });
  return ranked.toSorted((first, second) => first.rank - second.rank).map(({ one }) => one);
}

/** An object by the generation that it has. */
function refOf(document: PdfDocument, objectNumber: number): PDFRef {
  const entry = document.xref.lookup(objectNumber);
  return PDFRef.of(objectNumber, entry?.kind === 'offset' ? entry.generation : 0);
}

/** The widgets of a signature on the pages that list them. */
function shownWidgets({ shown, laterSignatures, current }: Comparison, { kind, objectNumber }: FoundChange) {
  if (kind !== 'signature-added' || objectNumber === null) return [];
  const signature = laterSignatures.get(refOf(current, objectNumber));
  return shown
    .filter(({ widget }) => laterSignatures.get(widget) === signature)
    .map(({ widget, page }) => ({ annotation: current.dict(widget) ?? null, page }));
}

const canCover = (kind: ChangeKind) =>
  kind === 'signature-added' || kind === 'annotation-added' || kind === 'annotation-changed' || kind === 'form-filled';

function hides(current: PdfDocument, signed: PdfDocument, annotation: PDFDict | null, page: number | null): boolean {
  if (!annotation) return false;
  // Where it stands on no page that was found, what it covers cannot be told.
  if (page === null) return annotationBox(current, annotation) !== null;
  return coversContent(current, annotation, signed, page);
}

function pageOf(document: PdfDocument, { annotation, objectNumber }: FoundChange): number | null {
  if (!annotation || objectNumber === null) return null;
  const entry = document.xref.lookup(objectNumber);
  if (!entry || entry.kind === 'free') return null;
  return annotationPage(document, refOf(document, objectNumber));
}

function placeOf(document: PdfDocument, { annotation }: FoundChange, page: number): DocumentChange['rect'] {
  const box = annotation && annotationBox(document, annotation);
  return box ? displayedRect(readPage(document, page), box) : null;
}

/** The summary of a list of changes. */
export function summariseChanges(hasLaterBytes: boolean, changes: readonly DocumentChange[]): LaterChanges {
  if (!hasLaterBytes) return 'none';
  if (changes.some(({ allowedBy, coversContent: covers }) => allowedBy === null || covers)) return 'changed';
  const others = changes.filter(({ kind }) => kind !== 'signature-added');
  const areWords = others.every(({ kind }) => kind === 'signature-tagged') && others.length < changes.length;
  return others.length === 0 || areWords ? 'signatures-only' : 'allowed';
}

/** What came after the revision that ended at `signedUntil`, where nothing is known of what its signer permitted. */
export function laterChanges(document: PdfDocument, signedUntil: number, password?: string): LaterChanges {
  const hasLaterBytes = signedUntil !== document.source.sizeBytes;
  return summariseChanges(hasLaterBytes, listChanges(document, signedUntil, { password }));
}

/** Whether what follows the revision that ended at `since` serves to validate signatures and nothing else (ISO 32000-2, 12.8.4.3 and 12.8.5). */
export function addsOnlyValidationData(document: PdfDocument, since: number, password?: string): boolean {
  const changes = listChanges(document, since, { password });
  return changes.length > 0 && changes.every(({ allowedBy }) => allowedBy === 'long-term-validation');
}
