import { useEffect, useState } from 'react';
import { useBridge } from '../bridge.ts';
import type { PageSize } from './page-layout.ts';

/** The size of a page of an opened document; null until it is known, and where it cannot be read. */
export function usePageSize(documentId: string, page: number): PageSize | null {
  const bridge = useBridge();
  const [size, setSize] = useState<PageSize | null>(null);
  useEffect(() => {
    let isCurrent = true;
    bridge.call('documents.page', { documentId, page }).then(
      (found) => isCurrent && setSize(found),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, documentId, page]);
  return size;
}
