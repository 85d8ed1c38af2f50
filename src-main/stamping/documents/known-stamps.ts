import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type DocumentKind,
  type FormerStamp,
  type Placement,
  type RememberedStamp,
  readableNames,
} from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import type { Ledger } from '../../history/index.ts';

/** How documents were stamped, by their kind. */
export interface RememberedStamps {
  find(kind: DocumentKind): RememberedStamp[];
  add(kind: DocumentKind, stamp: RememberedStamp): void;
}

/** What the record says of seals on a file with this SHA-256. @throws AppError HISTORY_UNREADABLE, HISTORY_DAMAGED */
export function formerStampsOn(sha256: string, ledger: Pick<Ledger, 'usesOn'>): FormerStamp[] {
  return ledger.usesOn(sha256).map(({ seq, at, sealId, sealName, outputPath, sha256After }) => ({
    seq,
    at,
    sealId,
    sealName,
    outputPath,
    outputName: readableNames(basename(outputPath)),
    isOutputThere: existsSync(systemPath(outputPath)),
    bearsSeal: sha256After === sha256,
  }));
}

/** The same for a document of another length: a seal on the last of several pages is for the last page again. */
export function onLastPageAgain({ pageCount, placements, ...stamp }: RememberedStamp, pages: number): RememberedStamp {
  const moved = ({ sealId, placing }: Placement): Placement =>
    placing.rule === 'here' && placing.page === pageCount && pageCount > 1
      ? { sealId, placing: { ...placing, page: pages } }
      : { sealId, placing };
  return { ...stamp, pageCount: pages, placements: placements.map(moved) };
}
