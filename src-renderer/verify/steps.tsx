import { Button } from 'antd';
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { describeStep, nextStepWords, placesOfSteps, stepsAfter } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';

/** What the person does next, in plain words, with the way there where it is in this window. */
export function Steps({ report, onSettings }: { report: VerificationReport; onSettings: () => void }) {
  const { language, words } = useSpeech();
  const steps = stepsAfter(report);
  return (
    <section className="next-steps" aria-label={nextStepWords[language].title} data-testid="next-steps">
      <strong>{nextStepWords[language].title}</strong>
      <ul>
        {steps.map((step) => (
          <li key={step} data-step={step}>
            {describeStep(step, language)}
            {placesOfSteps[step] === 'settings' && (
              <>
                {' '}
                <Button size="small" onClick={onSettings} data-testid="step-settings">
                  {words.verify.desk.openSettings}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
