import { UnlockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSpeech } from '../../words/index.ts';
import type { QueueLogin } from './use-queue-login.ts';

/** That the PIN of the queue is kept, for how many files, and the way to end that; or why it has ended. */
export function LoginLine({ queueLogin: { login, ended, end } }: { queueLogin: QueueLogin }) {
  const { words } = useSpeech();
  const text = words.queueLogin;
  if (login === null) {
    if (ended === null) return null;
    return (
      <span className="quiet login-line" role="status" data-testid="login-ended">
        {text.ended(text.reasons[ended])}
      </span>
    );
  }
  return (
    <span className="login-line" data-testid="login-line">
      <UnlockOutlined aria-hidden />
      <span>{text.kept(login.filesLeft)}</span>
      <Button size="small" onClick={end} data-testid="end-login">
        {text.end}
      </Button>
    </span>
  );
}
