import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { ledgerId, type Receipt } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import { hashOf, readContent } from '../events/event.ts';
import { rowOfIntent } from '../events/use-events.ts';
import { hashOfEvent } from '../store/chain.ts';

const useOfFile = z.object({ seq: z.number().int(), sha256After: z.string() });
const useWithin = z.object({
  seq: z.number().int(),
  at: z.string(),
  sealName: z.string(),
  path: z.string(),
  sha256: z.string(),
});
export type UseWithin = z.infer<typeof useWithin>;

/** What a ledger knows of files. All may throw what SQLite throws. */
export interface KnownUses {
  readonly ledger: string;
  /** Completed uses that made a file with this SHA-256, or were of one; the newest first, at most fifty. */
  by(sha256: string): { made: number[]; of: number[] };
  /** Completed uses that put a file here; the newest first, at most fifty. */
  at(path: string): number[];
  /** The use that a receipt proves: null where the ledger has no such event, or another seal's certificate signed for it. */
  provenBy(receipt: Receipt, fingerprint: string | null): number | null;
  /** Completed uses whose files were put in a folder, by path, a thousand at a time. */
  within(folder: string, recursive: boolean): Generator<UseWithin[]>;
  close(): void;
}

const atOnce = 1000;
const busyTimeoutMs = 5000;

/** A path as it is named, and without links: outputs are recorded under either. */
export function namesOf(path: string): string[] {
  try {
    return [...new Set([path, realpathSync(systemPath(path))])];
  } catch {
    return [path];
  }
}

/** @throws what SQLite throws */
export function openKnownUses(ledgerPath: string): KnownUses {
  const database = new Database(ledgerPath, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  const ledger = ledgerId.parse(
    database.prepare("SELECT content ->> '$.ledger' FROM event WHERE number = 1").pluck().get(),
  );
  const selectBy = database.prepare(
    `SELECT seq, sha256After FROM seal_use WHERE outcome = 'completed' AND (sha256Before = @sha256 OR sha256After = @sha256)
     ORDER BY seq DESC LIMIT 50`,
  );
  const selectAt = database
    .prepare("SELECT seq FROM seal_use WHERE outcome = 'completed' AND outputPath = ? ORDER BY seq DESC LIMIT 50")
    .pluck();
  const selectContent = database.prepare('SELECT content FROM event WHERE number = ?').pluck();
  const selectWithin = database.prepare(
    `SELECT seq, at, sealName, outputPath AS path, sha256After AS sha256 FROM seal_use
     WHERE outcome = 'completed' AND outputPath < @end AND (outputPath > @path OR (outputPath = @path AND seq > @seq))
     ORDER BY outputPath, seq LIMIT ${atOnce}`,
  );

  return {
    ledger,
    by(sha256) {
      const uses = z.array(useOfFile).parse(selectBy.all({ sha256 }));
      const isMade = (use: z.infer<typeof useOfFile>) => use.sha256After === sha256;
      return {
        made: uses.filter(isMade).map(({ seq }) => seq),
        of: uses.filter((use) => !isMade(use)).map(({ seq }) => seq),
      };
    },
    at: (path) => z.array(z.number().int()).parse(namesOf(path).flatMap((name) => selectAt.all(name))),
    provenBy({ number, hash }, fingerprint) {
      if (hashOfEvent(database, number) !== hash) return null;
      const content = z.string().parse(selectContent.get(number));
      // The hash beside the content may be left as it was when the content is changed.
      const event = hashOf(content) === hash ? readContent(content) : null;
      if (event?.kind !== 'intent') return null;
      const row = rowOfIntent(event);
      return row.certificateFingerprint === fingerprint ? row.seq : null;
    },
    *within(folder, recursive) {
      const start = join(folder, sep);
      // The next character after the separator: where names below the folder end.
      const end = start.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1);
      for (let last = { path: start, seq: 0 }; ; ) {
        const uses = z.array(useWithin).parse(selectWithin.all({ ...last, end }));
        const final = uses.at(-1);
        if (!final) return;
        yield recursive ? uses : uses.filter(({ path }) => dirname(path) === folder);
        last = final;
      }
    },
    close: () => database.close(),
  };
}
