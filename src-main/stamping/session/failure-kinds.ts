import type { AppError } from '../../contract/index.ts';

/** What the failure of one file means for those that follow. */
export type FailureKind = 'of-file' | 'token-gone' | 'stops-all' | 'pauses-all' | 'cancelled';

const gone = new Set([
  'TOKEN_REMOVED',
  'TOKEN_NOT_FOUND',
  'TOKEN_HIDDEN',
  'DRIVER_CRASHED',
  'DRIVER_TIMEOUT',
  'DRIVER_FAILED',
]);
/** What is wrong with the place or the record is wrong for every file; the person puts it right and goes on. */
const pausing = new Set(['DISK_FULL', 'OUTPUT_FOLDER_UNWRITABLE', 'FOLDER_GONE', 'TOKEN_ERROR']);

/** The seal or its certificate can no longer be used: no file can be stamped. */
const ofSeal = new Set([
  'SEAL_SUSPENDED',
  'SEAL_REVOKED',
  'SEAL_UNUSABLE',
  'SEAL_NOT_FOUND',
  'CERTIFICATE_UNUSABLE',
  'CERTIFICATE_NOT_FOUND',
  'TOKEN_KEY_NOT_FOUND',
  'TOKEN_MECHANISM_UNSUPPORTED',
]);

export function failureKindOf({ code }: Pick<AppError, 'code'>): FailureKind {
  if (code === 'CANCELLED') return 'cancelled';
  if (gone.has(code)) return 'token-gone';
  if (code.startsWith('PIN_') || code.startsWith('SIGNATURE_PIN_') || ofSeal.has(code)) return 'stops-all';
  if (pausing.has(code) || code.startsWith('HISTORY_')) return 'pauses-all';
  return 'of-file';
}
