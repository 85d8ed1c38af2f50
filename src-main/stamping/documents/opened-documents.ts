import { randomBytes } from 'node:crypto';
import { basename, parse, resolve } from 'node:path';
import {
  AppError,
  type DocumentKind,
  type HandlersOf,
  type MethodOutput,
  type OpenedDocument,
  readableNames,
} from '../../contract/index.ts';
import { openFileSource, prefixSource } from '../../files/index.ts';
import { prepareDocumentThread } from '../../pdf/index.ts';
import { inOwnPackageThread, inPackageThread } from '../../preview/index.ts';
import type { OpenedDocument as FormattedDocument } from '../formats/format.ts';
import { documentIn } from '../formats/format-of.ts';
import { documentKindOf } from './document-kind.ts';
import { type HeldDocument, holdDocument } from './held-document.ts';
import { type RepairContext, repairDocument } from './repair-document.ts';

/** What tells an opened document from others, and what it has in common with them. */
export interface DescribedDocument {
  readonly held: HeldDocument;
  readonly kind: DocumentKind;
  readonly pageCount: number;
}

interface Opened extends DescribedDocument, FormattedDocument {
  readonly path: string;
  /** A revision is to be looked at, not to be stamped. */
  readonly isRevision: boolean;
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
  readonly repair: RepairContext;
}

/** The contract's `documents.*` methods: documents opened to be shown, their sizes and bytes read as they are asked for. */
export function createOpenedDocuments(context: OpenedDocumentsContext): {
  handlers: HandlersOf<'documents'>;
  /** What was opened under this ID at this path. @throws AppError INVALID_INPUT */
  held(documentId: string, path: string): HeldDocument;
  /** An opened document, for what is known of others like it. @throws AppError INVALID_INPUT */
  describe(documentId: string): DescribedDocument;
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
    opened.get(documentId)?.held.close();
    opened.delete(documentId);
  };

  async function open(path: string, password: string | undefined, fieldName?: string): Promise<OpenedDocument> {
    const file = openFileSource(path);
    try {
      // A script opens what it stamps: what draws its pages starts while it is read.
      const document = documentIn(file, path, password);
      const { format } = document;
      if (!context.isWindow) format.prepare(document);
      const facts = await format.describe(document, fieldName);
      const source = facts.sizeBytes === file.sizeBytes ? file : prefixSource(file, facts.sizeBytes);
      const shown: OpenedDocument = {
        documentId: randomBytes(12).toString('base64url'),
        path,
        name: readableNames(basename(path)),
        format: format.name,
        ...facts,
        defaultOutputPath: context.defaultOutputPath(path),
      };
      const held = holdDocument(file);
      const { pageCount } = facts;
      const kind = documentKindOf(facts);
      const isRevision = fieldName !== undefined;
      opened.set(shown.documentId, { source, password, format, path, held, kind, pageCount, isRevision });
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

  /** What is shown is what was opened, though the file was written to in place. */
  async function ofPackage<Result>(documentId: string, ask: (document: Opened) => Promise<Result>): Promise<Result> {
    const document = get(documentId);
    if (document.format.name !== 'ofd') throw new AppError('FILE_NOT_OFD');
    const answer = await ask(document);
    await document.held.assertUnchanged();
    return answer;
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
      async 'documents.repair'(request) {
        return repairDocument(context.repair, request);
      },
      async 'documents.read'({ documentId, offsetBytes, lengthBytes }) {
        const { source, held } = get(documentId);
        const target = new Uint8Array(Math.max(0, Math.min(lengthBytes, source.sizeBytes - offsetBytes)));
        const read = target.subarray(0, await source.readInto(target, offsetBytes));
        // What is shown is what was opened, though the file was written to in place.
        await held.assertUnchanged();
        return read;
      },
      async 'documents.page'({ documentId, page }) {
        const document = get(documentId);
        return document.format.describePage(document, page);
      },
      async 'documents.drawing'({ documentId, page }) {
        return ofPackage(documentId, (document) => inPackageThread('draw', document, { page }));
      },
      async 'documents.picture'({ documentId, page, key }) {
        return ofPackage(documentId, (document) => inPackageThread('picture', document, { page, key }));
      },
      async 'documents.readingCopy'({ documentId }) {
        return ofPackage(documentId, async (document) => {
          const title = readableNames(parse(document.path).name);
          const content = await inOwnPackageThread('copyForReading', document, { title });
          return { fileName: `${title}_阅读副本.pdf`, pageCount: document.pageCount, content };
        });
      },
      async 'documents.emptyFields'({ documentId }) {
        const document = get(documentId);
        const fields = await document.format.signatureFields(document);
        return fields.filter(({ isSigned }) => !isSigned).map(({ isSigned: _, ...empty }) => empty);
      },
      async 'documents.close'({ documentId }) {
        close(documentId);
        return null;
      },
    },
    held(documentId, path) {
      const { held, isRevision } = get(documentId);
      if (isRevision || held.path !== path) throw new AppError('INVALID_INPUT', { detail: 'documentId' });
      return held;
    },
    describe(documentId) {
      const { held, kind, pageCount } = get(documentId);
      return { held, kind, pageCount };
    },
    closeAll() {
      for (const documentId of [...opened.keys()]) close(documentId);
    },
  };
}
