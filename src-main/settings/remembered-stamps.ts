import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type DocumentKind, documentKind, type RememberedStamp, rememberedStamp } from '../contract/index.ts';
import { writeFileAtomically } from '../files/index.ts';

/** How documents were stamped, by their kind and by the seals that were used. */
export interface RememberedStamps {
  /** For documents of a kind: the newest first, one for each choice of seals. */
  find(kind: DocumentKind): RememberedStamp[];
  add(kind: DocumentKind, stamp: RememberedStamp): void;
}

/** Kinds and choices of seals that are kept: more than one person uses. */
const mostKept = 200;

const entry = z.object({ kind: documentKind, stamp: rememberedStamp });
type Entry = z.infer<typeof entry>;

const sealsOf = ({ placements }: RememberedStamp) =>
  [...new Set(placements.map(({ sealId }) => sealId))].sort().join(' ');
const isOfKind = (one: DocumentKind, other: DocumentKind) =>
  one.widthMm === other.widthMm && one.heightMm === other.heightMm && one.pages === other.pages;

/** Kept in a JSON file; one that is absent or damaged counts as empty. */
export function openRememberedStamps(path: string): RememberedStamps {
  const read = (): Entry[] => {
    try {
      return z.array(entry).parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return [];
    }
  };
  return {
    find: (kind) => read().flatMap((known) => (isOfKind(known.kind, kind) ? [known.stamp] : [])),
    add(kind, stamp) {
      const others = read().filter((known) => !isOfKind(known.kind, kind) || sealsOf(known.stamp) !== sealsOf(stamp));
      writeFileAtomically(path, JSON.stringify([{ kind, stamp }, ...others].slice(0, mostKept), null, 2));
    },
  };
}
