import { resolve, sep } from 'node:path';
import { AppError, type Driver } from '../contract/index.ts';
import { realPath } from './drivers/allowed-drivers.ts';
import { type DriverFile, describeDriverFile } from './drivers/driver-file.ts';
import { foreignArchitecture } from './host/library-architecture.ts';
import { driverError } from './supervision/driver-host.ts';
import type { Tokens } from './tokens.ts';

/** What the person said to a driver, somewhere that no page can reach; `cannot-ask` where nobody can be asked. */
export type DriverAnswer = 'load' | 'leave' | 'cannot-ask';
/** @param file with what the driver is to be initialised with, by which some load further code */
export type ConfirmDriver = (file: DriverFile & { readonly initString: string | null }) => Promise<DriverAnswer>;

export interface DriverAdding {
  readonly tokens: Tokens;
  readonly homeFolder: string;
  /** The drivers that the person added, kept for the next start. */
  readonly driverPaths: {
    read(): readonly string[];
    write(paths: string[]): void;
    initStringOf(path: string): string | undefined;
  };
  readonly confirm: ConfirmDriver;
}

const isWithin = (path: string, folder: string) => realPath(path).startsWith(realPath(folder) + sep);

/**
 * Loads a driver that the person has confirmed, and remembers it once it has answered. One that is remembered already,
 * as after `qianyin drivers add` beside a running window, was confirmed there.
 * @throws AppError FILE_NOT_FOUND, INVALID_INPUT for a file that a page brought, DRIVER_FOREIGN_ARCHITECTURE,
 * DRIVER_NOT_CONFIRMED, CANCELLED,
 * DRIVER_NOT_ALLOWED, DRIVER_…: what failed is not remembered
 */
export async function addDriver(adding: DriverAdding, given: string, initString?: string): Promise<Driver[]> {
  const { tokens, homeFolder, driverPaths, confirm } = adding;
  // A bare name would be looked for by the system's loader, in places of its own.
  const path = resolve(given);
  const file = describeDriverFile(path);
  if (isWithin(path, homeFolder)) throw new AppError('INVALID_INPUT', { detail: path });
  const foreign = foreignArchitecture(file.path);
  if (foreign) throw new AppError('DRIVER_FOREIGN_ARCHITECTURE', { driver: path, ...foreign });
  // Nobody is asked about what is not allowed anyway.
  tokens.assertMayAdd(path);
  const isAsConfirmed = initString === undefined || initString === driverPaths.initStringOf(path);
  if (!driverPaths.read().includes(path) || !isAsConfirmed) {
    const answer = await confirm({ ...file, initString: initString ?? null });
    if (answer === 'cannot-ask') throw new AppError('DRIVER_NOT_CONFIRMED', { driver: path });
    if (answer === 'leave') throw new AppError('CANCELLED');
  }
  await tokens.addDriver(path, initString);
  const added = tokens.drivers().find((driver) => driver.source === 'added' && driver.path === path);
  if (added && (added.state === 'failed' || added.state === 'crashed' || added.state === 'timeout')) {
    await tokens.removeDriver(added.id);
    driverPaths.write(driverPaths.read().filter((kept) => kept !== path));
    throw driverError(added.state, added);
  }
  driverPaths.write([...new Set([...driverPaths.read(), path])]);
  return tokens.drivers();
}
