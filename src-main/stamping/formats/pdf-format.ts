import { AppError } from '../../contract/index.ts';
import { inDocumentThread } from '../../pdf/index.ts';
import type { DocumentFormat } from './format.ts';
import { mayProveLooks } from './proven-looks.ts';

/** PDF: a stamp appends revisions to the file as it is. */
export const pdfFormat: DocumentFormat = {
  name: 'pdf',
  viewersDiffer: true,
  assertProvable: () => undefined,
  prepare(document) {
    inDocumentThread('preparePictures', document, {}).catch(() => undefined);
  },
  describe: (document, fieldName) => inDocumentThread('describe', document, { fieldName }),
  describePage: (document, page) => inDocumentThread('describePage', document, { page }),
  countPages: (document) => inDocumentThread('countPages', document, {}),
  pageSizes: (document, pages) => inDocumentThread('pageSizes', document, { pages }),
  pageTexts: (document, pages) => inDocumentThread('pageTexts', document, { pages }),
  signatureFields: (document) => inDocumentThread('signatureFields', document, {}),
  fieldDemands: (document, fieldNames) => inDocumentThread('fieldDemands', document, { fieldNames }),
  async isSigned(document) {
    const fields = await inDocumentThread('signatureFields', document, {});
    return fields.some(({ isSigned }) => isSigned);
  },
  precautions: (document, pages) => inDocumentThread('precautions', document, { pages }),
  seenAreas: (document, areas) => inDocumentThread('seenAreas', document, { areas }),
  drawGrey: (document, page, dpi) => inDocumentThread('drawGrey', document, { page, dpi }),
  async assertStampable(document, { pages, stamped, locks }) {
    if (locks) throw new AppError('LOCK_ONLY_OFD');
    const facts = await inDocumentThread('assertStampable', document, { pages, stamped });
    return { ...facts, kept: [{ start: 0, end: document.source.sizeBytes }] };
  },
  runningDigests: (placements) => placements.map(({ algorithm }) => algorithm.hash),
  willDraw: (source, { isSigned }, pages) => isSigned || !mayProveLooks(source.sizeBytes, pages),
};
