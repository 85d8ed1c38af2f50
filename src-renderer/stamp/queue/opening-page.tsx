import { Spin } from 'antd';
import { useEffect, useRef } from 'react';
import { fileName } from '../../format/file-name.ts';
import { useSpeech } from '../../words/index.ts';

/** While a document is opened: which one, and a place for the focus, so that the next key is not lost. */
export function OpeningPage({ path }: { path: string }) {
  const { words } = useSpeech();
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) page.current?.focus();
  }, []);
  return (
    <div ref={page} className="page-wait" tabIndex={-1} data-testid="opening">
      <Spin size="large" description={`${words.document.opening} ${fileName(path)}`} />
    </div>
  );
}
