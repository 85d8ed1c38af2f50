import { Alert, Button } from 'antd';
import { useState } from 'react';
import { describeRecovered } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { fileName } from '../format/file-name.ts';
import { useSpeech } from '../words/index.ts';

/** Says what this start found of a program that was killed, until the person closes it. */
export function RecoveredNotice({ onShowHistory }: { onShowHistory: () => void }) {
  const { info } = useApp();
  const { language, words } = useSpeech();
  const [isClosed, setClosed] = useState(false);
  const { completed, interrupted, tidiedFiles } = info.recovered;
  const named = { completed: completed.map(fileName), interrupted: interrupted.map(fileName), tidiedFiles };
  const said = describeRecovered(named, language);
  if (said === null || isClosed) return null;
  return (
    <Alert
      type="warning"
      banner
      data-testid="recovered"
      title={said}
      action={
        <Button size="small" onClick={onShowHistory} data-testid="recovered-history">
          {words.history.show}
        </Button>
      }
      closable={{ onClose: () => setClosed(true), 'aria-label': words.common.close }}
    />
  );
}
