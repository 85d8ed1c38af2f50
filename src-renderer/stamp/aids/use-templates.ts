import { useCallback, useEffect, useState } from 'react';
import type { ListedTemplate, MatchedTemplate } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import type { DocumentInView } from '../../pdf/open-document.ts';

/** The templates that are kept, and which of them the open document looks like, best first. */
export function useTemplates({ opened, password }: DocumentInView) {
  const bridge = useBridge();
  const [known, setKnown] = useState<readonly ListedTemplate[]>([]);
  const [matched, setMatched] = useState<readonly MatchedTemplate[]>([]);
  const { path, documentId } = opened;
  const ask = useCallback(() => {
    bridge.call('templates.list', null).then(setKnown, () => setKnown([]));
  }, [bridge]);
  useEffect(ask, [ask]);
  useEffect(() => {
    let isCurrent = true;
    if (known.length === 0) return;
    bridge.call('templates.match', { path, documentId, password }).then(
      (found) => isCurrent && setMatched(found),
      // Nothing is offered by itself then.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [bridge, known, path, documentId, password]);
  const alike = matched.flatMap(({ name }) => known.filter((one) => one.name === name));
  return { known, alike, ask };
}
