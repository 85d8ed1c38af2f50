import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  LoadingOutlined,
  MinusCircleOutlined,
  PauseCircleFilled,
  StepForwardOutlined,
  UsbOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { BatchItemState, BatchOddity, BatchState } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

/** A state has a shape and a word of its own: nobody needs to see its colour. */
const itemShapes: Record<BatchItemState, ReactNode> = {
  waiting: <ClockCircleOutlined />,
  done: <CheckCircleFilled />,
  failed: <CloseCircleFilled />,
  skipped: <StepForwardOutlined />,
  'left-out': <MinusCircleOutlined />,
};
const batchShapes: Record<BatchState, ReactNode> = {
  ready: <ClockCircleOutlined />,
  looking: <LoadingOutlined />,
  running: <LoadingOutlined />,
  paused: <PauseCircleFilled />,
  'waiting-token': <UsbOutlined />,
  stopped: <ExclamationCircleFilled />,
  finished: <CheckCircleFilled />,
};

export function ItemStateWord({ state }: { state: BatchItemState }) {
  const { words } = useSpeech();
  return (
    <span className={`batch-state item-${state}`}>
      <span aria-hidden>{itemShapes[state]}</span> {words.batch.itemStates[state]}
    </span>
  );
}

export function BatchStateWord({ state }: { state: BatchState }) {
  const { words } = useSpeech();
  return (
    <span className={`batch-state batch-${state}`}>
      <span aria-hidden>{batchShapes[state]}</span> {words.batch.states[state]}
    </span>
  );
}

/** What keeps a file from being stamped looks other than what one should look at. */
const grave: ReadonlySet<BatchOddity> = new Set(['unusable', 'no-place', 'stopped']);

export function OddityChip({ oddity }: { oddity: BatchOddity }) {
  const { words } = useSpeech();
  return (
    <span className={`oddity-chip${grave.has(oddity) ? ' oddity-grave' : ''}`}>
      <span aria-hidden>{grave.has(oddity) ? '✕' : '▲'}</span> {words.batch.oddities[oddity]}
    </span>
  );
}
