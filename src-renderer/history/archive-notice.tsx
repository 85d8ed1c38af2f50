import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useBridge } from '../bridge.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useSpeech } from '../words/index.ts';

/** Says when the record is to be archived, where the keeper wants that each year. */
export function ArchiveNotice({ active }: { active: boolean }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.archive;
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    if (!active) return;
    bridge.call('history.archiveState', null).then(
      (state) => setIsDue(state.isDue),
      // A record that cannot be read is told of by the page.
      () => setIsDue(false),
    );
  }, [active, bridge]);
  if (!isDue) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={text.due}
      description={
        <>
          <p>{text.how}</p>
          <code className="wrap-anywhere">{text.command}</code> <CopyButton text={() => text.command} />
        </>
      }
      data-testid="archive-due"
    />
  );
}
