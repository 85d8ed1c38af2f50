import { AppError } from '../../contract/index.ts';

/** The file breaks ISO 32000 at a place that decides what the document is: it must be repaired before it is sealed. */
export function damaged(detail: string, cause?: unknown): AppError {
  return new AppError('PDF_DAMAGED', { detail }, { cause });
}
