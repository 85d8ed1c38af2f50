import { inflateSync } from 'node:zlib';
import type { Dictionary, StrictReader, Value } from './strict-reader.ts';

const inflatedLimitBytes = 64 << 20;

/** The filters of ISO 32000-2, Table 6, by their whole names: the short ones belong to inline images. */
const filters = new Set([
  'FlateDecode',
  'LZWDecode',
  'ASCII85Decode',
  'ASCIIHexDecode',
  'RunLengthDecode',
  'CCITTFaxDecode',
  'JBIG2Decode',
  'DCTDecode',
  'JPXDecode',
]);

function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === 'array' ? value.items : [value];
}

/**
 * What a stream inflates to, if that is all that its filters do; null for one with other filters. Data that end early or go on behind
 * their end are shown differently by different readers. Throws Irregularity.
 */
export function inflateStrictly(reader: StrictReader, dictionary: Dictionary, data: Uint8Array): Uint8Array | null {
  const names = listOf(dictionary.get('Filter')).map((filter) => (filter.kind === 'name' ? filter.text : ''));
  if (!names.every((filter) => filters.has(filter))) reader.fail('stream/filter');
  const [first] = names;
  if (first === undefined) return data;
  if (first !== 'FlateDecode') return null;
  const inflated = inflate(reader, data);
  return names.length === 1 ? inflated : null;
}

/** With `info`, Node gives the engine as well, which knows how much it has read. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function inflate(reader: StrictReader, data: Uint8Array): Uint8Array {
  let inflated: Inflated;
  try {
    inflated = inflateSync(data, { info: true, maxOutputLength: inflatedLimitBytes }) as unknown as Inflated;
  } catch {
    reader.fail('stream/data');
  }
  // A line end before `endstream` is counted by some writers.
  const rest = data.subarray(inflated.engine.bytesWritten);
  if (rest.length > 2 || !rest.every((byte) => byte === 0x0a || byte === 0x0d)) reader.fail('stream/data');
  return inflated.buffer;
}

/** Undoes the PNG predictors (ISO 32000-2, 7.4.4.4) of a cross-reference or object stream; those of TIFF are not used there. */
export function undoPredictorStrictly(reader: StrictReader, dictionary: Dictionary, data: Uint8Array): Uint8Array {
  const parameters = parametersOf(reader, dictionary);
  const number = (key: string, otherwise: number): number => {
    const value = parameters?.get(key);
    if (value === undefined) return otherwise;
    return value.kind === 'number' && value.isInteger ? value.value : reader.fail('stream/filter');
  };
  const predictor = number('Predictor', 1);
  if (predictor === 1) return data;
  const columns = number('Columns', 1);
  const isPlain = number('Colors', 1) === 1 && number('BitsPerComponent', 8) === 8;
  if (predictor < 10 || predictor > 15 || !isPlain || columns < 1 || data.length % (columns + 1) !== 0) {
    reader.fail('stream/filter');
  }
  const rows = data.length / (columns + 1);
  const output = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const filter = data[row * (columns + 1)] ?? 0;
    if (filter > 4) reader.fail('stream/data');
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column > 0 ? (output[at - 1] ?? 0) : 0;
      const up = row > 0 ? (output[at - columns] ?? 0) : 0;
      const upLeft = row > 0 && column > 0 ? (output[at - columns - 1] ?? 0) : 0;
      output[at] = (data[row * (columns + 1) + 1 + column] ?? 0) + predicted(filter, left, up, upLeft);
    }
  }
  return output;
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** The parameters of a stream with one filter, which fit it: one dictionary beside a name, a list of one beside a list. */
function parametersOf(reader: StrictReader, dictionary: Dictionary): Dictionary | undefined {
  const [filter, parameters] = [dictionary.get('Filter'), dictionary.get('DecodeParms')];
  if (dictionary.has('DP') || dictionary.has('F')) reader.fail('stream/filter');
  if (parameters === undefined) return undefined;
  const isList = parameters.kind === 'array';
  if (filter === undefined || isList !== (filter.kind === 'array')) reader.fail('stream/filter');
  const items = isList ? parameters.items : [parameters];
  const [only] = items;
  if (items.length !== 1 || only === undefined) reader.fail('stream/filter');
  if (only.kind === 'keyword' && only.text === 'null') return undefined;
  return only.kind === 'dictionary' ? only.entries : reader.fail('stream/filter');
}
