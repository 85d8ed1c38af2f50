import { Button } from 'antd';
import { useState } from 'react';
import { useBridge } from '../bridge.ts';
import { fileName } from '../format/file-name.ts';
import { useSpeech } from '../words/index.ts';
import { ErrorPanel } from './error-panel.tsx';

/** Makes an archive package (归档包) of a file that was sealed here, then leads to it. */
export function ArchiveButton({ path }: { path: string }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [made, setMade] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const make = async () => {
    setError(null);
    setMaking(true);
    try {
      setMade((await bridge.call('archival.make', { path })).outputPath);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setMaking(false);
    }
  };
  const show = () => {
    if (made === null) return;
    const shown = bridge.door === 'electron' ? bridge.call('desktop.reveal', { path: made }) : bridge.openFile(made);
    shown.catch(setError);
  };
  return (
    <>
      {made === null ? (
        <Button block loading={isMaking} data-testid="make-archive" onClick={() => void make()}>
          {isMaking ? words.done.archiving : words.done.archive}
        </Button>
      ) : (
        <Button block data-testid="show-archive" title={made} onClick={show}>
          {words.done.archived(fileName(made))}
        </Button>
      )}
      {error !== null && <ErrorPanel error={error} />}
    </>
  );
}
