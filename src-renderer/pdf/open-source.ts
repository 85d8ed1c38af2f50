import type { Bridge, OpenedDocument } from '../../src-main/contract/index.ts';
import { packageSource } from '../ofd/package-source.ts';
import { openPdf } from './open-pdf.ts';
import type { PagePreview } from './page-source.ts';

/**
 * Opens the pages of a document of the core, of whichever format. Rejects as `openPdf`.
 * @param onStuck called when a page took too long, and the document has to be opened anew to see the others
 */
export async function openSource(
  bridge: Bridge,
  document: OpenedDocument,
  password?: string,
  onStuck?: () => void,
): Promise<PagePreview> {
  return document.format === 'ofd' ? packageSource(bridge, document) : openPdf(bridge, document, password, onStuck);
}

/** Opens a file for a while, e.g. to print it: `close` lets go of it in the core as well. Throws as `documents.open` and `openSource`. */
export async function openForAWhile(bridge: Bridge, path: string, password?: string): Promise<PagePreview> {
  const opened = await bridge.call('documents.open', { path, password });
  const letGo = () => bridge.call('documents.close', { documentId: opened.documentId }).catch(() => undefined);
  try {
    const { source, close } = await openSource(bridge, opened, password);
    return {
      source,
      close() {
        close();
        void letGo();
      },
    };
  } catch (error) {
    void letGo();
    throw error;
  }
}
