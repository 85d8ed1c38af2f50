/** A piece of a page's text, by its place among the signs of all its pieces. */
export interface TextHit {
  page: number;
  start: number;
  end: number;
}

/** Signs alike to whoever searches: full and half width, capitals and small letters. */
const alike = (sign: string) => sign.normalize('NFKC').toLowerCase();

/** What is compared, and for each of its signs the place in the text that it came from: space means nothing between pieces. */
function fold(text: string): { folded: string; from: number[] } {
  let folded = '';
  const from: number[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const plain = alike(sign);
    if (plain.trim() !== '') {
      folded += plain;
      for (let part = 0; part < plain.length; part++) from.push(at);
    }
    at += sign.length;
  }
  from.push(text.length);
  return { folded, from };
}

/** Where something stands in the text of a page, across its pieces; not overlapping. */
export function findInText(page: number, text: string, wanted: string): TextHit[] {
  const { folded: needle } = fold(wanted);
  if (needle === '') return [];
  const { folded, from } = fold(text);
  const hits: TextHit[] = [];
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) {
    const last = from[at + needle.length - 1] ?? 0;
    const lastSign = text.codePointAt(last) ?? 0;
    hits.push({ page, start: from[at] ?? 0, end: last + String.fromCodePoint(lastSign).length });
  }
  return hits;
}
