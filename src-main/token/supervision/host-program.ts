import { findProgram } from '../../runtime/index.ts';
import { nativeFolders } from '../drivers/native-parts.ts';
import { prepareHost } from './host-process.ts';

/**
 * The program of a host, with its packages, and the drivers of our own that it may be told to load.
 * @throws AppError PROGRAM_ALTERED
 */
export const findHostProgram = (): string =>
  findProgram(import.meta.url, {
    source: '../host/host.ts',
    built: 'token-host.js',
    reads: ['node_modules/koffi/', 'node_modules/@koromix/', 'node_modules/pkcs11js/', ...nativeFolders()],
  });

/** Starts the process of a driver before drivers are looked for. Never throws: who needs one hears why not. */
export function prepareDriverHost(): void {
  try {
    prepareHost(findHostProgram());
  } catch {
    // It is tried again with the driver.
  }
}
