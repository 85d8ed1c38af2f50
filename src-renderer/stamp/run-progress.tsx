import { Button, Progress } from 'antd';
import type { StampProgress } from '../../src-main/contract/index.ts';
import { nameWords } from '../../src-main/words/index.ts';
import { useAnnounced } from '../parts/announcer.tsx';
import { useSpeech } from '../words/index.ts';

const steps = ['prepare', 'sign', 'verify', 'save'] as const;

/** The steps in words with a bar, and cancel as long as the token has not signed. */
export function RunProgress({
  progress,
  cancelling,
  onCancel,
}: {
  progress: StampProgress;
  cancelling: boolean;
  onCancel: () => void;
}) {
  const { words, language } = useSpeech();
  useAnnounced(words.steps[progress.step]);
  const reached = steps.indexOf(progress.step);
  return (
    <div className="run-progress" data-testid="stamp-progress" data-step={progress.step}>
      <ol>
        {steps.map((step, index) => (
          <li key={step} className={index === reached ? 'step-now' : index < reached ? 'step-past' : 'step-ahead'}>
            {index < reached ? '✓ ' : ''}
            {words.steps[step]}
          </li>
        ))}
      </ol>
      <Progress percent={Math.round(progress.fraction * 100)} showInfo={false} aria-label={words.confirm.working} />
      {progress.step === 'sign' && <p className="quiet">{nameWords[language].touchToken}</p>}
      <Button onClick={onCancel} disabled={!progress.cancellable || cancelling} data-testid="cancel-run">
        {cancelling ? words.confirm.cancelling : words.common.cancel}
      </Button>
    </div>
  );
}
