import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, type HandlersOf } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';
import type { Ledger } from '../history/index.ts';
import { type CheckContext, checkArchive } from './check-package.ts';
import { type MakeContext, makeArchive } from './make-package.ts';

export interface ArchivalContext extends CheckContext, MakeContext {
  readonly ledger: MakeContext['ledger'] & Pick<Ledger, 'record'>;
  readonly verification: CheckContext['verification'] & MakeContext['verification'];
  readonly door: string;
  /** A package was made, before the caller hears of it. */
  onMade(path: string): void;
}

/** `原名_归档.zip` beside the file, numbered where that is taken. */
function defaultArchivePath(path: string): string {
  const stem = basename(path).replace(/\.(?:pdf|ofd)$/i, '');
  for (let number = 1; ; number += 1) {
    const candidate = join(dirname(path), `${stem}_归档${number === 1 ? '' : `(${number})`}.zip`);
    if (!existsSync(systemPath(candidate))) return candidate;
  }
}

/** The contract's `archival.*` methods. */
export function createArchival(context: ArchivalContext): HandlersOf<'archival'> {
  return {
    async 'archival.make'(request) {
      const path = resolve(request.path);
      const outputPath = resolve(request.outputPath ?? defaultArchivePath(path));
      if (outputPath === path) throw new AppError('OUTPUT_IS_INPUT');
      if (!request.overwrite && existsSync(systemPath(outputPath))) {
        throw new AppError('OUTPUT_EXISTS', { path: outputPath });
      }
      const made = await makeArchive(context, { ...request, path, outputPath }, new AbortController().signal);
      const [document] = made.manifest.files;
      context.ledger.record('archive-package-made', {
        path: outputPath.toWellFormed(),
        sha256: document?.sha256 ?? '',
        documentName: made.manifest.documentName,
        operator: context.operator().toWellFormed(),
        door: context.door,
      });
      context.onMade(outputPath);
      return made;
    },
    async 'archival.check'({ path, ...trusted }) {
      return checkArchive(context, resolve(path), trusted);
    },
  };
}
