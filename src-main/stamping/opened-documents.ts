import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { AppError, type HandlersOf, type MethodOutput, type OpenedDocument } from '../contract/index.ts';
import {
  type ByteSource,
  checkByteRange,
  displayedSize,
  openAsViewersDo,
  openFileSource,
  type PdfDocument,
  pageCount,
  prefixSource,
  readPage,
  readSignatureFields,
} from '../pdf/index.ts';
import { type RepairContext, repairDocument } from './repair-document.ts';

interface Opened {
  source: ByteSource;
  document: PdfDocument;
  close(): void;
}

/**
 * The bytes that a signature's revision ends with; all of them are in the file still.
 * @throws AppError INVALID_INPUT, PDF_DAMAGED
 */
function revisionOf(source: ByteSource, fieldName: string, password: string | undefined): ByteSource {
  const document = openAsViewersDo(source, { password });
  const field = readSignatureFields(document).find(({ name, value }) => name === fieldName && value !== null);
  const checked = field?.value ? checkByteRange(document, field.value) : null;
  if (!checked?.ok) throw new AppError('INVALID_INPUT', { detail: `fieldName ${fieldName}` });
  return prefixSource(source, checked.covered.coveredUntil);
}

/**
 * Documents that a window shows. The oldest is closed when there are too many: a window that is gone says no goodbye.
 */
const openLimit = 32;

/** What documents are opened with. */
export interface OpenedDocumentsContext {
  defaultOutputPath(inputPath: string): string;
  /** Those that were opened last. */
  readonly recent: { list(): MethodOutput<'documents.recent'>; add(path: string): void };
  onOpened(path: string): void;
  readonly repair: RepairContext;
}

/** The contract's `documents.*` methods: documents opened to be shown, their sizes and bytes read as they are asked for. */
export function createOpenedDocuments(context: OpenedDocumentsContext): {
  handlers: HandlersOf<'documents'>;
  closeAll(): void;
} {
  const opened = new Map<string, Opened>();

  const get = (documentId: string): Opened => {
    const found = opened.get(documentId);
    if (!found) throw new AppError('INVALID_INPUT', { detail: 'documentId' });
    return found;
  };
  const close = (documentId: string) => {
    opened.get(documentId)?.close();
    opened.delete(documentId);
  };

  function open(path: string, password: string | undefined, fieldName?: string): OpenedDocument {
    const file = openFileSource(path);
    try {
      const source = fieldName === undefined ? file : revisionOf(file, fieldName, password);
      const document = openAsViewersDo(source, { password });
      const shown: OpenedDocument = {
        documentId: randomBytes(12).toString('base64url'),
        path,
        name: basename(path),
        sizeBytes: source.sizeBytes,
        pageCount: pageCount(document),
        firstPage: displayedSize(readPage(document, 1)),
        signatureCount: readSignatureFields(document).filter(({ value }) => value).length,
        encrypted: document.security !== null,
        damage: document.damage,
        defaultOutputPath: context.defaultOutputPath(path),
      };
      opened.set(shown.documentId, { source, document, close: () => file.close() });
      for (const oldest of opened.keys()) {
        if (opened.size <= openLimit) break;
        close(oldest);
      }
      return shown;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  return {
    handlers: {
      async 'documents.open'({ path, password }) {
        const absolute = resolve(path);
        const shown = open(absolute, password);
        context.onOpened(absolute);
        context.recent.add(absolute);
        return shown;
      },
      async 'documents.recent'() {
        return context.recent.list();
      },
      async 'documents.openRevision'({ path, fieldName, password }) {
        return open(resolve(path), password, fieldName);
      },
      async 'documents.repair'(request) {
        return repairDocument(context.repair, request);
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
