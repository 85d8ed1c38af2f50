import { z } from 'zod';
import type { SpokenName, ValueNames, ValuesFor } from './named-values.ts';

export type Language = 'zh-CN' | 'en';

/** Every error that a person can meet, by its code, and what its values are called: see `ValueNames`. */
const errorValues = {
  INTERNAL: [],
  INVALID_INPUT: ['detail'],
  CANCELLED: [],
  // Files
  FILE_NOT_FOUND: ['path'],
  FILE_UNREADABLE: ['path'],
  FILE_CHANGED: [],
  FILE_KIND_UNSUPPORTED: ['name'],
  OUTPUT_EXISTS: ['path'],
  OUTPUT_IS_INPUT: [],
  OUTPUT_FOLDER_UNWRITABLE: ['path'],
  DISK_FULL: [],
  DESKTOP_UNAVAILABLE: ['path'],
  HOME_NOT_PRIVATE: ['path', 'owner'],
  HOME_OPEN_TO_OTHERS: ['path'],
  ADDRESS_USED: [],
  PROGRAM_ALTERED: ['path'],
  // PDF
  PDF_NOT_PDF: [],
  FILE_IS_OFD: [],
  PDF_DAMAGED: ['detail?'],
  PDF_ENCRYPTED_FOR_CERTIFICATES: [],
  PDF_AMBIGUOUS: ['detail?'],
  PDF_SIGNED: [],
  PDF_INTEGRITY_PROTECTED: [],
  PDF_NOT_REPAIRABLE: ['detail?'],
  PDF_PASSWORD_REQUIRED: [],
  PDF_PASSWORD_WRONG: [],
  PDF_ENCRYPTION_UNSUPPORTED: ['detail?'],
  PDF_CERTIFIED: [],
  PDF_LOCKED: [],
  PDF_PERMISSION_DENIED: [],
  PDF_NO_PAGES: [],
  PDF_XFA_DYNAMIC: [],
  PDF_LIMIT: [],
  // OFD
  OFD_DAMAGED: ['detail?'],
  OFD_ENCRYPTED: [],
  OFD_LIMIT: [],
  OFD_LOCKED: [],
  OFD_SEVERAL_DOCUMENTS: [],
  OFD_PERMISSION_DENIED: [],
  OFD_NEEDS_STANDARD_SEAL: ['seal'],
  OFD_NO_PROOF: [],
  LOCK_ONLY_OFD: [],
  FILE_NOT_OFD: [],
  // Pages
  PAGE_OUT_OF_RANGE: ['page', 'pageCount'],
  SEAL_OFF_PAGE: ['page'],
  // Placings
  PAGES_INVALID: ['text'],
  PAGES_NONE: ['pages', 'pageCount'],
  CLOSING_NOT_FOUND: [],
  PAGES_SEALED: ['pages'],
  PAGING_ONE_PAGE: [],
  SLICE_TOO_NARROW: ['widthMm'],
  KEYWORD_NOT_FOUND: ['text', 'hits'],
  PAGES_WITHOUT_TEXT: [],
  TOO_MANY_IMPRESSIONS: ['count', 'max'],
  FIELD_NOT_FOUND: ['field', 'count'],
  FIELD_SIGNED: ['field'],
  FIELD_AMBIGUOUS: ['names'],
  FIELD_TAKEN: ['field'],
  FIELD_UNSUITABLE: ['field', 'reason'],
  FIELD_DEMAND_UNMET: ['field', 'reason', 'wanted?'],
  TEMPLATE_NOT_FOUND: ['name'],
  TEMPLATE_EXISTS: ['name'],
  TEMPLATE_UNREADABLE: [],
  TEMPLATE_SEAL_MISSING: ['name', 'seals'],
  TEMPLATES_DAMAGED: ['path'],
  TOO_MANY_TEMPLATES: ['max'],
  // Batches
  BATCH_NOT_FOUND: [],
  BATCH_EMPTY: [],
  FOLDER_GONE: ['path'],
  BATCH_RUNNING: [],
  BATCH_NOT_LOOKED_AT: ['count'],
  BATCH_NOTHING_LEFT: [],
  BATCH_SEALS_DIFFER: ['seal'],
  BATCHES_UNAVAILABLE: [],
  TOO_MANY_FILES: ['max'],
  PATTERN_UNKNOWN: ['name', 'known'],
  JOB_TABLE_UNREADABLE: ['detail?'],
  JOB_TABLE_COLUMN: ['column', 'known'],
  JOB_TABLE_LINE: ['line', 'reason'],
  ALREADY_STAMPED: ['seq'],
  // 审批单
  TICKET_UNREADABLE: ['detail?'],
  TICKET_UNTRUSTED: [],
  TICKET_OTHER_CLIENT: ['client'],
  TICKET_OTHER_DOCUMENT: [],
  TICKET_OTHER_PLACE: [],
  TICKET_NOT_YET: ['time'],
  TICKET_EXPIRED: ['time'],
  TICKET_BEFORE_RECORD: [],
  TICKET_TEMPLATE_CHANGED: ['name', 'time'],
  TICKET_CLOCK: ['time'],
  TICKET_USED: ['seq'],
  // 结构化数据
  DATA_UNREADABLE: ['detail?'],
  DATA_NO_TEXT: [],
  DATA_DIFFERS: ['name', 'value', 'printed'],
  DATA_ALREADY_EMBEDDED: ['name'],
  // 归档包
  ARCHIVE_NOT_SEALED_HERE: ['path'],
  ARCHIVE_UNREADABLE: [],
  // 值守
  DUTY_RUNNING: [],
  DUTY_OTHER_SEAL: ['seal'],
  WATCH_FOLDER_OPEN: ['path'],
  WATCH_FOLDER_TAKEN: ['path'],
  // 预检
  PREFLIGHT_STOPPED: ['code'],
  // Tokens
  DRIVER_FAILED: ['driver'],
  DRIVER_CRASHED: ['driver'],
  DRIVER_TIMEOUT: ['driver'],
  DRIVER_NOT_ALLOWED: ['driver'],
  DRIVER_NOT_CONFIRMED: ['driver'],
  DRIVER_FOREIGN_ARCHITECTURE: ['driver', 'architecture', 'needed'],
  TOKEN_HIDDEN: ['serial', 'driver'],
  TOKEN_NOT_FOUND: ['serial'],
  TOKEN_REMOVED: ['serial'],
  TOKEN_ERROR: ['serial?'],
  TOKEN_KEY_NOT_FOUND: ['serial?'],
  TOKEN_MECHANISM_UNSUPPORTED: ['mechanism', 'serial?'],
  PIN_REQUIRED: ['serial?'],
  PIN_INCORRECT: ['serial?'],
  PIN_INVALID: ['serial?', 'length'],
  PIN_LOCKED: ['serial?'],
  ADMIN_PIN_INCORRECT: ['serial?'],
  ADMIN_PIN_LOCKED: ['serial?'],
  PIN_FINAL_TRY: ['serial?'],
  PIN_EXPIRED: ['serial?'],
  PIN_LIKELY_INCORRECT: ['serial?'],
  SIGNATURE_PIN_REQUIRED: ['serial?'],
  SIGNATURE_PIN_INCORRECT: ['serial?'],
  SIGNATURE_PIN_LOCKED: ['serial?'],
  // Certificates and seals
  CERTIFICATE_UNUSABLE: ['reason'],
  CERTIFICATE_NOT_FOUND: [],
  CERTIFICATE_UNREADABLE: [],
  CERTIFICATE_NOT_ROOT: [],
  SEAL_NOT_FOUND: ['seal'],
  SEAL_AMBIGUOUS: ['seal'],
  SEAL_UNREADABLE: ['detail?'],
  SEAL_UNUSABLE: ['reason'],
  SEAL_SUSPENDED: ['seal'],
  SEAL_REVOKED: ['seal'],
  SEAL_NOT_REMOVABLE: ['seal'],
  SEAL_NOT_STANDARD: ['seal'],
  SEAL_PRESENT: ['seal'],
  SEAL_OF_ANOTHER_OWNER: ['seal', 'owner'],
  SEAL_ARTWORK_INVALID: ['detail'],
  SEAL_TEXT_UNSUPPORTED: ['characters'],
  SEAL_NAME_DIFFERS: ['name', 'owner'],
  SEAL_NAME_REASON_NEEDED: ['name', 'owner'],
  TAX_NUMBER_DOUBTFUL: ['number'],
  SEAL_COVERS_SIGNED_CONTENT: ['page'],
  SIGNED_PAGES_NOT_COMPARED: ['pages', 'max'],
  // After signing
  SIGNATURE_SELF_CHECK_FAILED: ['detail?'],
  // Network, timestamps, revocation
  NETWORK_OFF: ['host'],
  NETWORK_UNREACHABLE: ['host'],
  NETWORK_REFUSED: ['host'],
  NETWORK_TIMEOUT: ['host', 'seconds'],
  NETWORK_STATUS: ['host', 'status'],
  NETWORK_REDIRECT: ['host'],
  NETWORK_TOO_LARGE: ['host', 'maxBytes?'],
  TSA_REFUSED: ['reason'],
  TSA_UNTRUSTED: ['reason'],
  TSA_NOT_SET: [],
  TSA_QUOTA: ['name', 'limit'],
  REVOCATION_INCOMPLETE: ['subject', 'reason'],
  LONGTERM_CHAIN_UNTRUSTED: ['subject'],
  LONGTERM_UNAVAILABLE: [],
  PDF_UNSIGNED: [],
  OCSP_UNAVAILABLE: ['reason'],
  CRL_UNREADABLE: [],
  // Verification
  VERIFICATION_LIMIT: [],
  REPORT_NOT_KEPT: [],
  // History, trial
  HISTORY_UNAVAILABLE: [],
  HISTORY_UNREADABLE: [],
  HISTORY_DAMAGED: [],
  HISTORY_REPLACED: [],
  CHANGE_UNRECORDED: [],
  BACKUP_UNREADABLE: [],
  BACKUP_PASSPHRASE: [],
  HISTORY_NEWER: [],
  HISTORY_IN_USE: [],
  ARCHIVE_NOT_WHOLE: [],
  ARCHIVE_PACKAGE: [],
  TOO_MANY_USES: ['count', 'max'],
  TRIAL_UNAVAILABLE: ['detail?'],
  // The database of many machines' records
  DATABASE_UNREACHABLE: ['host'],
  DATABASE_LOGIN_REFUSED: ['host'],
  DATABASE_NOT_PERMITTED: ['host'],
  DATABASE_LOST: ['host'],
  DATABASE_UNSUITABLE: ['host', 'reason'],
  DATABASE_NEWER: ['host'],
  DATABASE_FAILED: ['host'],
} as const satisfies ValueNames;

export type ErrorCode = keyof typeof errorValues;

/** What the values are called that the sentences of this code name. */
export type ErrorValueName<Code extends ErrorCode> = SpokenName<typeof errorValues, Code>;

export const errorCodes = Object.keys(errorValues) as [ErrorCode, ...ErrorCode[]];

/**
 * What an error carries across a door, or as part of an answer. `detail` is for support (a `CKR_…` name, a system
 * error), never the message.
 */
export const errorShape = z.object({
  code: z.enum(errorCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  detail: z.string().optional(),
});
export type ErrorShape = z.infer<typeof errorShape>;

interface ErrorOptions {
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}
type ErrorValues = Readonly<Record<string, string | number>>;
/**
 * What an error is made of beside its code: each of the values that its sentence names and no other. An error that another part of
 * the program made may have any code, and brings what it brings.
 */
type ErrorArguments<Code extends ErrorCode> = [ErrorCode] extends [Code]
  ? [values: ErrorValues, options?: ErrorOptions]
  : [ErrorValueName<Code>] extends [never]
    ? [values?: ValuesFor<typeof errorValues, Code>, options?: ErrorOptions]
    : [values: ValuesFor<typeof errorValues, Code>, options?: ErrorOptions];

/** What a system says of a path that leads nowhere: links in a circle, a name too long, a folder that is none or closed. */
const unusablePathCodes: ReadonlySet<unknown> = new Set(['ELOOP', 'ENAMETOOLONG', 'ENOTDIR', 'EACCES']);

function isUnusablePath(thrown: unknown): thrown is Error & { code: string; path: string } {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('path' in thrown)) return false;
  return unusablePathCodes.has(thrown.code) && typeof thrown.path === 'string';
}

/** The one error that may leave a room: a code of the contract, the values of its sentence, and detail for support. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly values: Record<string, string | number>;
  readonly detail: string | undefined;

  constructor(code: Code, ...[values = {}, options = {}]: ErrorArguments<Code>) {
    super(code, { cause: options.cause });
    this.code = code;
    this.values = values;
    this.detail = options.detail;
  }

  /** The plain data that a door sends. */
  toShape(): ErrorShape {
    return { code: this.code, values: this.values, ...(this.detail === undefined ? {} : { detail: this.detail }) };
  }

  static fromShape(shape: ErrorShape): AppError {
    return new AppError(shape.code, shape.values, { detail: shape.detail });
  }

  /** Anything thrown, as an AppError: a path that cannot be used is that, unknown errors become INTERNAL with their text as detail. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    if (isUnusablePath(thrown)) {
      return new AppError('FILE_UNREADABLE', { path: thrown.path }, { detail: thrown.code, cause: thrown });
    }
    const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    return new AppError('INTERNAL', {}, { detail, cause: thrown });
  }
}
