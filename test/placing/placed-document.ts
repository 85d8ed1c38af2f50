import type { SignatureFieldFacts, TextRun } from '../../src-main/pdf/index.ts';
import type { PlacedDocument } from '../../src-main/placing/index.ts';

/** Pages of these sizes, and with this text. */
export function documentOf(
  sizes: readonly { readonly widthMm: number; readonly heightMm: number }[],
  texts: readonly (readonly TextRun[])[] = [],
  fields: readonly SignatureFieldFacts[] = [],
): PlacedDocument {
  return {
    pageCount: sizes.length,
    sizesOf: async (pages) =>
      new Map(
        pages.flatMap((page) => {
          const size = sizes[page - 1];
          return size ? [[page, size] as const] : [];
        }),
      ),
    signatureFields: async () => fields,
    textsOf: async (pages) => pages.map((page) => texts[page - 1] ?? []),
  };
}
