import { z } from 'zod';
import { historyRow } from './history.ts';

/** How a file stands to the digest on record. `unreadable`: something is there that cannot be read. */
export const recordedFileState = z.enum(['same', 'changed', 'gone', 'unreadable']);
export type RecordedFileState = z.infer<typeof recordedFileState>;

/** A file that a use names, as it is now. */
export const recordedFile = z.object({ path: z.string(), state: recordedFileState });
export type RecordedFile = z.infer<typeof recordedFile>;

/** The files of a use as they are now. */
export const recordedFiles = z.object({
  original: recordedFile,
  stamped: recordedFile.nullable().describe('null: none was made'),
});
export type RecordedFiles = z.infer<typeof recordedFiles>;

/** How far the digests of the files of a use are. */
export const recordedFilesProgress = z.object({
  runId: z.string(),
  doneBytes: z.number().int(),
  totalBytes: z.number().int(),
});
export type RecordedFilesProgress = z.infer<typeof recordedFilesProgress>;

/**
 * The uses in which a document came to be what a use left, that use with others of its act, and those that went on from it: by digests, the
 * oldest first.
 */
export const documentLife = z.object({ uses: z.array(historyRow), isCut: z.boolean().describe('there are more') });
export type DocumentLife = z.infer<typeof documentLife>;
