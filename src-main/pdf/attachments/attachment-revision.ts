import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type PDFArray, PDFHexString, PDFName, PDFNumber, type PDFObject, type PDFRef, PDFString } from 'pdf-lib';
import { AppError, type NamedField } from '../../contract/index.ts';
import { ambiguous } from '../file/ambiguous.ts';
import { type PdfDocument, textOf } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { arrayOf, dictionary, Revision, withEntries } from '../signing/revision.ts';
import { readSignatureFields } from '../signing/signature-fields.ts';
import { fieldsKey } from './attachments.ts';

export interface NewAttachment {
  readonly name: string;
  readonly mimeType: string;
  readonly content: Uint8Array;
  readonly fields: readonly NamedField[];
}

/** D:20261201090000Z (ISO 32000-2, 7.9.4). */
const pdfDate = (at: Date) => PDFString.of(`D:${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`);

/**
 * Builds the revision that puts a file into a document as its data (an associated file, ISO 32000-2, 14.13, as PDF/A-3 has it), listed in its name tree too so
 * that every reader shows it.
 * Throws PDF_SIGNED where a signature would be broken by it, DATA_ALREADY_EMBEDDED, PDF_AMBIGUOUS.
 */
export function buildAttachmentRevision(document: PdfDocument, added: NewAttachment, at: Date): Uint8Array {
  if (readSignatureFields(document).some(({ value }) => value !== null)) throw new AppError('PDF_SIGNED');
  const revision = new Revision(document);
  const { catalog, catalogRef } = document;
  const stream = revision.addStream(
    dictionary({
      Type: name('EmbeddedFile'),
      Subtype: PDFName.of(added.mimeType),
      Filter: name('FlateDecode'),
      Params: dictionary({
        Size: PDFNumber.of(added.content.length),
        ModDate: pdfDate(at),
        CheckSum: PDFHexString.of(createHash('md5').update(added.content).digest('hex')),
      }),
    }),
    deflateSync(added.content),
  );
  const title = PDFHexString.fromText(added.name);
  const specification = revision.add(
    dictionary({
      Type: name('Filespec'),
      F: title,
      UF: title,
      AFRelationship: name('Data'),
      EF: dictionary({ F: stream, UF: stream }),
      [fieldsKey]: arrayOf(
        added.fields.map((field) => arrayOf([PDFHexString.fromText(field.name), PDFHexString.fromText(field.path)])),
      ),
    }),
  );
  const known = document.array(catalog.get(name('AF')))?.asArray() ?? [];
  const names = document.dict(catalog.get(name('Names')));
  const tree = document.dict(names?.get(name('EmbeddedFiles')));
  const entries = withName(document, tree?.get(name('Names')), tree?.has(name('Kids')) ?? false, title, specification);
  revision.put(
    catalogRef,
    withEntries(catalog, {
      AF: arrayOf([...known, specification]),
      Names: withEntries(names ?? dictionary({}), { EmbeddedFiles: dictionary({ Names: entries }) }),
    }),
  );
  return revision.write().bytes;
}

/** A leaf of a name tree with one more, in the order of its keys (ISO 32000-2, 7.9.6). */
function withName(
  document: PdfDocument,
  leaf: PDFObject | undefined,
  hasKids: boolean,
  title: PDFHexString,
  specification: PDFRef,
): PDFArray {
  // A tree of more than one leaf holds more files than a document of an office.
  if (hasKids) throw ambiguous('the names of files within are in a tree of several leaves');
  const items = document.array(leaf)?.asArray() ?? [];
  const pairs: [PDFObject, PDFObject][] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = [items[index], items[index + 1]];
    if (key && value) pairs.push([key, value]);
  }
  if (pairs.some(([key]) => textOf(document.resolve(key)) === title.decodeText()))
    throw new AppError('DATA_ALREADY_EMBEDDED', { name: title.decodeText() });
  const bytesOf = (key: PDFObject) => {
    const resolved = document.resolve(key);
    return resolved instanceof PDFHexString || resolved instanceof PDFString
      ? Buffer.from(resolved.asBytes())
      : Buffer.alloc(0);
  };
  const sorted = [...pairs, [title, specification] as [PDFObject, PDFObject]].sort(([one], [other]) =>
    Buffer.compare(bytesOf(one), bytesOf(other)),
  );
  return arrayOf(sorted.flat());
}
