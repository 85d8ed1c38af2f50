import type { ErrorShape } from '../../src-main/contract/index.ts';
import { describeError } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';

/** Whatever is wrong is wrong with a PIN that can be entered again. */
export const isPinRefusal = ({ code }: Pick<ErrorShape, 'code'>): boolean =>
  code === 'PIN_INCORRECT' || code === 'PIN_LIKELY_INCORRECT' || code === 'PIN_INVALID' || code === 'PIN_FINAL_TRY';

/** One line at the field: the PIN is all that is wrong. */
export function RefusedPin({ error }: { error: ErrorShape }) {
  const { language } = useSpeech();
  const { happened, next } = describeError(error, language);
  return (
    <p className="pin-refused danger-text" role="alert" data-testid="pin-refused" data-code={error.code}>
      ✕ {happened} · {next}
    </p>
  );
}
