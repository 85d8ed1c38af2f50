import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError, type ImportedCrl } from '../contract/index.ts';
import { describeWriteFailure, writeFileAtomically } from '../files/index.ts';
import { describeCrl, parseCrls } from '../signature/index.ts';

/**
 * The certificate revocation lists that the person imported, a DER file each, named by fingerprint. A list says
 * something only when the issuer that it speaks for signed it, so importing one makes nobody trusted.
 */
export interface CrlStore {
  list(): ImportedCrl[];
  /**
   * Takes DER, or PEM with one or many. Older lists stay until the person removes them: what they revoked stays
   * revoked.
   * @throws AppError CRL_UNREADABLE, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
   */
  add(crls: Uint8Array): ImportedCrl[];
  remove(fingerprint: string): ImportedCrl[];
  /** Of all, without reading them. */
  fingerprints(): string[];
  /** DER of all. */
  crls(): Uint8Array[];
  /** @throws AppError INVALID_INPUT when there is none of this fingerprint */
  get(fingerprint: string): Uint8Array;
}

const fileName = /^[0-9a-f]{64}\.crl$/;

export function openCrlStore(folder: string): CrlStore {
  const files = () =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => fileName.test(file))
          .map((file) => join(folder, file))
      : [];
  const store: CrlStore = {
    list: () => files().flatMap((file) => describe(readFileSync(file), statSync(file).mtime)),
    add(content) {
      const crls = parseCrls(content);
      try {
        for (const crl of crls) {
          const path = join(folder, `${describeCrl(crl).fingerprint}.crl`);
          if (!existsSync(path)) writeFileAtomically(path, crl);
        }
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        throw describeWriteFailure(cause, folder);
      }
      return store.list();
    },
    remove(fingerprint) {
      const file = `${fingerprint}.crl`;
      if (fileName.test(file)) rmSync(join(folder, file), { force: true });
      return store.list();
    },
    fingerprints: () => files().map((file) => basename(file, '.crl')),
    crls: () => files().map((file) => new Uint8Array(readFileSync(file))),
    get(fingerprint) {
      const path = join(folder, `${fingerprint}.crl`);
      if (!fileName.test(`${fingerprint}.crl`) || !existsSync(path)) {
        throw new AppError('INVALID_INPUT', { detail: fingerprint });
      }
      return new Uint8Array(readFileSync(path));
    },
  };
  return store;
}

/** A file that was damaged since is not shown. */
function describe(der: Uint8Array, addedAt: Date): ImportedCrl[] {
  try {
    const { thisUpdate, nextUpdate, ...crl } = describeCrl(der);
    return [
      {
        ...crl,
        thisUpdate: thisUpdate.toISOString(),
        nextUpdate: nextUpdate?.toISOString() ?? null,
        addedAt: addedAt.toISOString(),
      },
    ];
  } catch {
    return [];
  }
}
