import { AppError } from '../../contract/index.ts';
import { inOfdThread } from '../../ofd/index.ts';
import type { DocumentFormat, OpenedSource } from './format.ts';

const sizesOf = (document: OpenedSource, pages: readonly number[]) => inOfdThread('pageSizes', document, { pages });
const factsOf = (document: OpenedSource) => inOfdThread('describe', document, {});

/** OFD (GB/T 33190): a stamp adds parts to a package, of which all others keep their bytes. */
export const ofdFormat: DocumentFormat = {
  name: 'ofd',
  // All of them know SM2 and seals of the national standard, and nothing else.
  viewersDiffer: false,
  assertProvable() {
    throw new AppError('OFD_NO_PROOF');
  },
  prepare: () => undefined,
  async describe(document) {
    const facts = await factsOf(document);
    return { ...facts, sizeBytes: document.source.sizeBytes, encrypted: false, damage: null };
  },
  async describePage(document, page) {
    const [size] = await sizesOf(document, [page]);
    return { widthMm: 0, heightMm: 0, ...size, drawable: true };
  },
  countPages: async (document) => (await factsOf(document)).pageCount,
  pageSizes: sizesOf,
  pageTexts: (document, pages) => inOfdThread('pageTexts', document, { pages }),
  // The standard has none.
  signatureFields: async () => [],
  fieldDemands: async (_, fieldNames) => fieldNames.map(() => ({ seed: null, lock: null })),
  isSigned: async (document) => (await factsOf(document)).signatureCount > 0,
  async precautions(document, pages) {
    const { pageCount } = await factsOf(document);
    const sizes = await sizesOf(document, pages);
    return {
      needsAppearances: false,
      pdfA: null,
      losesPdfUa: false,
      isEncrypted: false,
      mayPrint: true,
      pageCount,
      pages: pages.map((page, index) => ({ widthMm: 0, heightMm: 0, ...sizes[index], page, rotate: 0 })),
      found: [],
      emptyFields: [],
    };
  },
  // Text that nobody sees is not read.
  seenAreas: async (_, areas) => areas.map(() => true),
  drawGrey: async () => null,
  async assertStampable(document, { pages }) {
    const facts = await inOfdThread('assertSealable', document, { pages });
    return { ...facts, covered: [], hasNamedData: false };
  },
  runningDigests: () => [],
  willDraw: () => false,
};
