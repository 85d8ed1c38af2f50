import { FolderOpenOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import type { FileKind } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { type DroppedItems, documentsInFolder, readDroppedItems } from '../../frame/dropped-items.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';

/** Where the files are that are held against the record: dropped, chosen, or named by a path, which a browser does not tell. */
export function ReconcileSource({ onPaths }: { onPaths: (paths: string[]) => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.reconciling;
  const [isReading, setReading] = useState(false);
  const [path, setPath] = useState('');
  const pathId = useId();
  const [error, setError] = useState<unknown>(null);

  const take = async (find: () => Promise<readonly string[]>) => {
    setError(null);
    setReading(true);
    try {
      const paths = await find();
      if (paths.length > 0) onPaths([...paths]);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setReading(false);
    }
  };
  const pick = (kind: FileKind) => () =>
    take(async () => (await bridge.pickFiles(kind, true)).map((picked) => picked.path));
  const takeDropped = useRef<(items: DroppedItems) => void>(() => undefined);
  takeDropped.current = ({ files, folders }) =>
    void take(async () => {
      const inside =
        bridge.door === 'electron'
          ? folders.map(({ file }) => file)
          : (await Promise.all(folders.map(({ entry }) => documentsInFolder(entry, 'pdf')))).flat();
      const paths: string[] = [];
      for (const file of [...inside, ...files]) paths.push((await bridge.admitFile(file)).path);
      return paths;
    });
  // Anywhere in the window, while this is asked: before the frame takes them for files to stamp.
  useEffect(() => {
    const drop = (event: DragEvent) => {
      if (event.dataTransfer === null || !event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      takeDropped.current(readDroppedItems(event.dataTransfer));
    };
    document.addEventListener('drop', drop);
    return () => document.removeEventListener('drop', drop);
  }, []);

  return (
    <div className="stack">
      <section className="reconcile-drop" aria-label={text.drop} data-testid="reconcile-drop">
        <FolderOpenOutlined aria-hidden className="reconcile-drop-icon" />
        <p>{text.drop}</p>
        <div className="button-row">
          <Button type="primary" loading={isReading} onClick={pick('folder')} data-testid="reconcile-folder">
            {text.pickFolder}
          </Button>
          <Button disabled={isReading} onClick={pick('pdf')} data-testid="reconcile-files">
            {text.pickFiles}
          </Button>
        </div>
      </section>
      {bridge.door === 'web' && (
        <form
          className="reconcile-path"
          onSubmit={(event) => {
            event.preventDefault();
            if (path.trim() !== '') onPaths([path.trim()]);
          }}
        >
          <div className="reconcile-path-label">
            <label htmlFor={pathId}>{text.path}</label>
            <Input
              id={pathId}
              value={path}
              onChange={(event) => setPath(event.target.value)}
              spellCheck={false}
              data-testid="reconcile-path"
            />
          </div>
          <Button htmlType="submit" disabled={path.trim() === ''} data-testid="reconcile-path-go">
            {text.go}
          </Button>
          <p className="quiet reconcile-path-hint">{text.pathHint}</p>
        </form>
      )}
      {error !== null && <ErrorPanel error={error} reader="checking" />}
    </div>
  );
}
