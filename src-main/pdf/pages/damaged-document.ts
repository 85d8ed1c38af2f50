import { AppError } from '../../contract/index.ts';
import { type ByteSource, sliceSource } from '../../files/index.ts';
import { damaged } from '../file/damage.ts';
import { openDamagedPdf, openPdf, type PdfDocument } from '../file/document.ts';
import { misplacedObject } from '../file/misplaced-objects.ts';
import { pageCount } from './pages.ts';

/**
 * Opens a PDF to look at it: as it is written, or, where that cannot be done, as viewers do that repair it; `damage` then says why. Nothing
 * may be confirmed from a repaired file, nor be stamped on it. Throws as `openPdf`, and PDF_NO_PAGES.
 */
export function openAsViewersDo(source: ByteSource, options: { password?: string } = {}): PdfDocument {
  try {
    const document = openPdf(source, options);
    pageCount(document);
    const misplaced = misplacedObject(document);
    if (misplaced !== null) throw damaged(`object ${misplaced} is not where the cross-reference says`);
    return document;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'PDF_DAMAGED') throw thrown;
    return openRepaired(source, { ...options, damage: String(thrown.values.detail ?? '') });
  }
}

/** As `openDamagedPdf`, and its pages can be counted. */
function openRepaired(source: ByteSource, options: { password?: string; damage: string }): PdfDocument {
  const document = openDamagedPdf(source, { ...options, works: (tried) => misplacedObject(tried) === null });
  pageCount(document);
  return document;
}

const endBytes = 1024;

/** Whether a file ends as one does (ISO 32000-2, 7.5.5), and was not cut off. */
export function hasEnd(source: ByteSource): boolean {
  const end = source.read(Math.max(0, source.sizeBytes - endBytes), endBytes);
  return Buffer.from(end).toString('latin1').includes('%%EOF');
}

/**
 * A damaged file from its header on, where bytes stand before that: some programs count everything from there. Null where none do, or
 * where it cannot be read so.
 */
export function openFromHeaderOn(
  source: ByteSource,
  options: { password?: string; damage: string },
): PdfDocument | null {
  const start = Buffer.from(source.read(0, 1024)).toString('latin1').indexOf('%PDF-');
  if (start <= 0) return null;
  try {
    return openRepaired(sliceSource(source, start, source.sizeBytes - start), options);
  } catch {
    return null;
  }
}

const blockBytes = 1 << 20;
const byteRange = '/ByteRange';

/** Whether a signature stands anywhere in the bytes, also one that a repair loses: it may not be compressed (ISO 32000-2, 12.8.1). */
export function holdsSignature(source: ByteSource): boolean {
  for (let offset = 0; offset < source.sizeBytes; offset += blockBytes) {
    const block = Buffer.from(source.read(offset, blockBytes + byteRange.length)).toString('latin1');
    if (block.includes(byteRange)) return true;
  }
  return false;
}
