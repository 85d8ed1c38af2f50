import type { DocumentChange, SealPicture, SignatureReport } from '../../src-main/contract/index.ts';

/** A rectangle of a page as displayed, millimetres from its top-left corner. */
export interface MarkedRect {
  readonly leftMm: number;
  readonly topMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

interface Mark {
  /** Of the card or line that it belongs to; several pictures of one signature share it. */
  readonly key: string;
  readonly page: number;
  /** Null: the page as a whole. */
  readonly rect: MarkedRect | null;
}

/** One picture of a signature on a page. */
export interface SealMark extends Mark {
  readonly kind: 'seal';
  /** Of the signature in the report, from 1 on. */
  readonly number: number;
  readonly signature: SignatureReport;
}

/** What was changed on a page after a signature. */
export interface ChangeMark extends Mark {
  readonly kind: 'change';
  readonly number: number;
  readonly change: DocumentChange;
  /** The first signature that the change came after: what it covers is what the page is compared with. */
  readonly signature: SignatureReport;
}

/** What looks like a seal and has no signature behind it. */
export interface PictureMark extends Mark {
  readonly kind: 'picture';
  readonly number: number;
  readonly picture: SealPicture;
}

export type AnyMark = SealMark | ChangeMark | PictureMark;

export interface PageMarks {
  readonly seals: readonly SealMark[];
  readonly changes: readonly ChangeMark[];
}

/** Signatures and their proofs, which are told by themselves. */
const ofSignatures: ReadonlySet<DocumentChange['kind']> = new Set([
  'signature-added',
  'signature-tagged',
  'document-timestamp-added',
  'security-store-added',
]);

export const isTold = ({ kind, coversContent }: DocumentChange): boolean => coversContent || !ofSignatures.has(kind);

export const pictureKey = (index: number): string => `picture-${index + 1}`;

/** A signature that no longer holds has a box of its own. */
export const isMerePicture = ({ kind }: SealPicture): boolean => kind !== 'broken-signature';

export const picturesOf = (pictures: readonly SealPicture[]): PictureMark[] =>
  pictures.flatMap((picture, index): PictureMark[] => {
    if (!isMerePicture(picture)) return [];
    return [{ kind: 'picture', key: pictureKey(index), number: index + 1, page: picture.page, rect: picture, picture }];
  });

export const sealKey = (index: number): string => `seal-${index + 1}`;

const identityOf = ({ kind, objectNumber, page, rect, fieldName }: DocumentChange): string =>
  JSON.stringify([kind, objectNumber, page, rect, fieldName]);

const isSeen = ({ widthMm, heightMm }: { widthMm: number; heightMm: number }) => widthMm > 0 && heightMm > 0;

/**
 * What is boxed on the pages: every picture of every signature, and every later change once, however many signatures it came
 * after. Those that nobody permitted come first.
 */
export function marksOf(signatures: readonly SignatureReport[]): PageMarks {
  const seals = signatures.flatMap((signature, index) =>
    [signature.widget, ...signature.furtherWidgets].flatMap((widget): SealMark[] =>
      widget === null || !isSeen(widget)
        ? []
        : [{ kind: 'seal', key: sealKey(index), number: index + 1, page: widget.page, rect: widget, signature }],
    ),
  );
  const found = new Map<string, { change: DocumentChange; signature: SignatureReport }>();
  for (const signature of signatures)
    for (const change of signature.changes)
      if (isTold(change) && !found.has(identityOf(change))) found.set(identityOf(change), { change, signature });
  const all = [...found.values()];
  const ordered = [
    ...all.filter(({ change }) => change.allowedBy === null || change.coversContent),
    ...all.filter(({ change }) => change.allowedBy !== null && !change.coversContent),
  ];
  const changes = ordered.map(({ change, signature }, index): ChangeMark => {
    const { page, rect } = change;
    const key = `change-${index + 1}`;
    const place = rect !== null && isSeen(rect) ? rect : null;
    return { kind: 'change', key, number: index + 1, page: page ?? 1, rect: place, change, signature };
  });
  return { seals, changes };
}

/** The mark of a change that a card lists. */
export const markOfChange = (marks: readonly ChangeMark[], change: DocumentChange): ChangeMark | undefined =>
  marks.find((mark) => identityOf(mark.change) === identityOf(change));

/** Page numbers as a person writes them: runs are joined. `[1, 2, 3, 7]` is `1–3, 7`. */
export function pageRuns(pages: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const page of [...new Set(pages)].sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs;
}
