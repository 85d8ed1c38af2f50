import { AppError, type ErrorShape, errorCodes } from '../../src-main/contract/index.ts';

/** Anything a call threw, as an AppError. Electron's door hands errors over as plain data, since a class cannot cross it. */
export function toAppError(thrown: unknown): AppError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && !(thrown instanceof AppError)) {
    const shape = thrown as Partial<ErrorShape>;
    const code = errorCodes.find((known) => known === shape.code);
    if (code !== undefined) return new AppError(code, shape.values ?? {}, { detail: shape.detail });
  }
  return AppError.from(thrown);
}
