import type { ByteSource } from '../../files/index.ts';
import { isPackage } from '../../ofd/index.ts';
import type { DocumentFormat, OpenedDocument } from './format.ts';
import { ofdFormat } from './ofd-format.ts';
import { pdfFormat } from './pdf-format.ts';

/** The format of a file, by its bytes: as it will be verified. */
const formatOf = (source: ByteSource, path: string): DocumentFormat =>
  isPackage(source, path) ? ofdFormat : pdfFormat;

/** A file as a document of its format. */
export function documentIn<Source extends ByteSource>(
  source: Source,
  path: string,
  password: string | undefined,
): OpenedDocument & { readonly source: Source } {
  return { source, password, format: formatOf(source, path) };
}
