import { AppError } from '../contract/index.ts';

const noSpace = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * A failed write into `folder` as the person meets it: DISK_FULL or OUTPUT_FOLDER_UNWRITABLE. An AppError stays as it
 * is.
 */
export function describeWriteFailure(cause: unknown, folder: string): AppError {
  if (cause instanceof AppError) return cause;
  const detail = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (noSpace.has(detail)) return new AppError('DISK_FULL', {}, { cause, detail });
  return new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: folder }, { cause, detail });
}
