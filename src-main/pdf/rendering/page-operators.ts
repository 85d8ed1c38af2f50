import { type PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { nodeAbove } from '../pages/pages.ts';

const name = (text: string) => PDFName.of(text);
const maxDepth = 48;
/** Of one content stream, once its filters are undone. */
const maxStreamBytes = 96 << 20;

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;
/** What may stand before an operator: white space, the end of a string, an array or a dictionary. */
const endsOperand = (byte: number) => isBlank(byte) || byte === 0x29 || byte === 0x5d || byte === 0x3e;
const startsOperator = (byte: number) =>
  (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x27 || byte === 0x22;
const starting = 1;
const ending = 2;
/** Of every byte, looked up: there are millions. */
const roles = Uint8Array.from(
  { length: 256 },
  (_, byte) => (startsOperator(byte) ? starting : 0) | (endsOperand(byte) ? ending : 0),
);

/** Where the next operator begins; -1 where there is none. */
function nextOperator(content: Uint8Array, from: number): number {
  let before = from === 0 ? ending : roles[content[from - 1] as number];
  for (let position = from; position < content.length; position++) {
    const role = roles[content[position] as number];
    // In this order: hardly any byte ends something, and many begin.
    if (before === ending && role === starting) return position;
    before = role;
  }
  return -1;
}

/** The name before the operator at `at`; undefined where there is none. */
function nameBefore(content: Uint8Array, at: number): string | undefined {
  let end = at;
  while (end > 0 && isBlank(content[end - 1] ?? 0)) end -= 1;
  let start = end;
  while (start > 0 && !isBlank(content[start - 1] ?? 0) && content[start - 1] !== 0x2f) start -= 1;
  return content[start - 1] === 0x2f ? Buffer.from(content.subarray(start, end)).toString('latin1') : undefined;
}

/**
 * Refuses a page of more operators than `most`, forms counted as often as they are drawn: who draws it may keep a note
 * of each (pdf.js 500 bytes). Words in strings count as well; no honest page comes near.
 */
export function assertFewOperators(document: PdfDocument, page: PDFDict, most: number): void {
  const counted = new Map<PDFRef, number>();
  const counting = new Set<PDFRef>();

  function ofContent(content: Uint8Array, resources: PDFDict | undefined, depth: number): number {
    const forms = document.dict(resources?.get(name('XObject')));
    let count = 0;
    for (let at = nextOperator(content, 0); at >= 0; at = nextOperator(content, at + 1)) {
      count += 1;
      if (content[at] === 0x44 && content[at + 1] === 0x6f) {
        const form = forms?.get(name(nameBefore(content, at) ?? ''));
        if (form instanceof PDFRef) count += ofForm(form, resources, depth + 1);
      }
      if (count > most) throw new Error('too many operators');
    }
    return count;
  }

  function ofForm(ref: PDFRef, inherited: PDFDict | undefined, depth: number): number {
    const known = counted.get(ref);
    if (known !== undefined) return known;
    const dict = document.dict(ref);
    if (dict?.get(name('Subtype')) !== name('Form')) return 0;
    if (depth > maxDepth || counting.has(ref)) throw new Error('a form draws itself');
    counting.add(ref);
    const resources = document.dict(dict.get(name('Resources'))) ?? inherited;
    const count = ofContent(document.streamData(ref, maxStreamBytes), resources, depth);
    counting.delete(ref);
    counted.set(ref, count);
    return count;
  }

  const streamsOf = (object: PDFObject | undefined): PDFRef[] => {
    const items = document.array(object)?.asArray() ?? [object];
    return items.filter((item) => item instanceof PDFRef);
  };

  let resources = document.dict(page.get(name('Resources')));
  let above = nodeAbove(document, page);
  for (let depth = 0; !resources && above && depth < maxDepth; depth++) {
    resources = document.dict(above.get(name('Resources')));
    above = nodeAbove(document, above);
  }
  let total = 0;
  for (const ref of streamsOf(page.get(name('Contents')))) {
    total += ofContent(document.streamData(ref, maxStreamBytes), resources, 0);
  }
  for (const item of document.array(page.get(name('Annots')))?.asArray() ?? []) {
    const normal = document.dict(document.dict(item)?.get(name('AP')))?.get(name('N'));
    if (normal instanceof PDFRef && document.dict(normal)?.has(name('Subtype'))) total += ofForm(normal, undefined, 1);
    if (total > most) throw new Error('too many operators');
  }
  if (total > most) throw new Error('too many operators');
}
