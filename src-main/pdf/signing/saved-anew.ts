import { PDFHexString, PDFName, PDFString } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';
import type { ByteRangeProblem, SignatureValue } from './signature-fields.ts';

/** What a range that was right is called once its file was written anew. */
const problemsOfMoved: ReadonlySet<ByteRangeProblem> = new Set([
  'contents-not-found',
  'gap-is-not-contents',
  'beyond-the-file',
]);
const longestProducer = 120;
const name = (text: string) => PDFName.of(text);

/**
 * The program that the document information names, where a signature stands elsewhere than its own range says, and the range has just
 * the size that it needs: programs that know nothing of signatures and write all of a file anew leave it so. Empty where none is
 * named; null where the range is wrong in another way, or stands around another string, as forgers make it.
 */
export function producerOfSavedAnew(
  document: PdfDocument,
  value: SignatureValue,
  problem: ByteRangeProblem,
): string | null {
  const [, gapStart = 0, gapEnd = 0, length = 0] = value.byteRange;
  if (document.damage !== null || !problemsOfMoved.has(problem) || gapStart === 0) return null;
  const contents = document.resolve(value.dict.get(name('Contents')));
  if (!(contents instanceof PDFHexString || contents instanceof PDFString)) return null;
  const hasItsSize = gapEnd - gapStart === 2 * contents.asBytes().length + 2;
  if (!hasItsSize || holdsString(document, gapStart, gapEnd) || endsRevision(document, gapEnd + length)) return null;
  const information = document.dict(document.xref.trailer.get(name('Info')));
  return textOf(document.resolve(information?.get(name('Producer')))).slice(0, longestProducer);
}

function textAt({ source }: PdfDocument, start: number, end: number): string {
  const from = Math.min(start, source.sizeBytes);
  return Buffer.from(source.read(from, Math.min(end, source.sizeBytes) - from)).toString('latin1');
}

const holdsString = (document: PdfDocument, start: number, end: number) =>
  textAt(document, start, start + 1) === '<' && textAt(document, end - 1, end) === '>';

const endsRevision = (document: PdfDocument, end: number) =>
  end <= document.source.sizeBytes && /%%EOF\s*$/.test(textAt(document, Math.max(0, end - 32), end));
