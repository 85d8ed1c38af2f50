import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, pathOfBytes, type TrustedCertificate } from '../contract/index.ts';
import { describeWriteFailure, systemPath, writeFileAtomically } from '../files/index.ts';
import { parseCertificates } from '../signature/index.ts';
import { describeCertificate } from '../x509/index.ts';

/**
 * Certificates that the person trusts, as issuers of signers or as makers of seals, a PEM file each, named by
 * fingerprint. Nothing is trusted that was not put here.
 */
export interface TrustStore {
  list(): TrustedCertificate[];
  /**
   * Takes DER, PEM (one or many) or PKCS #7.
   * @throws AppError CERTIFICATE_UNREADABLE, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
   */
  add(certificates: Uint8Array): TrustedCertificate[];
  remove(fingerprint: string): TrustedCertificate[];
  /** DER of all. */
  anchors(): Uint8Array[];
}

const largestFileBytes = 4 << 20;

export function openTrustStore(folder: string): TrustStore {
  const files = () =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((file) => /^[0-9a-f]{64}\.pem$/.test(file))
          .map((file) => join(folder, file))
      : [];
  const store: TrustStore = {
    list() {
      return files().flatMap((file) => {
        const [der] = parsed(readFileSync(file));
        return der ? [{ ...describeCertificate(der), addedAt: statSync(file).mtime.toISOString() }] : [];
      });
    },
    add(certificates) {
      const described = parseCertificates(certificates).map(describeCertificate);
      try {
        for (const { fingerprint, pem } of described) {
          const path = join(folder, `${fingerprint}.pem`);
          if (!existsSync(path)) writeFileAtomically(path, pem);
        }
      } catch (cause) {
        throw describeWriteFailure(cause, folder);
      }
      return store.list();
    },
    remove(fingerprint) {
      if (/^[0-9a-f]{64}$/.test(fingerprint)) rmSync(join(folder, `${fingerprint}.pem`), { force: true });
      return store.list();
    },
    anchors: () => files().flatMap((file) => parsed(readFileSync(file))),
  };
  return store;
}

function parsed(bytes: Uint8Array): Uint8Array[] {
  try {
    return parseCertificates(bytes);
  } catch {
    return [];
  }
}

/**
 * The file's bytes, when it is a regular file of a size that certificates have; a pipe would keep everybody waiting.
 */
function readSmallFile(path: string): Uint8Array | null {
  const found = statSync(systemPath(path), { throwIfNoEntry: false });
  return found?.isFile() && found.size <= largestFileBytes ? readFileSync(systemPath(path)) : null;
}

function readFolder(folder: string): Uint8Array[] {
  return readdirSync(systemPath(folder), { encoding: 'buffer' }).flatMap((file) => {
    const content = readSmallFile(join(folder, pathOfBytes(file)));
    return content ? parsed(content) : [];
  });
}

function readSource(path: string): Uint8Array[] {
  try {
    if (statSync(systemPath(path)).isDirectory()) return readFolder(path);
    const content = readSmallFile(path);
    if (content) return parseCertificates(content);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError(code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause, detail: code });
  }
  throw new AppError('CERTIFICATE_UNREADABLE', {}, { detail: 'not a file, or too large' });
}

/**
 * Certificates that are to be trusted for one verification: files, folders of them, or PEM text. In a folder, files
 * that are no certificates are skipped.
 * @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, CERTIFICATE_UNREADABLE
 */
export function readTrustSources(sources: readonly string[]): Uint8Array[] {
  return sources.flatMap((source) =>
    source.includes('-----BEGIN ') ? parseCertificates(Buffer.from(source)) : readSource(source),
  );
}
