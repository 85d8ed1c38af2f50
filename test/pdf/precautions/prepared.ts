/** Files that all readers show alike until a seal is appended; then some of them show another text, which no preview showed. */
import { craft, stream } from '../../fixtures/pdf/index.ts';

const head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
const other = stream('BT /F 24 Tf 72 600 Td (9999) Tj ET');
const page = (contents: string) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents ${contents} >>`;
const objects = (contents = '4 0 R', more: Record<number, string> = {}): Record<number, string> => ({
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: page(contents),
  4: stream('BT /F 24 Tf 72 700 Td (Contract) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ...more,
});
const row = (offset: number, kind = 'n') => `${String(offset).padStart(10, '0')} 00000 ${kind} \n`;

/** A stream that is longer than it says, which every reader mends in the same way. */
const slip = { 6: '<< /Length 3 >>\nstream\nlonger\nendstream' };

/** Part of the page is an object that stands in the file and in no section. */
export const unlisted = (more: Record<number, string> = {}) =>
  craft({ objects: objects('[4 0 R 20 0 R]', more), header: `${head}20 0 obj\n${other}\nendobj\n` });

/** Part of the page has a number that some readers wrap to that of the seal’s objects. */
export const wrapping = (more: Record<number, string> = {}) =>
  craft({ objects: objects('[4 0 R 4294967305 0 R]', more) });

/** It is as long as its linearization says once so much is appended; then its first section counts, for which another text is there. */
export function linearized(appended: number, more: Record<number, string> = {}): Buffer {
  const write = (length: number, [first, last]: readonly (readonly number[])[]) => {
    const section = (offsets: readonly number[] = [], startxref = 0) => {
      const rows = Array.from({ length: 6 }, (_, index) => row(offsets[index] ?? 0)).join('');
      return `xref\n0 7\n${row(0, 'f')}${rows}trailer\n<< /Size 31 /Root 1 0 R >>\nstartxref\n${startxref}\n%%EOF\n`;
    };
    let text = `${head}30 0 obj\n<< /Linearized 1 /L ${String(length).padStart(10, '0')} >>\nendobj\n${section(first)}`;
    const place = (all: Record<number, string>) =>
      Object.entries(all).map(([number, object]) => {
        const offset = text.length;
        text += `${number} 0 obj\n${object}\nendobj\n`;
        return offset;
      });
    const six = { 6: 'null', ...more };
    const found = [place(objects('4 0 R', { ...six, 4: other })), place(objects('4 0 R', six))];
    return { text: text + section(last, text.length), found };
  };
  const { text, found } = write(0, []);
  return Buffer.from(write(text.length + appended, found).text, 'latin1');
}

/** Its cross-reference stream has the number of the page’s content, and rows that spell another one. */
export function ownNumber(more: Record<number, string> = {}): Buffer {
  const words = 'BT    ,/F    ,24    ,Tf    ,72 600,Td    ,(9999),Tj    ,ET    '.split(',');
  let text = head;
  const places = new Map<number, number>();
  const place = (number: number, object: string) => {
    places.set(number, text.length);
    text += `${number} 0 obj\n${object}\nendobj\n`;
  };
  const { 4: content = '', ...others } = objects('4 0 R', { 6: 'null', ...more });
  for (const [number, object] of Object.entries(others)) place(Number(number), object);
  const startxref = text.length;
  const section = () => {
    const used = [1, 2, 3, 4, 5, 6].map((number) => [
      1,
      0,
      0,
      (places.get(number) ?? 0) >> 8,
      (places.get(number) ?? 0) & 255,
      0,
      0,
    ]);
    const rows = Buffer.from([[0, 0, 0, 0, 0, 255, 255], ...used].flat()).toString('latin1');
    const data = rows + words.map((word) => `\0${word}`).join('');
    return `4 0 obj\n${stream(data, `/Type /XRef /Size 200 /Root 1 0 R /W [1 4 2] /Index [0 7 100 ${words.length}]`)}\nendobj\n`;
  };
  places.set(4, text.length + section().length);
  text += section();
  return Buffer.from(`${text}4 0 obj\n${content}\nendobj\nstartxref\n${startxref}\n%%EOF\n`, 'latin1');
}

export const prepared: Record<string, () => Buffer> = {
  'an object that no section lists': unlisted,
  'a number that wraps': wrapping,
  'a length that it will have': () => linearized(20_000),
  'a cross-reference stream with the number of the content': ownNumber,
  'an object that no section lists, after a harmless slip': () => unlisted(slip),
  'a number that wraps, beside a harmless slip': () => wrapping(slip),
  'a length that it will have, beside a harmless slip': () => linearized(20_000, slip),
  'a cross-reference stream with the number of the content, beside a harmless slip': () => ownNumber(slip),
};
/** What is no more than the slip may be sealed. */
export const harmless = () => craft({ objects: objects('4 0 R', slip) });
