import { Alert } from 'antd';
import { useState } from 'react';
import { describeRecovered } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';

/** Says what this start found of a program that was killed, until the person closes it. */
export function RecoveredNotice() {
  const { info } = useApp();
  const { language } = useSpeech();
  const [isClosed, setClosed] = useState(false);
  const said = describeRecovered(info.recovered, language);
  if (said === null || isClosed) return null;
  return (
    <Alert type="warning" banner data-testid="recovered" title={said} closable={{ onClose: () => setClosed(true) }} />
  );
}
