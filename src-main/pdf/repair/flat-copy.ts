import { type PDFDict, PDFName, PDFNumber, PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import { bytesSource, joinedSource } from '../../files/index.ts';
import { ambiguous } from '../file/ambiguous.ts';
import { openPdf, type PdfDocument } from '../file/document.ts';
import { normalAppearance, placingMatrix } from '../pages/annotation-appearance.ts';
import { annotationBox } from '../pages/annotation-box.ts';
import { pageCount, readPage } from '../pages/pages.ts';
import { bearsSignature, detachSignatures, widgetsOf } from '../signing/detached-signatures.ts';
import { arrayOf, dictionary, Revision, withEntries } from '../signing/revision.ts';
import { readSignatureFields } from '../signing/signature-fields.ts';
import { writeWhole } from './whole-rewrite.ts';

const name = (text: string) => PDFName.of(text);
/** Hidden and NoView (ISO 32000-2, Table 167). */
const unseen = 2 + 32;

/** A picture that stands on a page, by the object that shows it. */
interface Picture {
  readonly widget: PDFRef;
  readonly form: PDFRef | null;
  /** Operands of `cm`. */
  readonly matrix: string;
}

function pictureOf(document: PdfDocument, widget: PDFRef): Picture {
  const dict = document.dict(widget);
  const box = dict && annotationBox(document, dict);
  const flags = dict && document.resolve(dict.get(name('F')));
  const isUnseen = flags instanceof PDFNumber && (flags.asNumber() & unseen) !== 0;
  const form = dict && box && !isUnseen ? normalAppearance(document, dict) : null;
  const formDict = form && document.dict(form);
  if (!form || !formDict || !box) return { widget, form: null, matrix: '' };
  const matrix = placingMatrix(document, formDict, box);
  return { widget, form, matrix: matrix.map((value) => value.toFixed(6)).join(' ') };
}

/** Gives names that the page has not used yet: it may be one that was flattened before. */
function named(known: PDFDict) {
  let last = -1;
  return <Form>(form: Form): Form & { readonly as: string } => {
    do last += 1;
    while (known.has(name(`SealPicture${last}`)));
    return { ...form, as: `SealPicture${last}` };
  };
}

/** Draws pictures at the end of a page's own content, which is put between q and Q. */
function drawOnPage(document: PdfDocument, revision: Revision, number: number, widgets: ReadonlySet<PDFRef>): void {
  const { ref, dict } = readPage(document, number);
  const annotations = document.array(dict.get(name('Annots')))?.asArray() ?? [];
  const own = annotations.filter((one): one is PDFRef => one instanceof PDFRef && widgets.has(one));
  if (own.length === 0) return;
  const pictures = own.map((widget) => pictureOf(document, widget));
  const contents = dict.get(name('Contents'));
  const streams = document.array(contents)?.asArray() ?? (contents ? [contents] : []);
  const before = revision.addStream(dictionary({}), Buffer.from('q\n', 'latin1'));
  const resources = document.dict(inherited(document, number, 'Resources')) ?? dictionary({});
  const known = document.dict(resources.get(name('XObject'))) ?? dictionary({});
  const seen = pictures.flatMap(({ form, matrix }) => (form ? [{ form, matrix }] : [])).map(named(known));
  const drawn = seen.map(({ matrix, as }) => `q\n${matrix} cm\n/${as} Do\nQ`).join('\n');
  const after = revision.addStream(dictionary({}), Buffer.from(`\nQ\n${drawn}\n`, 'latin1'));
  revision.put(
    ref,
    withEntries(dict, {
      Annots: arrayOf(annotations.filter((one) => !(one instanceof PDFRef && widgets.has(one)))),
      Contents: arrayOf([before, ...streams, after]),
      Resources: withEntries(resources, {
        XObject: withEntries(known, Object.fromEntries(seen.map(({ as, form }) => [as, form]))),
      }),
    }),
  );
}

/** What a page has of its own, or of a node above it (ISO 32000-2, 7.7.3.4). */
function inherited(document: PdfDocument, number: number, key: string) {
  let node: PDFDict | undefined = readPage(document, number).dict;
  for (let depth = 0; node && depth < 64; depth++) {
    const value = node.get(name(key));
    if (value !== undefined) return value;
    node = document.dict(node.get(name('Parent')));
  }
  return undefined;
}

/** A revision more. */
function revised(document: PdfDocument, change: (revision: Revision) => void): PdfDocument {
  const revision = new Revision(document);
  change(revision);
  return openPdf(joinedSource(document.source, revision.write().bytes));
}

/**
 * A copy for archives that keep what a document looked like: the pictures of its signatures are part of their pages, and nothing of the signatures
 * themselves is left in the file. Throws PDF_AMBIGUOUS, PDF_NOT_REPAIRABLE (encrypted), PDF_DAMAGED.
 */
export function flatCopy(document: PdfDocument): Uint8Array {
  if (document.security) throw new AppError('PDF_NOT_REPAIRABLE', { detail: 'encrypted' });
  const signed = readSignatureFields(document).filter(({ value }) => value !== null);
  const widgets = new Set(signed.flatMap((field) => widgetsOf(document, field)));
  const total = pageCount(document);
  const pictured = revised(document, (revision) => {
    for (let number = 1; number <= total; number++) drawOnPage(document, revision, number, widgets);
  });
  const bare = revised(pictured, (revision) => {
    detachSignatures(pictured, revision);
  });
  const bytes = writeWhole(bare);
  if (bearsSignature(openPdf(bytesSource(bytes)))) throw ambiguous('a signature cannot be taken out');
  return bytes;
}
