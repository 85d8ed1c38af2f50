import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleOutlined,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { HistoryOutcome } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

const icons: Record<HistoryOutcome, ReactNode> = {
  pending: <ClockCircleOutlined />,
  completed: <CheckCircleFilled />,
  failed: <CloseCircleFilled />,
  cancelled: <MinusCircleOutlined />,
  discarded: <ExclamationCircleFilled />,
  interrupted: <QuestionCircleFilled />,
};

/** How a use of a seal ended, with icon, colour and word. */
export function OutcomeWord({ outcome }: { outcome: HistoryOutcome }) {
  const { words } = useSpeech();
  return (
    <span className={`outcome outcome-${outcome}`}>
      <span aria-hidden>{icons[outcome]}</span> {words.outcomes[outcome]}
    </span>
  );
}
