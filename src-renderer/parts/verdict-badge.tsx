import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
  QuestionCircleFilled,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Verdict } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

const icons: Record<Verdict, ReactNode> = {
  valid: <CheckCircleFilled />,
  permitted: <ExclamationCircleFilled />,
  trial: <ExclamationCircleFilled />,
  changed: <CloseCircleFilled />,
  invalid: <CloseCircleFilled />,
  indeterminate: <QuestionCircleFilled />,
  unsigned: <MinusCircleFilled />,
};

/** The overall word, in colour, icon and text. */
export function VerdictBadge({ verdict, large = false }: { verdict: Verdict; large?: boolean }) {
  const { words } = useSpeech();
  return (
    <span
      className={`verdict verdict-${verdict}${large ? ' verdict-large' : ''}`}
      data-testid="verdict"
      data-verdict={verdict}
    >
      <span aria-hidden>{icons[verdict]}</span>
      <span>{words.verdicts[verdict]}</span>
    </span>
  );
}
