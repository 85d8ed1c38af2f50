/** C_Initialize, in the manner that a driver bears. */
import { ck, type LoadedDriver, returnValueOf } from './cryptoki.ts';

/**
 * The ways to initialise a driver, the first first. Without CKF_OS_LOCKING_OK several drivers assume a single thread
 * and crash under asynchronous calls; others refuse it, and some refuse every argument. We make one call at a time, so
 * that each of them will do (PKCS#11 v2.40, 5.4).
 */
function manners({ cryptoki, initializeBare }: LoadedDriver, initString: string | null): (() => void)[] {
  // pkcs11js leaves out the last byte of the text.
  const parameters = initString === null ? {} : { libraryParameters: `${initString} ` };
  return [
    () => cryptoki.C_Initialize({ flags: ck.CKF_OS_LOCKING_OK, ...parameters }),
    () => cryptoki.C_Initialize({ flags: 0, ...parameters }),
    ...(initString === null ? [initializeBare] : []),
  ];
}

/**
 * Makes what initialises a driver, first and each time after C_Finalize: in the manner that worked before.
 * @param initString pReserved of CK_C_INITIALIZE_ARGS, as NSS and p11-kit's `x-init-reserved` have it; null: none
 */
export function createInitializer(driver: LoadedDriver, initString: string | null): () => void {
  let proven: (() => void) | null = null;
  return () => {
    if (proven) return proven();
    let firstFailure: unknown = null;
    for (const manner of manners(driver, initString)) {
      try {
        manner();
        proven = manner;
        return;
      } catch (thrown) {
        // What the process did already, by a library that the driver stands on.
        if (returnValueOf(thrown) === 'CKR_CRYPTOKI_ALREADY_INITIALIZED') return;
        firstFailure ??= thrown;
      }
    }
    throw firstFailure;
  };
}
