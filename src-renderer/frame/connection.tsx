import { Alert } from 'antd';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';

/** In a browser: says over the page when the local service is gone, and what to do. */
export function ConnectionNotice() {
  const { connected } = useApp();
  const { words } = useSpeech();
  if (connected) return null;
  return (
    <Alert
      className="connection-notice"
      type="error"
      showIcon
      role="alert"
      data-testid="connection-lost"
      title={words.connection.lost}
      description={words.connection.next}
    />
  );
}
