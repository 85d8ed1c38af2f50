/** In a larger file it takes longer to hold every object against the rules than to draw a page, before and after: both are some 90 ms. */
const mostProvenBytes = 128 << 20;
/** The same few lines put a seal on each of its pages: these stand for the others. */
export const lookedAtPages = 6;

/** Whether holding the structure to the rules costs less than drawing so many pages; where it shows all that is asked, nothing is drawn. */
export const mayProveLooks = (sizeBytes: number, pages: readonly number[]): boolean =>
  sizeBytes <= Math.max(1, Math.min(lookedAtPages, new Set(pages).size)) * mostProvenBytes;
