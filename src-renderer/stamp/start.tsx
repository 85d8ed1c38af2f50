import { FilePdfOutlined, FolderOpenOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { MethodOutput } from '../../src-main/contract/index.ts';
import { formatTime } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { FirstSteps } from '../first-day/first-steps.tsx';
import type { PageName } from '../frame/nav.tsx';
import { useSpeech } from '../words/index.ts';

/** Before a file: where to drop one, and the last five. */
export function Start({
  onPick,
  onOpen,
  onGo,
}: {
  onPick: () => void;
  onOpen: (path: string) => void;
  onGo: (page: PageName) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [recent, setRecent] = useState<MethodOutput<'documents.recent'>>([]);
  useEffect(() => {
    // Without the list one can still open files; a lost core says so by itself.
    bridge.call('documents.recent', null).then(setRecent, () => undefined);
  }, [bridge]);
  return (
    <div className="start">
      <div className="drop-area" data-testid="drop-area">
        <FilePdfOutlined className="drop-icon" aria-hidden />
        <h1>{words.document.dropHere}</h1>
        <p>{words.document.dropAnywhere}</p>
        <Button type="primary" size="large" icon={<FolderOpenOutlined />} onClick={onPick} data-testid="open-pdf">
          {words.document.open}
        </Button>
      </div>
      <FirstSteps onOpen={onOpen} onGo={onGo} />
      {recent.length > 0 && (
        <section className="recent">
          <h2>{words.document.recent}</h2>
          <ul>
            {recent.slice(0, 5).map((file) => (
              <li key={file.path}>
                <button type="button" onClick={() => onOpen(file.path)} title={file.path} data-testid="recent-file">
                  <FilePdfOutlined aria-hidden />
                  <span className="recent-name">{file.name}</span>
                  <span className="recent-time">{formatTime(file.openedAt, language)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
