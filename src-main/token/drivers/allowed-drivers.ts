/** Which of the drivers of this machine may be loaded. */
import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type AllowedDrivers, AppError, allowedDrivers } from '../../contract/index.ts';

/** The path without symbolic links; a path that cannot be followed stays as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const variable = 'QIANYIN_DRIVERS';

/**
 * What QIANYIN_DRIVERS allows: ids and full paths, separated by commas; null when it is not set or blank.
 * @throws AppError INVALID_INPUT: a list that cannot be read must not allow every driver
 */
export function driversFromEnvironment(environment: NodeJS.ProcessEnv = process.env): AllowedDrivers {
  const names = (environment[variable] ?? '').split(',').filter((name) => name.trim() !== '');
  if (names.length === 0) return null;
  const parsed = allowedDrivers.safeParse(names);
  if (!parsed.success) throw new AppError('INVALID_INPUT', { detail: variable });
  return parsed.data;
}

/** Whether a list names the driver. A library counts as named by any path that leads to it. */
export function isAllowed({ id, library }: { id: string; library: string }, allowed: AllowedDrivers): boolean {
  if (allowed === null) return true;
  return allowed.some((name) => name === id || (isAbsolute(name) && realPath(name) === realPath(library)));
}
