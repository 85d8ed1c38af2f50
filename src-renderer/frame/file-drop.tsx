import { App as AntApp } from 'antd';
import { useEffect, useState } from 'react';
import type { PickedFile } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files dropped anywhere in the window, except where a form has a place of its own for them. */
export function FileDrop({ onFiles }: { onFiles: (files: PickedFile[]) => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const { modal } = AntApp.useApp();
  const [hovering, setHovering] = useState(false);

  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setHovering(false);
    };
    const over = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = async (event: DragEvent) => {
      depth = 0;
      setHovering(false);
      if (!carriesFiles(event)) return;
      const taken = event.defaultPrevented;
      event.preventDefault();
      if (taken) return;
      try {
        const files = await Promise.all([...(event.dataTransfer?.files ?? [])].map((file) => bridge.admitFile(file)));
        if (files.length > 0) onFiles(files);
      } catch (error) {
        modal.error({ icon: null, title: words.document.open, content: <ErrorPanel error={error} />, width: 520 });
      }
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [bridge, onFiles, modal, words]);

  if (!hovering) return null;
  return (
    <div className="drop-veil" aria-hidden>
      <div>{words.document.dropNow}</div>
    </div>
  );
}
