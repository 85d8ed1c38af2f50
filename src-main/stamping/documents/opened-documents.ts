import { randomBytes } from 'node:crypto';
import { basename, parse, resolve } from 'node:path';
import {
  AppError,
  type DocumentFormat,
  type DocumentKind,
  type HandlersOf,
  type MethodOutput,
  type OpenedDocument,
  readableNames,
} from '../../contract/index.ts';
import { isPackage } from '../../ofd/index.ts';
import {
  type ByteSource,
  type FileSource,
  inDocumentThread,
  openFileSource,
  prefixSource,
  prepareDocumentThread,
} from '../../pdf/index.ts';
import { inOwnPackageThread, inPackageThread } from '../../preview/index.ts';
import { documentKindOf } from './document-kind.ts';
import { type HeldDocument, holdDocument } from './held-document.ts';
import { type RepairContext, repairDocument } from './repair-document.ts';

/** What tells an opened document from others, and what it has in common with them. */
export interface DescribedDocument {
  readonly held: HeldDocument;
  readonly kind: DocumentKind;
  readonly pageCount: number;
}

interface Opened extends DescribedDocument {
  readonly source: ByteSource;
  readonly format: DocumentFormat;
  readonly path: string;
  readonly password: string | undefined;
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
      if (fieldName === undefined && isPackage(file, path)) return await openPackage(path, file);
      // A script opens what it stamps: what draws its pages starts while it is read.
      if (!context.isWindow) inDocumentThread('preparePictures', { source: file, password }, {}).catch(() => undefined);
      const facts = await inDocumentThread('describe', { source: file, password }, { fieldName });
      const source = facts.sizeBytes === file.sizeBytes ? file : prefixSource(file, facts.sizeBytes);
      const shown: OpenedDocument = {
        documentId: randomBytes(12).toString('base64url'),
        path,
        name: readableNames(basename(path)),
        format: 'pdf',
        ...facts,
        defaultOutputPath: context.defaultOutputPath(path),
      };
      keep(shown, file, { source, password, isRevision: fieldName !== undefined });
      return shown;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** @throws AppError what opening a package throws */
  async function openPackage(path: string, file: FileSource): Promise<OpenedDocument> {
    const facts = await inPackageThread('describe', { source: file }, {});
    const shown: OpenedDocument = {
      documentId: randomBytes(12).toString('base64url'),
      path,
      name: readableNames(basename(path)),
      format: 'ofd',
      sizeBytes: file.sizeBytes,
      ...facts,
      encrypted: false,
      damage: null,
      defaultOutputPath: context.defaultOutputPath(path),
    };
    keep(shown, file, { source: file, password: undefined, isRevision: false });
    return shown;
  }

  function keep(
    shown: OpenedDocument,
    file: FileSource,
    opening: Pick<Opened, 'source' | 'password' | 'isRevision'>,
  ): void {
    const { documentId, format, path, pageCount } = shown;
    const kind = documentKindOf(shown);
    opened.set(documentId, { ...opening, format, path, held: holdDocument(file), kind, pageCount });
    for (const oldest of opened.keys()) {
      if (opened.size <= openLimit) break;
      close(oldest);
    }
  }

  /** What is shown is what was opened, though the file was written to in place. */
  async function ofPackage<Result>(documentId: string, ask: (document: Opened) => Promise<Result>): Promise<Result> {
    const document = get(documentId);
    if (document.format !== 'ofd') throw new AppError('FILE_NOT_OFD');
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
        if (document.format === 'pdf') return inDocumentThread('describePage', document, { page });
        return { ...(await inPackageThread('sizeOf', document, { page })), drawable: true };
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
        if (document.format === 'ofd') return [];
        const fields = await inDocumentThread('signatureFields', document, {});
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
