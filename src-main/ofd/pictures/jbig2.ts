/** A picture of two colours (ITU-T T.88), as PDF takes it: segments one after the other (ISO 32000-2, 7.4.7). */
export interface Jbig2Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly segments: Uint8Array;
}

const signature = Buffer.from('974a42320d0a1a0a', 'hex');
const kind = { pageInformation: 48, endOfPage: 49, endOfFile: 51 };
const mostSegments = 10_000;
const unknownLength = 0xffffffff;

interface Segment {
  readonly type: number;
  readonly page: number;
  readonly header: Buffer;
  readonly length: number;
}

/** A header of a segment (T.88, 7.2); null where it is cut off. */
function readHeader(bytes: Buffer, at: number): Segment | null {
  if (at + 11 > bytes.length) return null;
  const number = bytes.readUInt32BE(at);
  const flags = bytes[at + 4] ?? 0;
  let next = at + 5;
  let referred = (bytes[next] ?? 0) >> 5;
  if (referred === 7) {
    referred = bytes.readUInt32BE(next) & 0x1fffffff;
    next += 4 + Math.ceil((referred + 1) / 8);
  } else next += 1;
  next += referred * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4);
  const pageBytes = (flags & 0x40) === 0 ? 1 : 4;
  if (referred > mostSegments || next + pageBytes + 4 > bytes.length) return null;
  const page = pageBytes === 1 ? (bytes[next] ?? 0) : bytes.readUInt32BE(next);
  next += pageBytes;
  return { type: flags & 0x3f, page, header: bytes.subarray(at, next + 4), length: bytes.readUInt32BE(next) };
}

/** Takes a JBIG2 file apart: its first page, without what ends pages and files. Null where it is none. */
export function readJbig2(data: Uint8Array): Jbig2Picture | null {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const isFile = bytes.subarray(0, signature.length).equals(signature);
  const flags = isFile ? (bytes[8] ?? 0) : 1;
  const isSequential = (flags & 1) === 1;
  let at = isFile ? ((flags & 2) === 0 ? 13 : 9) : 0;
  const headers: Segment[] = [];
  const chunks: Buffer[] = [];
  let size: { widthPx: number; heightPx: number } | null = null;
  const take = (segment: Segment, start: number): number => {
    const isLast = segment.length === unknownLength;
    const end = isLast ? bytes.length : start + segment.length;
    if (end > bytes.length) return -1;
    if (segment.type === kind.pageInformation && size === null && start + 8 <= bytes.length) {
      size = { widthPx: bytes.readUInt32BE(start), heightPx: bytes.readUInt32BE(start + 4) };
    }
    const isOfFirst = segment.page <= 1 && segment.type !== kind.endOfPage && segment.type !== kind.endOfFile;
    if (isOfFirst) chunks.push(segment.header, bytes.subarray(start, end));
    return end;
  };
  while (at < bytes.length && headers.length < mostSegments) {
    const segment = readHeader(bytes, at);
    if (segment === null) break;
    headers.push(segment);
    at += segment.header.length;
    if (isSequential) {
      at = take(segment, at);
      if (at < 0) return null;
    } else if (segment.type === kind.endOfFile) break;
  }
  if (!isSequential) {
    for (const segment of headers) {
      at = take(segment, at);
      if (at < 0) return null;
    }
  }
  return size === null ? null : { ...(size as { widthPx: number; heightPx: number }), segments: Buffer.concat(chunks) };
}

/** The same as a PDF of one page that is the picture, for whoever decodes JBIG2 in PDFs alone. */
export function pdfOfJbig2({ widthPx, heightPx, segments }: Jbig2Picture): Uint8Array {
  const content = Buffer.from(`${widthPx} 0 0 ${heightPx} 0 0 cm /I Do`);
  const stream = (entries: string, data: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`<<${entries}/Length ${data.length}>>stream\n`), data, Buffer.from('\nendstream')]);
  const objects = [
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    Buffer.from(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${widthPx} ${heightPx}]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>`,
    ),
    stream(
      `/Type/XObject/Subtype/Image/Width ${widthPx}/Height ${heightPx}/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode`,
      segments,
    ),
    stream('', content),
  ];
  const chunks = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = chunks[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(at);
    chunks.push(whole);
    at += whole.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  chunks.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}
