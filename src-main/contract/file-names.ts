/**
 * A path is text in the contract, and on Linux a name is any bytes: old archives bring names in GBK. Where a name is no UTF-8, each of its
 * bytes from 0x80 on stands as a character of its own, U+10FE80 to U+10FEFF (private use), so that the text leads back to the bytes and
 * passes through JSON, SQLite and arguments as it is. Bytes below 0x80 are never written so: no `/` and no `..` can hide.
 */
const first = 0x10fe00;
const standIn = /[\u{10fe80}-\u{10feff}]/u;
/** The second byte of a GBK character may be ASCII, and the second and fourth of one of GB18030 are digits. */
const run = /[\u{10fe80}-\u{10feff}][\u{10fe80}-\u{10feff}0-~]*/gu;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });

/** Whether there is a name in it that is no UTF-8. */
export const hasNameInBytes = (path: string): boolean => standIn.test(path);

function nameOf(bytes: Uint8Array): string {
  try {
    const name = utf8.decode(bytes);
    if (!hasNameInBytes(name)) return name;
  } catch {
    // Another encoding.
  }
  // The whole name, for two bytes of GBK can look like one character of UTF-8.
  return Array.from(bytes, (byte) => String.fromCodePoint(byte < 0x80 ? byte : first + byte)).join('');
}

/** The text of a path that the system gave as bytes. */
export function pathOfBytes(bytes: Uint8Array): string {
  const names: string[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const slash = bytes.indexOf(0x2f, from);
    const to = slash < 0 ? bytes.length : slash;
    names.push(nameOf(bytes.subarray(from, to)));
    from = to + 1;
  }
  return names.join('/');
}

/** The bytes by which the system knows the path. */
export function bytesOfPath(path: string): Uint8Array {
  const encoder = new TextEncoder();
  const parts = Array.from(path, (character) =>
    standIn.test(character) ? Uint8Array.of((character.codePointAt(0) ?? first) - first) : encoder.encode(character),
  );
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Text with the names in it as a person reads them: in GB18030, or byte by byte where they are something else. */
export function readableNames(text: string): string {
  if (!hasNameInBytes(text)) return text;
  return text.replace(run, (name) => {
    try {
      const read = gb18030.decode(bytesOfPath(name));
      // GB18030 has every character, those that stand for bytes too.
      if (!hasNameInBytes(read)) return read;
    } catch {
      // Something else.
    }
    return Array.from(name, (character) => {
      if (!standIn.test(character)) return character;
      return `[0x${((character.codePointAt(0) ?? first) - first).toString(16).toUpperCase()}]`;
    }).join('');
  });
}
