import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { AppError, type Handlers, type OpenedDocument } from '../contract/index.ts';
import {
  displayedSize,
  type FileSource,
  openFileSource,
  openPdf,
  type PdfDocument,
  pageCount,
  readPage,
  readSignatureFields,
} from '../pdf/index.ts';

type DocumentHandlers = Pick<Handlers, 'documents.open' | 'documents.read' | 'documents.page' | 'documents.close'>;

interface Opened {
  source: FileSource;
  document: PdfDocument;
}

/** Documents that a window shows. The oldest is closed when there are too many: a window that is gone says no goodbye. */
const openLimit = 32;

/** Documents opened for looking at: their sizes and bytes, read as they are asked for. */
export function createOpenedDocuments(options: {
  defaultOutputPath(inputPath: string): string;
  onOpened(path: string): void;
}): { handlers: DocumentHandlers; closeAll(): void } {
  const opened = new Map<string, Opened>();

  const get = (documentId: string): Opened => {
    const found = opened.get(documentId);
    if (!found) throw new AppError('INVALID_INPUT', { detail: 'documentId' });
    return found;
  };
  const close = (documentId: string) => {
    opened.get(documentId)?.source.close();
    opened.delete(documentId);
  };

  function open(path: string, password: string | undefined): OpenedDocument {
    const source = openFileSource(path);
    try {
      const document = openPdf(source, { password });
      const shown: OpenedDocument = {
        documentId: randomBytes(12).toString('base64url'),
        path,
        name: basename(path),
        sizeBytes: source.sizeBytes,
        pageCount: pageCount(document),
        firstPage: displayedSize(readPage(document, 1)),
        signatureCount: readSignatureFields(document).filter(({ value }) => value).length,
        encrypted: document.security !== null,
        defaultOutputPath: options.defaultOutputPath(path),
      };
      opened.set(shown.documentId, { source, document });
      return shown;
    } catch (error) {
      source.close();
      throw error;
    }
  }

  return {
    handlers: {
      async 'documents.open'({ path, password }) {
        const absolute = resolve(path);
        const shown = open(absolute, password);
        for (const oldest of opened.keys()) {
          if (opened.size <= openLimit) break;
          close(oldest);
        }
        options.onOpened(absolute);
        return shown;
      },
      async 'documents.read'({ documentId, offsetBytes, lengthBytes }) {
        const { source } = get(documentId);
        const target = new Uint8Array(Math.max(0, Math.min(lengthBytes, source.sizeBytes - offsetBytes)));
        return target.subarray(0, await source.readInto(target, offsetBytes));
      },
      async 'documents.page'({ documentId, page }) {
        return displayedSize(readPage(get(documentId).document, page));
      },
      async 'documents.close'({ documentId }) {
        close(documentId);
        return null;
      },
    },
    closeAll() {
      for (const documentId of [...opened.keys()]) close(documentId);
    },
  };
}
