import { AppError, type Token } from '../contract/index.ts';

/** Names the length of a PIN that this token takes, where it refused one for that. @throws what was thrown */
export function nameLength({ pinMinLength, pinMaxLength }: Token, thrown: unknown): never {
  if (!(thrown instanceof AppError) || thrown.code !== 'PIN_INVALID') throw thrown;
  const length = `${pinMinLength}–${pinMaxLength}`;
  throw new AppError('PIN_INVALID', { ...thrown.values, length }, { detail: thrown.detail, cause: thrown });
}
