import { PDFArray, PDFName } from 'pdf-lib';
import { type ByteSource, bytesSource, sliceSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import { integerOf, readAt } from './object-reader.ts';
import { decodeStream, hasFilter } from './stream-decoding.ts';
import {
  entriesPerRead,
  free,
  maxObjectNumber,
  overlap,
  sizeOf,
  tellEntry,
  type XrefEntry,
  type XrefSection,
} from './xref-section.ts';

/** A cross-reference stream (ISO 32000-2, 7.5.8). Throws PDF_DAMAGED. */
export function readStreamSection(source: ByteSource, offset: number): XrefSection {
  const { objectNumber, dict, dataOffset, hasDuplicateKeys } = readAt(
    source,
    offset,
    'the cross-reference stream is malformed',
    (reader) => {
      const { objectNumber } = reader.takeObjectHeader();
      const { dict, dataCursor } = reader.takeDictionary();
      if (dataCursor === null) throw new Error('no stream data');
      return { objectNumber, dict, dataOffset: offset + dataCursor, hasDuplicateKeys: reader.hasDuplicateKeys };
    },
  );
  if (dict.get(PDFName.of('Type')) !== PDFName.of('XRef'))
    throw damaged('startxref does not lead to a cross-reference');
  const length = integerOf(dict.get(PDFName.of('Length')), 'the length of the cross-reference stream');
  // Without a filter it is looked up where it stands, as a table is.
  const data = hasFilter(dict)
    ? bytesSource(decodeStream(dict, source.read(dataOffset, length), (object) => object))
    : sliceSource(source, dataOffset, length);

  const widthsObject = dict.get(PDFName.of('W'));
  if (!(widthsObject instanceof PDFArray) || widthsObject.size() < 3)
    throw damaged('the cross-reference stream has no widths');
  const widths = [0, 1, 2].map((index) => integerOf(widthsObject.get(index), 'a width of the cross-reference stream'));
  const [typeBytes = 0, secondBytes = 0, thirdBytes = 0] = widths;
  if (widths.some((width) => width > 8)) throw damaged('a width of the cross-reference stream is out of range');
  const entryBytes = typeBytes + secondBytes + thirdBytes;
  if (entryBytes === 0) throw damaged('the cross-reference stream has empty entries');

  const size = integerOf(dict.get(PDFName.of('Size')), 'the size in the trailer');
  const indexObject = dict.get(PDFName.of('Index'));
  const index =
    indexObject instanceof PDFArray
      ? indexObject.asArray().map((item) => integerOf(item, 'an index of the cross-reference stream'))
      : [0, size];
  const subsections: { first: number; count: number; start: number }[] = [];
  let start = 0;
  let announcedTotal = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const announced = index[pair + 1] ?? 0;
    if (first + announced > maxObjectNumber) throw damaged('an object number is out of range');
    announcedTotal += announced;
    const count = Math.min(announced, Math.floor((data.sizeBytes - start) / entryBytes));
    subsections.push({ first, count, start });
    start += count * entryBytes;
  }

  const field = (bytes: Uint8Array, at: number, width: number, otherwise: number) => {
    if (width === 0) return otherwise;
    let value = 0;
    for (let position = at; position < at + width; position++) value = value * 256 + (bytes[position] ?? 0);
    return value;
  };
  const entryAt = (bytes: Uint8Array, at: number): XrefEntry => {
    const type = field(bytes, at, typeBytes, 1);
    const second = field(bytes, at + typeBytes, secondBytes, 0);
    const third = field(bytes, at + typeBytes + secondBytes, thirdBytes, 0);
    if (type === 1) return { kind: 'offset', offset: second, generation: third };
    return type === 2 ? { kind: 'compressed', streamNumber: second, index: third } : free;
  };
  /** ISO 32000-2, 7.5.8.3: other types are null, which not every reader knows. */
  const hasUnknownType = (): boolean => {
    const bytes = data.read(0, data.sizeBytes);
    for (let at = 0; typeBytes > 0 && at + entryBytes <= bytes.length; at += entryBytes) {
      if (field(bytes, at, typeBytes, 1) > 2) return true;
    }
    return false;
  };
  return {
    kind: 'stream',
    objectNumber,
    offset,
    trailer: dict,
    hasDuplicateKeys,
    size: sizeOf(subsections),
    limit: subsections.reduce((most, { first, count }) => Math.max(most, first + count), 0),
    isAmbiguous: () => overlap(subsections) || hasUnknownType(),
    isWhole: data.sizeBytes === entryBytes * announcedTotal,
    lookup(objectNumber) {
      const found = subsections.find(({ first, count }) => objectNumber >= first && objectNumber < first + count);
      if (!found) return undefined;
      return entryAt(data.read(found.start + (objectNumber - found.first) * entryBytes, entryBytes), 0);
    },
    visitEntries(visitor) {
      for (const { first, count, start } of subsections) {
        const scratch = new Uint8Array(Math.min(entriesPerRead, count) * entryBytes);
        for (let done = 0; done < count; done += entriesPerRead) {
          const length = Math.min(entriesPerRead, count - done);
          const block = data.read(start + done * entryBytes, length * entryBytes, scratch);
          for (let index = 0; index < length; index++)
            tellEntry(visitor, first + done + index, entryAt(block, index * entryBytes));
        }
      }
    },
    *objectNumbers() {
      for (const { first, count } of subsections)
        for (let position = 0; position < count; position++) yield first + position;
    },
  };
}
