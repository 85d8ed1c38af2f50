import { StopOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import type { ReactNode } from 'react';
import type { HistoryProgress } from '../../src-main/contract/index.ts';
import { percentOf } from './use-history-work.ts';

/** How far long work is, and the way to end it. */
export function WorkProgress({
  progress,
  children,
  cancelText,
  onCancel,
}: {
  progress: HistoryProgress | null;
  /** What is being done. */
  children: ReactNode;
  cancelText: string;
  onCancel: () => void;
}) {
  return (
    <section className="work-progress" data-testid="history-work">
      <div className="work-progress-head">
        <span role="status">{children}</span>
        <Button icon={<StopOutlined />} onClick={onCancel} data-testid="history-work-cancel">
          {cancelText}
        </Button>
      </div>
      <Progress percent={percentOf(progress)} aria-label={typeof children === 'string' ? children : undefined} />
      {progress !== null && progress.current !== '' && (
        <p className="quiet work-progress-current" title={progress.current}>
          {progress.current}
        </p>
      )}
    </section>
  );
}
