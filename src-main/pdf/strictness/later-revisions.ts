import { PDFArray, type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { isSameObject } from '../file/same-object.ts';
import { type AppendedUpdate, readUpdate, type UpdateContext } from './appended-update.ts';
import { Irregularity } from './irregularity.ts';

/** Updates of signatures, timestamps and security stores are far smaller; nobody repairs what nobody reads. */
const longestBytes = 64 << 20;
const name = (text: string) => PDFName.of(text);

/**
 * The first thing in the revisions after `signedUntil` that is not written as ISO 32000-2, 7.5 says, to the byte; null where all of it is.
 * Readers that repair or guess may show something else there than those that do not.
 */
export function irregularityOfUpdates(current: PdfDocument, signedUntil: number): Irregularity | null {
  try {
    checkUpdates(current, signedUntil);
    return null;
  } catch (thrown) {
    if (thrown instanceof Irregularity) return thrown;
    return new Irregularity('value/malformed', signedUntil);
  }
}

function checkUpdates(current: PdfDocument, signedUntil: number): void {
  const { source, xref, security } = current;
  const length = source.sizeBytes - signedUntil;
  if (length > longestBytes) throw new Irregularity('update/too-long', signedUntil);
  const bytes = source.read(signedUntil, length).slice();
  const later = xref.sections.filter(({ offset }) => offset >= signedUntil);
  const updates: AppendedUpdate[] = [];
  let start = signedUntil;
  for (let index = later.length - 1; index >= 0; index--) {
    const section = later[index];
    const previous = xref.sections[index + 1];
    if (!section || !previous) throw new Irregularity('sections/chain', start);
    const size = previous.trailer.get(name('Size'));
    const context: UpdateContext = {
      before: { startxref: previous.offset, size: size instanceof PDFNumber ? size.asNumber() : 0 },
      resolveLength: (objectNumber, generation) => lengthAt(current, index, PDFRef.of(objectNumber, generation)),
      decrypt: (objectNumber, generation, data) => security?.decryptStream(objectNumber, generation, data) ?? data,
      isEncrypted: security !== null,
    };
    const update = readUpdate(bytes.subarray(start - signedUntil), start, context);
    if (update.section.offset !== section.offset) throw new Irregularity('sections/chain', start);
    checkEncryption(previous.trailer, section.trailer, start);
    updates.push(update);
    start = update.end;
  }
  if (start !== source.sizeBytes) throw new Irregularity('end/tail', start);
  for (const { references } of updates) checkReferences(current, references, signedUntil);
}

/** The number that a length refers to, as it stood when section `index` was written: a later one would change what the stream is. */
function lengthAt({ xref, resolve }: PdfDocument, index: number, ref: PDFRef): number | null {
  const definedBy = xref.sections.findIndex((section) => section.lookup(ref.objectNumber) !== undefined);
  if (definedBy < index) return null;
  const value = resolve(ref);
  const length = value instanceof PDFNumber ? value.asNumber() : -1;
  return Number.isSafeInteger(length) && length >= 0 ? length : null;
}

/** What a file is decrypted with may not change (ISO 32000-2, 7.5.6 and 7.6.4.3). */
function checkEncryption(before: PDFDict, after: PDFDict, offset: number): void {
  if (!isSameObject(before.get(name('Encrypt')), after.get(name('Encrypt')))) {
    throw new Irregularity('trailer/encrypt', offset);
  }
  if (before.has(name('Encrypt')) && !isSameObject(firstIdentifier(before), firstIdentifier(after))) {
    throw new Irregularity('trailer/id', offset);
  }
}

function firstIdentifier(trailer: PDFDict): PDFObject | undefined {
  const identifiers = trailer.get(name('ID'));
  return identifiers instanceof PDFArray ? identifiers.get(0) : undefined;
}

/**
 * A reference by another generation is null for one reader (ISO 32000-2, 7.3.10) and the object for another; one to an object that is not
 * there makes some readers search the file for it.
 */
function checkReferences({ xref }: PdfDocument, references: readonly number[], offset: number): void {
  for (let index = 0; index < references.length; index += 2) {
    const entry = xref.lookup(references[index] ?? 0);
    if (!entry || entry.kind === 'free') throw new Irregularity('reference/missing', offset);
    const generation = entry.kind === 'offset' ? entry.generation : 0;
    if (generation !== references[index + 1]) throw new Irregularity('reference/generation', offset);
  }
}
