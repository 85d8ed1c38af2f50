import { randomBytes } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { AppError, type HandlersOf, type MethodOutput, type OpenedDocument } from '../contract/index.ts';
import {
  type ByteSource,
  inDocumentThread,
  openFileSource,
  prefixSource,
  prepareDocumentThread,
} from '../pdf/index.ts';

interface Opened {
  source: ByteSource;
  password: string | undefined;
  close(): void;
}

/**
 * Documents that a window shows. The oldest is closed when there are too many: a window that is gone says no goodbye.
 */
const openLimit = 32;

/** What documents are opened with. */
export interface OpenedDocumentsContext {
  /** Somebody is about to look at documents: what reads them is started now. */
  readonly isWindow: boolean;
  defaultOutputPath(inputPath: string): string;
  /** Those that were opened last. */
  readonly recent: { list(): MethodOutput<'documents.recent'>; add(path: string): void };
  onOpened(path: string): void;
}

/** The contract's `documents.*` methods: documents opened to be shown, their sizes and bytes read as they are asked for. */
export function createOpenedDocuments(context: OpenedDocumentsContext): {
  handlers: HandlersOf<'documents'>;
  closeAll(): void;
} {
  const opened = new Map<string, Opened>();
  if (context.isWindow) prepareDocumentThread();

  const get = (documentId: string): Opened => {
    const found = opened.get(documentId);
    if (!found) throw new AppError('INVALID_INPUT', { detail: 'documentId' });
    return found;
  };
  const close = (documentId: string) => {
    opened.get(documentId)?.close();
    opened.delete(documentId);
  };

  async function open(path: string, password: string | undefined, fieldName?: string): Promise<OpenedDocument> {
    const file = openFileSource(path);
    try {
      const facts = await inDocumentThread('describe', { source: file, password }, { fieldName });
      const source = facts.sizeBytes === file.sizeBytes ? file : prefixSource(file, facts.sizeBytes);
      const shown: OpenedDocument = {
        documentId: randomBytes(12).toString('base64url'),
        path,
        name: basename(path),
        ...facts,
        defaultOutputPath: context.defaultOutputPath(path),
      };
      opened.set(shown.documentId, { source, password, close: () => file.close() });
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
        const shown = await open(absolute, password);
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
      async 'documents.read'({ documentId, offsetBytes, lengthBytes }) {
        const { source } = get(documentId);
        const target = new Uint8Array(Math.max(0, Math.min(lengthBytes, source.sizeBytes - offsetBytes)));
        return target.subarray(0, await source.readInto(target, offsetBytes));
      },
      async 'documents.page'({ documentId, page }) {
        return inDocumentThread('describePage', get(documentId), { page });
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
