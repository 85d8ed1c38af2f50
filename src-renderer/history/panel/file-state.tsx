import {
  CheckCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { RecordedFileState } from '../../../src-main/contract/index.ts';

const icons: Record<RecordedFileState, ReactNode> = {
  same: <CheckCircleFilled />,
  changed: <ExclamationCircleFilled />,
  gone: <MinusCircleOutlined />,
  unreadable: <QuestionCircleFilled />,
};

/** How a file stands to the record, with icon, colour and word. */
export function FileState({ state, said }: { state: RecordedFileState; said: string }) {
  return (
    <span className={`file-state file-${state}`} data-testid="file-state" data-state={state}>
      <span aria-hidden>{icons[state]}</span> {said}
    </span>
  );
}
