import { createHash } from 'node:crypto';
import { PDFArray, type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { AppError, type EmbeddedFile, type NamedField } from '../../contract/index.ts';
import { type PdfDocument, textOf } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';

/** A file within a document (ISO 32000-2, 7.11.4), by its file specification. */
export interface Attachment extends Omit<EmbeddedFile, 'isSealed'> {
  readonly content: Uint8Array;
}

const mostAttachments = 200;
/** Of which it is only asked whether they name values. */
const mostLooked = 20_000;
const mostDepth = 32;
/** Of one of them, and of what is read of all. */
const mostBytes = 32 << 20;
/** Names for one program's own use begin so (ISO 32000-2, annex E). */
export const fieldsKey = 'XXQianyinFields';

const nameText = (object: PDFObject | undefined) => (object instanceof PDFName ? object.decodeText() : '');

/** The file specifications that a document lists: by its name tree, and as associated files. */
function specificationsOf(document: PdfDocument, most: number): PDFDict[] {
  const found = new Set<PDFDict>();
  const seen = new Set<PDFObject>();
  const add = (object: PDFObject | undefined) => {
    const dict = document.dict(object);
    if (dict) found.add(dict);
    if (found.size > most) throw new AppError('PDF_LIMIT', {}, { detail: 'too many files within' });
  };
  const walk = (object: PDFObject | undefined, depth: number): void => {
    if (object === undefined || seen.has(object) || depth > mostDepth) return;
    if (object instanceof PDFRef) seen.add(object);
    const node = document.dict(object);
    const leaves = document.array(node?.get(name('Names')))?.asArray() ?? [];
    for (let index = 1; index < leaves.length; index += 2) add(leaves[index]);
    for (const kid of document.array(node?.get(name('Kids')))?.asArray() ?? []) walk(kid, depth + 1);
  };
  const { catalog } = document;
  walk(document.dict(catalog.get(name('Names')))?.get(name('EmbeddedFiles')), 0);
  for (const one of document.array(catalog.get(name('AF')))?.asArray() ?? []) add(one);
  return [...found];
}

function fieldsOf(document: PdfDocument, specification: PDFDict): NamedField[] {
  const listed = document.array(specification.get(name(fieldsKey)))?.asArray() ?? [];
  return listed.flatMap((one) => {
    const pair = document.array(one);
    if (!(pair instanceof PDFArray) || pair.size() !== 2) return [];
    const [label, path] = pair.asArray().map((item) => textOf(document.resolve(item)));
    return label && path ? [{ name: label, path }] : [];
  });
}

/** All files within a document. Throws PDF_DAMAGED, PDF_LIMIT. */
export function readAttachments(document: PdfDocument): Attachment[] {
  let read = 0;
  return specificationsOf(document, mostAttachments).flatMap((specification) => {
    const embedded = document.dict(specification.get(name('EF')));
    const stream = embedded?.get(name('UF')) ?? embedded?.get(name('F'));
    if (!(stream instanceof PDFRef)) return [];
    const content = document.streamData(stream, mostBytes - read);
    read += content.length;
    const title = textOf(document.resolve(specification.get(name('UF')) ?? specification.get(name('F'))));
    return [
      {
        name: title,
        mimeType: nameText(document.resolve(document.storedStream(stream).dict.get(name('Subtype')))),
        relationship: nameText(document.resolve(specification.get(name('AFRelationship')))),
        sizeBytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        fields: fieldsOf(document, specification),
        content,
      },
    ];
  });
}

/** Whether a file within names values that are to agree with the pages. What the files hold is not looked at. Throws PDF_DAMAGED, PDF_LIMIT. */
export const hasNamedData = (document: PdfDocument): boolean =>
  specificationsOf(document, mostLooked).some((specification) => fieldsOf(document, specification).length > 0);
