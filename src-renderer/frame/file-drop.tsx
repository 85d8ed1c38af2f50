import { useEffect, useState } from 'react';
import type { PickedFile } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { type RefusedFile, RefusedFiles } from '../parts/refused-files.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { type DocumentNames, type DroppedItems, documentsInFolder, readDroppedItems } from './dropped-items.ts';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Takes files and folders dropped anywhere in the window, except where a form has a place of its own for them.
 * @param onFolders takes folders in Electron, and in a browser, which tells no paths, the documents in them; null where folders are not taken,
 * and the documents in them are files like any
 */
export function FileDrop({
  onFiles,
  onFolders,
  searchedFor,
}: {
  onFiles: (files: PickedFile[]) => void;
  onFolders: ((files: PickedFile[]) => void) | null;
  searchedFor: DocumentNames;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const modal = useModal();
  const [veil, setVeil] = useState<'hovering' | 'reading' | 'reading-folder' | null>(null);

  useEffect(() => {
    let depth = 0;
    const refuse = (refused: readonly RefusedFile[]) =>
      modal.error({
        icon: null,
        title: words.document.notOpened(refused.length),
        content: <RefusedFiles files={refused} />,
        width: 520,
      });
    /** One after the other: a folder may hold thousands. What is no PDF keeps out none of the others. */
    const admit = async (files: readonly File[]): Promise<PickedFile[]> => {
      const admitted: PickedFile[] = [];
      const refused: RefusedFile[] = [];
      for (const file of files) {
        try {
          admitted.push(await bridge.admitFile(file));
        } catch (error) {
          refused.push({ name: file.name, error });
        }
      }
      if (refused.length > 0) refuse(refused);
      return admitted;
    };
    const documentsIn = async (folders: DroppedItems['folders']) =>
      (await Promise.all(folders.map(({ entry }) => documentsInFolder(entry, searchedFor)))).flat();
    const take = async ({ files, folders }: DroppedItems) => {
      const takesFolders = onFolders !== null && bridge.door === 'electron';
      setVeil(folders.length > 0 ? 'reading-folder' : 'reading');
      const inside = takesFolders ? folders.map(({ file }) => file) : await documentsIn(folders);
      const wanted = [...inside, ...files];
      const admitted = await admit(wanted);
      if (admitted.length > 0) (folders.length > 0 ? (onFolders ?? onFiles) : onFiles)(admitted);
      else if (wanted.length === 0 && folders.length > 0) {
        modal.info({ title: words.verify.folder.empty, content: words.verify.folder.emptyNext });
      }
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
  }, [bridge, onFiles, onFolders, searchedFor, modal, words]);

  if (veil === null) return null;
  const { dropNow, readingFiles, readingFolder } = words.document;
  const veilWords = { hovering: dropNow, reading: readingFiles, 'reading-folder': readingFolder };
  return (
    <div className="drop-veil" aria-live="polite">
      <div>{veilWords[veil]}</div>
    </div>
  );
}
