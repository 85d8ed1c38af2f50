import type { ParsedInput, QueueStamp, StampProgress } from '../contract/index.ts';
import type { OutputFile } from '../files/index.ts';
import type { StampingContext } from './context.ts';
import type { PlanRequest, PreparedStamp } from './prepared-stamp.ts';
import type { ReadBack } from './read-back.ts';
import type { RunTimestamps } from './run-timestamps.ts';
import type { RunningDigests } from './running-digests.ts';
import type { Records } from './session/records.ts';
import type { Signers } from './session/signers.ts';

export type RunRequest = Omit<ParsedInput<'stamp.run'>, keyof QueueStamp> & Pick<PlanRequest, 'approval'>;
export type Report = (step: StampProgress['step'], fraction: number, cancellable: boolean) => void;

/** What one run works with, from the first byte copied to the file in its place. */
export interface Work {
  readonly context: StampingContext;
  readonly request: RunRequest;
  readonly prepared: PreparedStamp;
  readonly outputPath: string;
  readonly output: OutputFile;
  readonly readBack: ReadBack;
  readonly digests: RunningDigests;
  readonly signers: Signers;
  readonly records: Records;
  readonly timestamps: RunTimestamps;
  readonly signal: AbortSignal;
  /** Aborted when the run is over: then nobody looks at its pages any more. */
  readonly looking: AbortSignal;
  readonly onProgress: Report;
}
