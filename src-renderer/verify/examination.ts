import type { MethodOutput, PickedFile } from '../../src-main/contract/index.ts';
import { describeOutcome } from '../../src-main/words/index.ts';
import type { Speech } from '../words/index.ts';
import { outcomeOrder } from './folder-order.ts';
import type { FolderRun } from './use-folder-run.ts';

export type Verified = MethodOutput<'verify.run'>;

/** One file under examination. */
export type Examination = { id: number; file: PickedFile } & (
  | { kind: 'working' }
  | { kind: 'password'; wrong: boolean }
  | { kind: 'failed'; error: unknown }
  | ({ kind: 'done'; password: string | undefined } & Verified)
);

/** What is said of one file to readers of the screen; what failed says so itself. */
export function saidOf(examination: Examination | undefined, { language, words }: Speech): string | null {
  if (examination?.kind === 'working') return `${examination.file.name} ${words.verify.verifying}`;
  if (examination?.kind !== 'done') return null;
  return `${examination.file.name} ${describeOutcome(examination.report.verdict, language)}`;
}

/** Said of many files: that they are being verified, now and then how far it is, at the end how many came out how. */
export function saidOfRun(run: FolderRun | null, { language, words }: Speech): string | null {
  const text = words.verify.folder;
  if (run?.kind === 'running') {
    const { done, total } = run.progress ?? { done: 0, total: 0 };
    const quarter = total === 0 ? 0 : Math.floor((done / total) * 4);
    return total === 0 ? text.searching : text.progress(Math.ceil((quarter / 4) * total), total);
  }
  if (run?.kind !== 'done') return null;
  const { rows } = run.result;
  const counts = outcomeOrder
    .map(
      (outcome) => [describeOutcome(outcome, language), rows.filter((row) => row.outcome === outcome).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${outcome} ${count}`);
  return rows.length === 0 ? text.empty : `${text.title} ${counts.join(words.common.separator)}`;
}
