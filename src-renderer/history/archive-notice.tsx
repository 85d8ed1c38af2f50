import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';

/** Says when the record is to be archived, where the keeper wants that each year. */
export function ArchiveNotice({
  active,
  version,
  onArchive,
}: {
  active: boolean;
  /** Asked anew when it changes. */
  version: number;
  onArchive: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.archive;
  const [isDue, setIsDue] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was archived is due no more
  useEffect(() => {
    if (!active) return;
    bridge.call('history.archiveState', null).then(
      (state) => setIsDue(state.isDue),
      // A record that cannot be read is told of by the page.
      () => setIsDue(false),
    );
  }, [active, bridge, version]);
  if (!isDue) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={text.due}
      action={
        <Button onClick={onArchive} data-testid="archive-due-open">
          {text.button}
        </Button>
      }
      data-testid="archive-due"
    />
  );
}
