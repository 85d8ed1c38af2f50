import { useEffect, useState } from 'react';
import type { Bridge } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { openPdf } from '../pdf/open-pdf.ts';
import type { PagePreview } from '../pdf/page-source.ts';

/** The file as it was when one signature was made. */
interface Question {
  readonly path: string;
  readonly fieldName: string;
  readonly password: string | undefined;
}

const longestRead = 1 << 24;

/** The revision of a signature as pdf.js shows it; null while it is being opened. A failed opening is the error. */
export function useRevision({ path, fieldName, password }: Question): { preview: PagePreview | null; error: unknown } {
  const bridge = useBridge();
  const [state, setState] = useState<{ preview: PagePreview | null; error: unknown }>({ preview: null, error: null });
  useEffect(() => {
    let isWanted = true;
    let letGo = () => {};
    setState({ preview: null, error: null });
    const open = async () => {
      const opened = await bridge.call('documents.openRevision', { path, fieldName, password });
      const close = () => bridge.call('documents.close', { documentId: opened.documentId }).catch(() => undefined);
      try {
        const preview = await openPdf(bridge, opened, password);
        letGo = () => {
          preview.close();
          void close();
        };
        if (isWanted) setState({ preview, error: null });
        else letGo();
      } catch (thrown) {
        void close();
        throw thrown;
      }
    };
    open().catch((error: unknown) => isWanted && setState({ preview: null, error }));
    return () => {
      isWanted = false;
      letGo();
    };
  }, [bridge, path, fieldName, password]);
  return state;
}

/** Saves the file as it was when a signature was made, byte for byte, where the person chooses. */
export async function saveRevision(bridge: Bridge, question: Question, suggestedName: string): Promise<void> {
  const { documentId, sizeBytes } = await bridge.call('documents.openRevision', question);
  try {
    const content = new Uint8Array(sizeBytes);
    for (let offsetBytes = 0; offsetBytes < content.length; offsetBytes += longestRead) {
      const request = { documentId, offsetBytes, lengthBytes: longestRead };
      content.set(await bridge.call('documents.read', request), offsetBytes);
    }
    await bridge.saveFile(suggestedName, content, 'application/pdf');
  } finally {
    await bridge.call('documents.close', { documentId }).catch(() => undefined);
  }
}
