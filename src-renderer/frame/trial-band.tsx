import { useApp } from '../app-state.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useSpeech } from '../words/index.ts';

/** The striped band that stays as long as anything of the trial is in reach. */
export function TrialBand() {
  const { tokens, seals, trial } = useApp();
  const { words } = useSpeech();
  if (!tokens.some((token) => token.trial) && !seals.some((seal) => seal.trial)) return null;
  return (
    <div className="trial-band" role="note" data-testid="trial-band">
      <strong>{words.common.trial}</strong>
      <span>{words.trialBand.text}</span>
      {trial !== null && (
        <span className="trial-pin">
          {words.trialBand.pin} <code data-testid="trial-pin">{trial.pin}</code>
          <CopyButton text={() => trial.pin} label={`${words.common.copy} ${words.trialBand.pin}`} />
        </span>
      )}
    </div>
  );
}
