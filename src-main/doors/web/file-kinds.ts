/** What a page may bring, by content: a name is only a name. */
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../contract/index.ts';

/** A header of a PDF stands within the first 1024 bytes; text may come before a PEM block. */
const lookedAtBytes = 64 * 1024;
const pdfHeaderWithin = 1024;

const beginsWith = (start: Buffer, ...magics: readonly string[]) =>
  magics.some((magic) => start.subarray(0, magic.length).toString('latin1') === magic);

/** ELF, Windows, Mach-O and scripts. One of them may hold the header of a PDF as well. */
const isProgram = (start: Buffer) =>
  beginsWith(start, '\x7fELF', 'MZ', '#!') ||
  /^(?:feedface|feedfacf|cefaedfe|cffaedfe|cafebabe|bebafeca)/.test(start.subarray(0, 4).toString('hex'));

const isPdf = (start: Buffer) => start.subarray(0, pdfHeaderWithin).includes('%PDF-');
const isPicture = (start: Buffer) => beginsWith(start, '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'BM');

/** A SEQUENCE (X.690, 8.1) that ends within the file, as certificates, lists and seals of GB/T 38540 are. */
function isDer(start: Buffer, sizeBytes: number): boolean {
  const [tag, length = 0] = start;
  if (tag !== 0x30) return false;
  if (length === 0x80) return true;
  if (length < 0x80) return 2 + length <= sizeBytes;
  const count = length & 0x7f;
  return count <= 4 && start.length >= 2 + count && 2 + count + start.readUIntBE(2, count) <= sizeBytes;
}

const pem = /-----BEGIN (?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|PKCS #7 SIGNED DATA|CMS)-----/;
const bareBase64 = /^\s*MI[\w+/]{2}[\w+/=\s]*$/;
const isText = (start: Buffer) => pem.test(start.toString('latin1')) || bareBase64.test(start.toString('latin1'));

/** A copy of the record, as it is or encrypted. */
const isBackup = (start: Buffer) => beginsWith(start, 'SQLite format 3\0', 'QYLB1');

/** An OFD package: an archive whose directory, at its end, names OFD.xml (GB/T 33190-2016, 7.1). */
const isOfd = (start: Buffer, end: Buffer) => beginsWith(start, 'PK\x03\x04') && end.includes('OFD.xml');

const isTaken = ({ start, end, sizeBytes }: Ends) =>
  !isProgram(start) &&
  (isPdf(start) ||
    isOfd(start, end) ||
    isPicture(start) ||
    isDer(start, sizeBytes) ||
    isText(start) ||
    isBackup(start));

interface Ends {
  readonly start: Buffer;
  readonly end: Buffer;
  readonly sizeBytes: number;
}

async function readEnds(file: FileHandle): Promise<Ends> {
  const { size } = await file.stat();
  const bytesAt = async (position: number) => {
    const bytes = Buffer.alloc(lookedAtBytes);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    return bytes.subarray(0, bytesRead);
  };
  return { start: await bytesAt(0), end: await bytesAt(Math.max(0, size - lookedAtBytes)), sizeBytes: size };
}

/**
 * Makes sure that a file is a PDF, an OFD, a picture, a certificate, a seal, a revocation list or a backup of the record.
 * @param name as the page gave it
 * @throws AppError PDF_NOT_PDF for what is called a PDF, else FILE_KIND_UNSUPPORTED
 */
export async function requireKnownKind(path: string, name: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    if (isTaken(await readEnds(file))) return;
  } finally {
    await file.close();
  }
  if (/\.pdf$/i.test(name)) throw new AppError('PDF_NOT_PDF');
  throw new AppError('FILE_KIND_UNSUPPORTED', { name });
}
