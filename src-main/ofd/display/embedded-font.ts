import { type Font, parse } from 'opentype.js/dist/opentype.mjs';

/** A font that a file brings: outlines on an em of 1, y up. */
export interface EmbeddedFont {
  readonly glyphCount: number;
  /** 0 where it has no glyph for the character. */
  glyphOf(character: string): number;
  /** In ems. */
  advanceOf(glyph: number): number;
  /** Empty for a space. */
  outlineOf(glyph: number): string;
}

/** The tables that outlines are drawn by; the others are shaping, of which text of fixed places needs none, and more to go wrong. */
const kept: ReadonlySet<string> = new Set(['CFF ', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'post']);
const signatures: ReadonlyMap<number, string> = new Map([
  [0x00010000, 'glyf'],
  [0x74727565, 'glyf'],
  [0x4f54544f, 'CFF '],
]);
const collection = 0x74746366;
const mostTables = 64;
const mostOutlineCommands = 20_000;
/** Makers of subsets leave out both; opentype.js wants a table of names and a map of characters, empty ones will do. */
const emptyNames: Table = { tag: 'name', content: Buffer.from([0, 0, 0, 0, 0, 6]) };
const emptyMap: Table = {
  tag: 'cmap',
  content: Buffer.from('00000001000300010000000c0004001800000002000200000000ffff0000ffff00010000', 'hex'),
};

interface Table {
  readonly tag: string;
  readonly content: Buffer<ArrayBufferLike>;
}

function tablesOf(bytes: Buffer): { readonly version: number; readonly tables: Table[] } | null {
  if (bytes.length < 12) return null;
  const start = bytes.readUInt32BE(0) === collection ? bytes.readUInt32BE(12) : 0;
  if (start + 12 > bytes.length) return null;
  const version = bytes.readUInt32BE(start);
  const count = bytes.readUInt16BE(start + 4);
  if (!signatures.has(version) || count > mostTables || start + 12 + count * 16 > bytes.length) return null;
  const tables = Array.from({ length: count }, (_, index) => {
    const record = start + 12 + index * 16;
    const offset = bytes.readUInt32BE(record + 8);
    return {
      tag: bytes.toString('latin1', record, record + 4),
      content: bytes.subarray(offset, offset + bytes.readUInt32BE(record + 12)),
    };
  });
  return { version, tables: tables.filter(({ tag, content }) => kept.has(tag) && content.length > 0) };
}

function join(version: number, tables: readonly Table[]): ArrayBuffer {
  const head = Buffer.alloc(12 + tables.length * 16);
  head.writeUInt32BE(version, 0);
  head.writeUInt16BE(tables.length, 4);
  const chunks: Buffer[] = [head];
  let at = head.length;
  for (const [index, { tag, content }] of tables.entries()) {
    const record = 12 + index * 16;
    head.write(tag, record, 'latin1');
    head.writeUInt32BE(at, record + 8);
    head.writeUInt32BE(content.length, record + 12);
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    chunks.push(content, padding);
    at += content.length + padding.length;
  }
  const whole = new ArrayBuffer(at);
  Buffer.from(whole).set(Buffer.concat(chunks));
  return whole;
}

function parseTables(version: number, tables: readonly Table[]): Font | null {
  try {
    return parse(join(version, [...tables, emptyNames]), { lowMemory: true });
  } catch {
    return null;
  }
}

/** Of fonts of symbols (OpenType, cmap, platform 3, encoding 0). */
const symbolStart = 0xf000;

/** Opens a font of TrueType or CFF outlines, also one without a map of characters or other tables that no outline needs; null for any other. */
export function openFont(bytes: Uint8Array): EmbeddedFont | null {
  const read = tablesOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  if (!read?.tables.some(({ tag }) => tag === 'head')) return null;
  const { version, tables } = read;
  // A map or names that cannot be read are as good as none.
  const bare = [...tables.filter(({ tag }) => tag !== 'cmap' && tag !== 'post'), emptyMap];
  const font =
    parseTables(version, tables) ??
    parseTables(
      version,
      tables.filter(({ tag }) => tag !== 'post'),
    ) ??
    parseTables(version, bare);
  if (font === null || !(font.unitsPerEm > 0)) return null;
  const characters: Readonly<Record<number, number>> = font.tables.cmap?.glyphIndexMap ?? {};
  const em = font.unitsPerEm;
  const glyphCount: number = font.numGlyphs;
  return {
    glyphCount,
    glyphOf(character) {
      const code = character.codePointAt(0) ?? 0;
      return characters[code] ?? characters[symbolStart + code] ?? 0;
    },
    advanceOf(glyph) {
      const advance = glyphAt(font, glyph, glyphCount)?.advanceWidth;
      return advance !== undefined && Number.isFinite(advance) ? advance / em : 1;
    },
    outlineOf: (glyph) => outlineAt(font, glyph, glyphCount),
  };
}

function glyphAt(font: Font, glyph: number, glyphCount: number) {
  if (glyph < 0 || glyph >= glyphCount) return null;
  try {
    return font.glyphs.get(glyph);
  } catch {
    return null;
  }
}

function outlineAt(font: Font, glyph: number, glyphCount: number): string {
  try {
    const commands = glyphAt(font, glyph, glyphCount)?.path.commands ?? [];
    if (commands.length > mostOutlineCommands) return '';
    const em = font.unitsPerEm;
    const written = (...values: readonly number[]): string => {
      if (!values.every(Number.isFinite)) throw new Error('no number');
      return values.map((value) => String(Math.round((value / em) * 1e5) / 1e5)).join(' ');
    };
    return commands
      .map((command) => {
        if (command.type === 'Z') return 'Z';
        const { x, y } = command;
        if (command.type === 'C') return `C ${written(command.x1, command.y1, command.x2, command.y2, x, y)}`;
        if (command.type === 'Q') return `Q ${written(command.x1, command.y1, x, y)}`;
        return `${command.type} ${written(x, y)}`;
      })
      .join(' ')
      .replaceAll(/-?\d+(?:\.\d+)?e-\d+/g, '0');
  } catch {
    return '';
  }
}
