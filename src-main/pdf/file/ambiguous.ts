import { AppError } from '../../contract/index.ts';

/** The file may be read in more than one way: what a seal on it would stand for is not certain (ISO 32000-2, 7.3.7, 7.5.4). */
export function ambiguous(detail: string): AppError {
  return new AppError('PDF_AMBIGUOUS', { detail });
}
