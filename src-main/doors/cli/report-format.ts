import { extname } from 'node:path';
import { AppError } from '../../contract/index.ts';

/** The format that the name of a report asks for. @throws AppError INVALID_INPUT for another kind than `formats` */
export function reportFormat<Format extends string>(path: string, formats: readonly Format[]): Format {
  const extension = extname(path).slice(1).toLowerCase();
  const format = formats.find((known) => known === extension);
  if (format) return format;
  throw new AppError('INVALID_INPUT', { detail: `--report ${formats.map((known) => `.${known}`).join(' | ')}` });
}
