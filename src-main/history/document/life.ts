import type { DocumentLife, HistoryRow } from '../../contract/index.ts';
import type { Ledger, SealUseOnFile } from '../ledger.ts';

/** More is nobody going to read. */
const mostUses = 200;

/**
 * The completed uses that a document went through: back from what a use was put on to what that came of, and on from what it left. A digest
 * is followed once, so that a file put back in its former state leads nowhere in a circle.
 */
export function lifeOf(of: HistoryRow, ledger: Pick<Ledger, 'usesOn' | 'get'>): DocumentLife {
  const rows = new Map([[of.seq, of]]);
  let isCut = false;

  function follow(digest: string, here: 'sha256Before' | 'sha256After', there: 'sha256Before' | 'sha256After'): void {
    const followed = new Set<string>();
    for (let next = [digest]; next.length > 0; ) {
      const wanted = next.filter((one) => !followed.has(one));
      next = [];
      for (const one of wanted) {
        followed.add(one);
        for (const use of ledger.usesOn(one).filter((found: SealUseOnFile) => found[here] === one)) {
          if (rows.size >= mostUses && !rows.has(use.seq)) {
            isCut = true;
            return;
          }
          const row = ledger.get(use.seq);
          if (row) rows.set(use.seq, row);
          next.push(use[there]);
        }
      }
    }
  }

  follow(of.sha256Before, 'sha256After', 'sha256Before');
  if (of.sha256After !== null) {
    // The others of its act, which left the same file.
    for (const { seq, sha256Before } of ledger.usesOn(of.sha256After)) {
      const row = sha256Before === of.sha256Before ? ledger.get(seq) : null;
      if (row) rows.set(seq, row);
    }
    follow(of.sha256After, 'sha256Before', 'sha256After');
  }
  return { uses: [...rows.values()].sort((one, other) => one.seq - other.seq), isCut };
}
