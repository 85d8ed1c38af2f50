import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenedDocument } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';
import { openSource } from './open-source.ts';
import type { PagePreview } from './page-source.ts';

/** A document in view. `preview` null: it is still being opened for drawing, or could not. */
export interface DocumentInView {
  opened: OpenedDocument;
  password: string | undefined;
  preview: PagePreview | null;
  previewError: unknown;
  /** Stays the same while one file takes the place of another that looks like it. */
  sitting: number;
}

export type DocumentState =
  | { kind: 'none' }
  | { kind: 'opening'; path: string }
  | { kind: 'password'; path: string; wrong: boolean }
  | { kind: 'failed'; path: string; error: unknown }
  | { kind: 'open'; view: DocumentInView };

/** Opens one document at a time; a later opening wins over an earlier one that is still on its way. */
export function useOpenDocument() {
  const bridge = useBridge();
  const [state, setState] = useState<DocumentState>({ kind: 'none' });
  const turn = useRef(0);
  const current = useRef<DocumentInView | null>(null);
  const sittings = useRef(0);

  const letGo = useCallback(
    (view: DocumentInView) => {
      view.preview?.close();
      // A document that the core has already let go of needs no closing.
      bridge.call('documents.close', { documentId: view.opened.documentId }).catch(() => undefined);
    },
    [bridge],
  );
  const release = useCallback(() => {
    const view = current.current;
    current.current = null;
    if (view !== null) letGo(view);
  }, [letGo]);

  const show = useCallback((view: DocumentInView) => {
    current.current = view;
    setState({ kind: 'open', view });
  }, []);

  const open = useCallback(
    async (path: string, password?: string): Promise<void> => {
      const mine = ++turn.current;
      release();
      setState({ kind: 'opening', path });
      let opened: OpenedDocument;
      try {
        opened = await bridge.call('documents.open', { path, password });
      } catch (error) {
        if (mine !== turn.current) return;
        const { code } = toAppError(error);
        if (code === 'PDF_PASSWORD_REQUIRED' || code === 'PDF_PASSWORD_WRONG') {
          setState({ kind: 'password', path, wrong: code === 'PDF_PASSWORD_WRONG' });
        } else {
          setState({ kind: 'failed', path, error });
        }
        return;
      }
      const view: DocumentInView = {
        opened,
        password,
        preview: null,
        previewError: null,
        sitting: ++sittings.current,
      };
      if (mine !== turn.current) {
        bridge.call('documents.close', { documentId: opened.documentId }).catch(() => undefined);
        return;
      }
      show(view);
      const showPreview = async (): Promise<void> => {
        try {
          const preview = await openSource(bridge, opened, password, () => {
            if (mine === turn.current) void showPreview();
          });
          if (mine === turn.current) show({ ...view, preview });
          else preview.close();
        } catch (previewError) {
          if (mine === turn.current) show({ ...view, previewError });
        }
      };
      await showPreview();
    },
    [bridge, release, show],
  );

  /**
   * Puts what came of the document in view in its place, which stays until the other can be shown: its pages stay where they are on the
   * screen. Where the other cannot be shown, it is opened as any, and says so.
   */
  const replace = useCallback(
    async (path: string, password?: string): Promise<void> => {
      const before = current.current;
      const mine = ++turn.current;
      try {
        const opened = await bridge.call('documents.open', { path, password });
        const preview = await openSource(bridge, opened, password, () => {
          if (mine === turn.current) void open(path, password);
        });
        const view = { opened, password, preview, previewError: null, sitting: before?.sitting ?? ++sittings.current };
        if (mine !== turn.current) return letGo(view);
        show(view);
        if (before !== null) letGo(before);
      } catch {
        if (mine === turn.current) await open(path, password);
      }
    },
    [bridge, letGo, open, show],
  );

  const close = useCallback(() => {
    turn.current++;
    release();
    setState({ kind: 'none' });
  }, [release]);

  // What is still on its way is closed as it arrives.
  useEffect(
    () => () => {
      turn.current++;
      release();
    },
    [release],
  );

  return { state, open, replace, close };
}
