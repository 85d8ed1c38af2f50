import type { ByteSource } from '../../files/index.ts';
import { damaged } from './damage.ts';
import type { PdfDocument } from './document.ts';
import { ObjectPlaces } from './object-places.ts';
import { type PlainKey, type Search, scanTokens } from './reference-tokens.ts';

const blockBytes = 1 << 18;
/** What an object takes without its stream, but for rare ones. */
const usualObjectBytes = 1 << 12;
const largestObjectBytes = 64 << 20;

/**
 * Searches the objects at `offsets`, the lowest first: those that follow one another are read together, and no stream is. Calls `onFound`
 * with what was found, and the offset of the object that it stands in.
 */
function searchObjects(
  source: ByteSource,
  offsets: Float64Array,
  wanted: Uint8Array,
  onFound: (found: Found, offset: number) => void,
): void {
  const scratch = new Uint8Array(Math.min(blockBytes + usualObjectBytes, source.sizeBytes));
  let block: Uint8Array = new Uint8Array();
  let blockStart = 0;

  function readFrom(index: number): void {
    blockStart = offsets[index] ?? 0;
    let end = blockStart + usualObjectBytes;
    for (let next = index + 1; next < offsets.length && end - blockStart < blockBytes; next++) {
      const offset = offsets[next] ?? 0;
      if (offset > end) break;
      end = offset + usualObjectBytes;
    }
    block = source.read(blockStart, end - blockStart, scratch);
  }

  /** Searches from where the block begins, reading more of it where the object goes on. */
  function searchWhole(search: Search): void {
    forget(search);
    if (scanTokens(block, 0, search)) return;
    for (let size = usualObjectBytes * 4; ; size *= 4) {
      block = source.read(blockStart, size);
      forget(search);
      if (scanTokens(block, 0, search)) return;
      if (block.length < size || size >= largestObjectBytes) throw damaged('an object does not end');
    }
  }

  const search: Search = { wanted, found: [], keys: [] };
  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index] ?? 0;
    if (index > 0 && offset === offsets[index - 1]) continue;
    const isInBlock = offset >= blockStart && offset < blockStart + block.length;
    if (!isInBlock || !scanTokens(block, offset - blockStart, search)) {
      readFrom(index);
      searchWhole(search);
    }
    if (search.found.length > 0) {
      onFound({ objectNumbers: search.found.splice(0), keys: search.keys.splice(0) }, offset);
    }
  }
}

function forget({ found, keys }: Search): void {
  found.length = 0;
  keys.length = 0;
}

/** References of one object, as a search gives them. */
interface Found {
  readonly objectNumbers: readonly number[];
  readonly keys: readonly PlainKey[];
}

/**
 * Calls `found` with every reference to one of `wanted` that the objects of the document make: what is referred to, the number of the
 * object that it stands in, and the key it stands under there; perhaps more than once. Every object is searched, none is parsed.
 * Throws PDF_DAMAGED.
 */
export function findReferences(
  document: PdfDocument,
  wanted: readonly number[],
  found: (objectNumber: number, holder: number, key: PlainKey) => void,
): void {
  const places = new ObjectPlaces(document);
  const { sections, objectStreams } = places;
  // What is looked for may be beyond the numbers that the document itself uses.
  const marked = new Uint8Array(wanted.reduce((most, objectNumber) => Math.max(most, objectNumber), 0) + 1);
  for (const objectNumber of wanted) marked[objectNumber] = 1;
  const referredAt = new Map<number, Found>();
  searchObjects(document.source, places.offsetsInOrder(), marked, (referred, offset) => {
    referredAt.set(offset, referred);
  });
  for (const { offsets, objectNumbers } of referredAt.size > 0 ? sections : []) {
    for (let index = 0; index < offsets.length; index++) {
      const referred = referredAt.get(offsets[index] ?? 0);
      if (!referred) continue;
      for (const [at, objectNumber] of referred.objectNumbers.entries()) {
        found(objectNumber, objectNumbers[index] ?? 0, referred.keys[at] ?? '');
      }
    }
  }
  let scratch = new Uint8Array();
  for (const [streamNumber, members] of objectStreams) {
    const { content, offsets: starts } = document.objectStream(streamNumber);
    if (scratch.length < content.sizeBytes) scratch = new Uint8Array(content.sizeBytes);
    const data = content.read(0, content.sizeBytes, scratch);
    for (const { index, objectNumber: holder } of members) {
      const start = starts[index];
      if (start === undefined) throw damaged(`object ${holder} is not in its object stream`);
      const search: Search = { wanted: marked, found: [], keys: [] };
      scanTokens(data, start, search, 'one-object');
      for (const [at, objectNumber] of search.found.entries()) found(objectNumber, holder, search.keys[at] ?? '');
    }
  }
}
