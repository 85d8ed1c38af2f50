import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { UnsafePage } from '../pdf/page-guard.ts';
import type { PagePreview } from '../pdf/page-source.ts';
import { mostPrintedPages, printPages } from '../pdf/print-pages.ts';
import { useSpeech } from '../words/index.ts';
import { ErrorPanel } from './error-panel.tsx';

type Printing =
  | { kind: 'idle' }
  | { kind: 'preparing'; page: number; count: number }
  | { kind: 'refused'; why: string };

/**
 * A button that opens the system's dialog for printing. While pages are prepared it says how far it is, and a click ends it.
 * @param open the document; what it opens is closed when the dialog is
 */
export function PrintButton({
  open,
  name,
  children,
  ...looks
}: {
  open: () => Promise<PagePreview>;
  name: string;
  children: ReactNode;
  block?: boolean;
}) {
  const { words } = useSpeech();
  const text = words.verify.print;
  const [state, setState] = useState<Printing>({ kind: 'idle' });
  const [error, setError] = useState<unknown>(null);
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);

  const print = async () => {
    const controller = new AbortController();
    work.current = controller;
    setError(null);
    setState({ kind: 'preparing', page: 0, count: 0 });
    try {
      const preview = await open();
      try {
        const count = preview.source.pageCount;
        if (count > mostPrintedPages) {
          setState({ kind: 'refused', why: text.tooLong(mostPrintedPages) });
          return;
        }
        await printPages(preview.source, (page) => setState({ kind: 'preparing', page, count }), controller.signal);
        setState({ kind: 'idle' });
      } finally {
        preview.close();
      }
    } catch (thrown) {
      setState(thrown instanceof UnsafePage ? { kind: 'refused', why: text.unsafe } : { kind: 'idle' });
      if (!(thrown instanceof UnsafePage)) setError(thrown);
    }
  };

  const isPreparing = state.kind === 'preparing';
  return (
    <>
      <Button
        icon={<PrinterOutlined />}
        onClick={() => (isPreparing ? work.current?.abort() : void print())}
        data-testid={`print-${name}`}
        {...looks}
      >
        {isPreparing ? words.common.cancel : children}
      </Button>
      {isPreparing && state.count > 0 && (
        <span className="quiet" role="status">
          {text.preparing(state.page, state.count)}
        </span>
      )}
      {state.kind === 'refused' && (
        <span className="warning-text" role="alert">
          {state.why}
        </span>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </>
  );
}
