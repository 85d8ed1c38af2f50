import { useEffect, useState } from 'react';
import type { PickedFile } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { type DroppedItems, pdfsInFolder, readDroppedItems } from './dropped-items.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Takes files and folders dropped anywhere in the window, except where a form has a place of its own for them.
 * @param onFolders takes folders in Electron, and in a browser, which tells no paths, the PDFs in them; null where folders are not taken
 */
export function FileDrop({
  onFiles,
  onFolders,
}: {
  onFiles: (files: PickedFile[]) => void;
  onFolders: ((files: PickedFile[]) => void) | null;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const modal = useModal();
  const [veil, setVeil] = useState<'hovering' | 'reading' | null>(null);

  useEffect(() => {
    let depth = 0;
    const admitFolders = async ({ files, folders }: DroppedItems): Promise<PickedFile[]> => {
      const admitted: PickedFile[] = [];
      const inside =
        bridge.door === 'electron'
          ? folders.map(({ file }) => file)
          : (await Promise.all(folders.map(({ entry }) => pdfsInFolder(entry)))).flat();
      // One after the other: a folder may hold thousands.
      for (const file of [...inside, ...files]) admitted.push(await bridge.admitFile(file));
      return admitted;
    };
    const take = async (dropped: DroppedItems) => {
      if (dropped.folders.length === 0) {
        const files = await Promise.all(dropped.files.map((file) => bridge.admitFile(file)));
        if (files.length > 0) onFiles(files);
        return;
      }
      if (onFolders === null) {
        modal.info({ title: words.document.folderDropped, content: words.document.folderDroppedNext });
        return;
      }
      setVeil('reading');
      const admitted = await admitFolders(dropped);
      if (admitted.length > 0) onFolders(admitted);
      else modal.info({ title: words.verify.folder.empty, content: words.verify.folder.emptyNext });
    };
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth++;
      setVeil('hovering');
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setVeil(null);
    };
    const over = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = async (event: DragEvent) => {
      depth = 0;
      setVeil(null);
      if (!carriesFiles(event)) return;
      const taken = event.defaultPrevented;
      event.preventDefault();
      if (taken || event.dataTransfer === null) return;
      try {
        await take(readDroppedItems(event.dataTransfer));
      } catch (error) {
        modal.error({ icon: null, title: words.document.open, content: <ErrorPanel error={error} />, width: 520 });
      } finally {
        setVeil(null);
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
  }, [bridge, onFiles, onFolders, modal, words]);

  if (veil === null) return null;
  return (
    <div className="drop-veil" aria-live="polite">
      <div>{veil === 'hovering' ? words.document.dropNow : words.document.readingFolder}</div>
    </div>
  );
}
