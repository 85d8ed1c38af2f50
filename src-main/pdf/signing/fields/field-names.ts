import { PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { damaged } from '../../file/damage.ts';
import { type PdfDocument, textOf } from '../../file/document.ts';

const name = (text: string) => PDFName.of(text);
const maxFields = 200_000;
const maxDepth = 64;

/**
 * How often each name is that of a field, of whatever type: what goes by one name is one field to some readers. What only stands below a field as its
 * place has no name of its own. Throws PDF_DAMAGED where there are more than any form has.
 */
export function fieldNames(document: PdfDocument): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const seen = new Set<PDFRef>();
  let visited = 0;
  const visit = (object: PDFObject, above: string, depth: number) => {
    if (++visited > maxFields || depth > maxDepth) throw damaged('the form has too many fields');
    const dict = document.dict(object);
    if (!dict) return;
    const isNamed = dict.has(name('T'));
    const partial = textOf(document.resolve(dict.get(name('T'))));
    const full = [above, partial].filter((part) => part !== '').join('.');
    if (isNamed || depth === 0) found.set(full, (found.get(full) ?? 0) + 1);
    if (object instanceof PDFRef) {
      if (seen.has(object)) return;
      seen.add(object);
    }
    for (const kid of document.array(dict.get(name('Kids')))?.asArray() ?? []) visit(kid, full, depth + 1);
  };
  const form = document.dict(document.catalog.get(name('AcroForm')));
  for (const root of document.array(form?.get(name('Fields')))?.asArray() ?? []) visit(root, '', 0);
  return found;
}
