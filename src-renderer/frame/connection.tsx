import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useBridge, watchConnection } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';

/** In a browser: says when the local service is gone, and what to do. */
export function ConnectionNotice() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [connected, setConnected] = useState(true);
  useEffect(() => watchConnection(bridge, setConnected), [bridge]);
  if (connected) return null;
  return (
    <Alert
      className="connection-notice"
      type="error"
      banner
      role="alert"
      data-testid="connection-lost"
      title={words.connection.lost}
      description={words.connection.next}
    />
  );
}
