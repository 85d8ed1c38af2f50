import { extname } from 'node:path';
import { endsAsArchive } from './end-of-directory.ts';
import type { PackageBytes } from './package-bytes.ts';

/** ISO 32000-2, annex I: a header may stand within so many bytes. */
const headerBytes = 1024;
const archiveStart = Buffer.from('PK\x03\x04', 'latin1');
const pdfStart = Buffer.from('%PDF-', 'latin1');

/**
 * Whether a file is to be read as an OFD package. What is a package and a PDF at once is what it is named, as the program that opens it
 * will take it.
 */
export function isPackage(source: PackageBytes, name: string): boolean {
  const head = Buffer.from(source.read(0, headerBytes));
  const isPdf = head.includes('%PDF-');
  if (extname(name).toLowerCase() === '.ofd') return !head.subarray(0, 5).equals(pdfStart) || endsAsArchive(source);
  return !isPdf && head.subarray(0, archiveStart.length).equals(archiveStart) && endsAsArchive(source);
}
