import { AppError, type ErrorCode } from '../../contract/index.ts';

/** What a return value of PKCS#11 (v2.40, 5.1) means to a person. Anything not listed is TOKEN_ERROR. */
const codeByReturnValue: Readonly<Record<string, ErrorCode>> = {
  CKR_PIN_INCORRECT: 'PIN_INCORRECT',
  CKR_PIN_INVALID: 'PIN_INVALID',
  CKR_PIN_LEN_RANGE: 'PIN_INVALID',
  CKR_PIN_TOO_WEAK: 'PIN_INVALID',
  CKR_PIN_EXPIRED: 'PIN_EXPIRED',
  CKR_PIN_LOCKED: 'PIN_LOCKED',
  CKR_TOKEN_NOT_PRESENT: 'TOKEN_REMOVED',
  CKR_TOKEN_NOT_RECOGNIZED: 'TOKEN_REMOVED',
  CKR_DEVICE_REMOVED: 'TOKEN_REMOVED',
  CKR_SLOT_ID_INVALID: 'TOKEN_REMOVED',
  CKR_SESSION_HANDLE_INVALID: 'TOKEN_REMOVED',
  CKR_SESSION_CLOSED: 'TOKEN_REMOVED',
  CKR_FUNCTION_CANCELED: 'CANCELLED',
  CKR_MECHANISM_INVALID: 'TOKEN_MECHANISM_UNSUPPORTED',
  CKR_MECHANISM_PARAM_INVALID: 'TOKEN_MECHANISM_UNSUPPORTED',
};

const usualPinLength = '6–16';

/** What is known of the call that failed, to fill the sentence of its error. */
export interface FailedCall {
  serial: string;
  /** The mechanism's CKM_… name, for calls that have one. */
  mechanism?: string;
}

/**
 * The contract's error for a return value of PKCS#11.
 * @param returnValue a CKR_… name, or the driver's own words when there is none; it becomes `detail`
 */
export function errorOfReturnValue(returnValue: string, call: FailedCall): AppError {
  const code = codeByReturnValue[returnValue] ?? 'TOKEN_ERROR';
  const values: Record<string, string> = { serial: call.serial };
  // Who called knows what the token takes, and says it in place of what is usual.
  if (code === 'PIN_INVALID') values.length = usualPinLength;
  if (code === 'TOKEN_MECHANISM_UNSUPPORTED') values.mechanism = call.mechanism ?? returnValue;
  return new AppError(code, values, { detail: returnValue });
}

/** What drivers answer to a wrong PIN that know no better, with the token still there. */
const vagueAnswers: ReadonlySet<string> = new Set([
  'CKR_GENERAL_ERROR',
  'CKR_FUNCTION_FAILED',
  'CKR_DEVICE_ERROR',
  'CKR_ARGUMENTS_BAD',
  'CKR_DATA_INVALID',
]);

/** What a refused login of the user means: where the driver does not say, a wrong PIN is the likely reason. */
export function loginError(returnValue: string, call: FailedCall): AppError {
  // CKR_VENDOR_DEFINED and above have a meaning of the vendor's own.
  const isVague = vagueAnswers.has(returnValue) || /^CKR_0x[89a-f][0-9a-f]{7}$/.test(returnValue);
  if (!isVague) return errorOfReturnValue(returnValue, call);
  return new AppError('PIN_LIKELY_INCORRECT', { serial: call.serial }, { detail: returnValue });
}

/** What a refused login for one signature means (CKU_CONTEXT_SPECIFIC): the signature PIN, not the one of the login. */
export function signaturePinError(returnValue: string, call: FailedCall): AppError {
  const error = loginError(returnValue, call);
  const codes: Partial<Record<ErrorCode, ErrorCode>> = {
    PIN_INCORRECT: 'SIGNATURE_PIN_INCORRECT',
    PIN_LIKELY_INCORRECT: 'SIGNATURE_PIN_INCORRECT',
    PIN_INVALID: 'SIGNATURE_PIN_INCORRECT',
    PIN_LOCKED: 'SIGNATURE_PIN_LOCKED',
  };
  const code = codes[error.code];
  return code ? new AppError(code, { serial: call.serial }, { detail: returnValue }) : error;
}

/** What a refused login of the security officer means: the administrator's PIN, not the user's. */
export function adminPinError(returnValue: string, { serial }: { serial: string }): AppError {
  const codes: Partial<Record<ErrorCode, ErrorCode>> = {
    PIN_INCORRECT: 'ADMIN_PIN_INCORRECT',
    PIN_INVALID: 'ADMIN_PIN_INCORRECT',
    PIN_LOCKED: 'ADMIN_PIN_LOCKED',
  };
  const error = errorOfReturnValue(returnValue, { serial });
  const code = codes[error.code];
  return code ? new AppError(code, { serial }, { detail: returnValue }) : error;
}

/** Whether a return value leaves open that the token was pulled, so that the slot has to be looked at. */
export function mayMeanRemoval(returnValue: string): boolean {
  return codeByReturnValue[returnValue] === undefined;
}
