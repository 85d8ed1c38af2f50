import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRawStream } from 'pdf-lib';
import { damaged } from './damage.ts';

/** What one structural stream (xref, object stream) may decode to: 20,000 pages need about 2 MB. */
const structuralLimitBytes = 64 << 20;
/** The filters of pdf-lib know no limit; the most that one of them makes of a byte is 1,500 (LZW). */
const largestGrowth = 1_500;
/** More filters than these on one stream serve nothing but a bomb. */
const maxFilters = 8;

function numberIn(dict: PDFDict | undefined, key: string, otherwise: number): number {
  const value = dict?.get(PDFName.of(key));
  return value instanceof PDFNumber ? value.asNumber() : otherwise;
}

/** Undoes the PNG and TIFF predictors (ISO 32000-2, 7.4.4.4), which pdf-lib's decoder leaves in place. */
function undoPredictor(data: Uint8Array, parameters: PDFDict | undefined): Uint8Array {
  const predictor = numberIn(parameters, 'Predictor', 1);
  if (predictor === 1) return data;
  const colors = numberIn(parameters, 'Colors', 1);
  const bitsPerComponent = numberIn(parameters, 'BitsPerComponent', 8);
  const columns = numberIn(parameters, 'Columns', 1);
  const rowBytes = Math.ceil((colors * bitsPerComponent * columns) / 8);
  const pixelBytes = Math.max(1, (colors * bitsPerComponent) >> 3);
  if (predictor < 10 || rowBytes < 1 || rowBytes > 1 << 24) throw damaged(`unsupported predictor ${predictor}`);
  const rows = Math.ceil(data.length / (rowBytes + 1));
  const output = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const source = row * (rowBytes + 1);
    const target = row * rowBytes;
    const filter = data[source] ?? 0;
    for (let column = 0; column < rowBytes; column++) {
      const raw = data[source + 1 + column] ?? 0;
      const left = column >= pixelBytes ? (output[target + column - pixelBytes] ?? 0) : 0;
      const up = row > 0 ? (output[target - rowBytes + column] ?? 0) : 0;
      const upLeft = row > 0 && column >= pixelBytes ? (output[target - rowBytes + column - pixelBytes] ?? 0) : 0;
      output[target + column] = raw + predicted(filter, left, up, upLeft);
    }
  }
  return output;
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - upLeft;
      const [toLeft, toUp, toUpLeft] = [
        Math.abs(estimate - left),
        Math.abs(estimate - up),
        Math.abs(estimate - upLeft),
      ];
      if (toLeft <= toUp && toLeft <= toUpLeft) return left;
      return toUp <= toUpLeft ? up : upLeft;
    }
    default:
      throw damaged(`unknown PNG filter ${filter}`);
  }
}

/** The long name and the short one of inline images, which some readers take everywhere. */
const filterOf = (dict: PDFDict) => dict.get(PDFName.of('Filter')) ?? dict.get(PDFName.of('F'));

/** Whether the data of a stream are anything but what stands in the file. */
export const hasFilter = (dict: PDFDict): boolean => filterOf(dict) !== undefined;

function listOf(object: PDFObject | undefined): PDFObject[] {
  if (object === undefined) return [];
  return object instanceof PDFArray ? object.asArray() : [object];
}

/** The data of a structural stream with its filters undone. `resolve` follows references in the filter entries. */
export function decodeStream(
  dict: PDFDict,
  data: Uint8Array,
  resolve: (object: PDFObject | undefined) => PDFObject | undefined,
  limitBytes = structuralLimitBytes,
): Uint8Array {
  const filters = listOf(resolve(filterOf(dict))).map(resolve);
  const parameters = listOf(resolve(dict.get(PDFName.of('DecodeParms')) ?? dict.get(PDFName.of('DP')))).map(resolve);
  if (filters.length > maxFilters) throw damaged('a stream has too many filters');
  let decoded = data;
  for (const [index, filter] of filters.entries()) {
    if (!(filter instanceof PDFName)) throw damaged('a stream filter is not a name');
    const parameter = parameters[index];
    const parameterDict = parameter instanceof PDFDict ? parameter : undefined;
    const name = filter.asString();
    if (name === '/FlateDecode' || name === '/Fl') {
      try {
        // Some writers leave the checksum off; what inflates before that is what readers show.
        decoded = inflateSync(decoded, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: limitBytes });
      } catch (cause) {
        throw damaged('a compressed stream cannot be inflated', cause);
      }
    } else if (name !== '/Crypt') {
      const growth = name === '/LZWDecode' || name === '/LZW' ? largestGrowth : 128;
      if (decoded.length * growth > limitBytes * 4) throw damaged(`a stream is too long for the filter ${name}`);
      try {
        const single = dict.context.obj({ Filter: filter, ...(parameterDict ? { DecodeParms: parameterDict } : {}) });
        decoded = decodePDFRawStream(PDFRawStream.of(single, decoded)).decode();
      } catch (cause) {
        throw damaged(`the stream filter ${name} failed`, cause);
      }
    }
    decoded = undoPredictor(decoded, parameterDict);
  }
  return decoded;
}
