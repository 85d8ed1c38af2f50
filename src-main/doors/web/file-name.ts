import { extname } from 'node:path';

/** What file systems allow, in UTF-8: a name that one of them gave is kept whole. */
const maxNameBytes = 255;
/** Path separators, what Windows forbids, control characters, and marks that turn the direction of the text. */
const forbidden = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/gu;
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

function shorten(text: string, maxBytes: number): string {
  let short = '';
  for (const character of text) {
    if (Buffer.byteLength(short + character) > maxBytes) break;
    short += character;
  }
  return short;
}

/** A name from a browser as a file name that every system takes and that stays in its folder. */
export function safeFileName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replace(forbidden, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(windowsDevice, '_$&');
  if (clean === '') return 'document.pdf';
  const extension = shorten(extname(clean), 20);
  const stem = clean.slice(0, clean.length - extname(clean).length);
  return shorten(stem, maxNameBytes - Buffer.byteLength(extension)) + extension;
}
