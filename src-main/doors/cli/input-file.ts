import { readFileSync } from 'node:fs';
import { AppError } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';

/** A file that a command was given. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
export function readInput(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(systemPath(path)));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new AppError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause, detail: code });
  }
}
