import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  AppError,
  type DataComparison,
  type EmbeddedFile,
  type HandlersOf,
  type NamedField,
  readableNames,
} from '../contract/index.ts';
import { createOutputFile, systemPath } from '../files/index.ts';
import { type FileSource, inDocumentThread, openFileSource, readChunks } from '../pdf/index.ts';
import { isOfPrint, writtenLines } from '../placing/index.ts';
import { allFields, compareData } from './compare.ts';
import { mimeTypeOf, readData } from './read-data.ts';

export interface StructuredContext {
  /** A file was made, before the caller hears of it. */
  onMade(path: string): void;
}

type Opened = { readonly source: FileSource; readonly password: string | undefined };

/** The text of more pages is not read: what is printed is not known then, and nothing is said to agree. */
const mostPages = 200;
const pagesAtOnce = 12;

/** What is printed, line by line. @throws AppError PDF_LIMIT, DATA_NO_TEXT where the pages are pictures */
async function linesOf(document: Opened): Promise<string[]> {
  const total = await inDocumentThread('countPages', document, {});
  if (total > mostPages) throw new AppError('PDF_LIMIT', {}, { detail: `more than ${mostPages} pages` });
  const lines: string[] = [];
  for (let first = 1; first <= total; first += pagesAtOnce) {
    const pages = Array.from({ length: Math.min(pagesAtOnce, total - first + 1) }, (_, index) => first + index);
    for (const runs of await inDocumentThread('pageTexts', document, { pages })) {
      if (!isOfPrint(runs)) throw new AppError('PDF_LIMIT', {}, { detail: 'too much text on a page' });
      lines.push(...writtenLines(runs).map(({ text }) => text));
    }
  }
  if (lines.every((line) => line.trim() === '')) throw new AppError('DATA_NO_TEXT');
  return lines;
}

async function compare(
  document: Opened,
  content: Uint8Array,
  fields: readonly NamedField[] | undefined,
): Promise<DataComparison> {
  const values = readData(content);
  return compareData(values, fields ?? allFields(values), await linesOf(document));
}

/** What of the data within a document is not printed as it is there; none where nothing was named. @throws AppError PDF_LIMIT, DATA_… */
export async function compareEmbedded(document: Opened): Promise<DataComparison & { readonly names: string[] }> {
  const attachments = await inDocumentThread('attachments', document, {});
  const named = attachments.filter(({ fields }) => fields.length > 0);
  const all: DataComparison = { compared: 0, differences: [] };
  for (const { name, fields } of named) {
    const content = await inDocumentThread('attachmentContent', document, { name });
    const { compared, differences } = await compare(document, content, fields);
    all.compared += compared;
    all.differences.push(...differences);
  }
  return { ...all, names: named.map(({ name }) => name) };
}

function defaultOutputPath(path: string): string {
  const extension = extname(path);
  const stem = basename(path, extension);
  for (let number = 1; ; number += 1) {
    const candidate = join(dirname(path), `${stem}_含数据${number === 1 ? '' : `(${number})`}${extension || '.pdf'}`);
    if (!existsSync(systemPath(candidate))) return candidate;
  }
}

async function write(source: FileSource, appended: Uint8Array, outputPath: string, overwrite: boolean): Promise<void> {
  const output = createOutputFile(outputPath, statSync(systemPath(source.path)).mode & 0o666, source.sizeBytes);
  try {
    for await (const chunk of readChunks(source, 0, source.sizeBytes)) await output.append(chunk);
    if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
    await output.append(appended);
    await output.finish();
    await output.publish(overwrite);
  } finally {
    await output.discard();
  }
}

/** The contract's `data.*` methods: data within a PDF that say the same as its pages. */
export function createStructured(context: StructuredContext): HandlersOf<'data'> {
  async function opened<T>(
    path: string,
    password: string | undefined,
    work: (document: Opened) => Promise<T>,
  ): Promise<T> {
    const source = openFileSource(resolve(path));
    try {
      return await work({ source, password });
    } finally {
      source.close();
    }
  }
  const list = (document: Opened): Promise<EmbeddedFile[]> => inDocumentThread('attachments', document, {});
  return {
    async 'data.list'({ path, password }) {
      return opened(path, password, list);
    },
    async 'data.read'({ path, password, name }) {
      return opened(path, password, async (document) => ({
        fileName: basename(name.replaceAll('\\', '/')) || 'data',
        content: await inDocumentThread('attachmentContent', document, { name }),
      }));
    },
    async 'data.compare'({ path, password, data, fields }) {
      return opened(path, password, (document) => (data ? compare(document, data, fields) : compareEmbedded(document)));
    },
    async 'data.embed'({ path, password, name, data, fields, outputPath: wanted, overwrite }) {
      return opened(path, password, async (document) => {
        const outputPath = resolve(wanted ?? defaultOutputPath(resolve(path)));
        if (outputPath === resolve(path)) throw new AppError('OUTPUT_IS_INPUT');
        if (!overwrite && existsSync(systemPath(outputPath))) throw new AppError('OUTPUT_EXISTS', { path: outputPath });
        const named = fields ?? allFields(readData(data));
        const { compared, differences } = await compare(document, data, named);
        const [first] = differences;
        if (first) {
          const { name: field, value, printed } = first;
          throw new AppError('DATA_DIFFERS', { name: field, value, printed });
        }
        const attachment = { name, mimeType: mimeTypeOf(data), content: data, fields: named };
        const revision = await inDocumentThread('embedAttachment', document, attachment);
        await write(document.source, revision, outputPath, overwrite);
        context.onMade(outputPath);
        const made = await opened(outputPath, password, list);
        const file = made.find((one) => one.name === name);
        if (!file) throw new AppError('INTERNAL');
        return { outputPath, outputName: readableNames(basename(outputPath)), file, compared };
      });
    },
  };
}
