import { useCallback, useEffect, useState } from 'react';
import type { PageSource } from './page-source.ts';
import { findInText, type TextHit } from './text-search.ts';

/** Milliseconds without typing after which the pages are searched. */
const settleMs = 200;
/** Hits that are kept: nobody goes through more. */
const mostHits = 5000;

/** What is searched for in the document, and where it was found so far: pages are read one after the other. */
export function useTextSearch(source: PageSource | null, pageCount: number) {
  const [isOpen, setIsOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [hits, setHits] = useState<readonly TextHit[]>([]);
  const [at, setAt] = useState(0);
  const [pagesRead, setPagesRead] = useState(0);

  useEffect(() => {
    setHits([]);
    setAt(0);
    setPagesRead(0);
    if (!isOpen || source === null || wanted.trim() === '') return;
    let stale = false;
    const search = async () => {
      let found: TextHit[] = [];
      for (let page = 1; page <= pageCount && found.length < mostHits; page++) {
        // A page that cannot be read has no text.
        const text = await source.text(page).catch(() => '');
        if (stale) return;
        const here = findInText(page, text, wanted);
        if (here.length > 0) {
          found = [...found, ...here];
          setHits(found);
        }
        setPagesRead(page);
      }
      setPagesRead(pageCount);
    };
    const timer = setTimeout(() => void search(), settleMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [source, pageCount, wanted, isOpen]);

  const count = hits.length;
  const step = useCallback((by: 1 | -1) => setAt((now) => (count === 0 ? 0 : (now + by + count) % count)), [count]);
  const open = useCallback(() => setIsOpen(true), []);
  const close = useCallback(() => setIsOpen(false), []);
  return { isOpen, open, close, wanted, setWanted, hits, current: hits[at] ?? null, at, step, pagesRead };
}

export type TextSearch = ReturnType<typeof useTextSearch>;
