import { statfsSync } from 'node:fs';
import { AppError } from '../contract/index.ts';
import { systemPath } from './system-path.ts';

/** What the system says is free in a folder, in bytes; null where it does not say. */
function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(systemPath(folder));
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Makes sure that so many more bytes can be written before anything is done for them. @throws AppError DISK_FULL */
export function assertRoomFor(folder: string, bytes: number): void {
  const free = freeBytes(folder);
  if (free !== null && free < bytes) throw new AppError('DISK_FULL', {}, { detail: `${free} of ${bytes} bytes` });
}
