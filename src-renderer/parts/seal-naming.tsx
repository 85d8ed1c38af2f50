import type { SealWithState } from '../../src-main/contract/index.ts';
import { describeSealNaming } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';

/** What there is to say of the name on a seal: that it is not the one in the certificate, or that nobody can judge it. */
export function SealNaming({ seal }: { seal: SealWithState }) {
  const { language } = useSpeech();
  const naming = describeSealNaming(seal, language);
  if (naming === null) return null;
  return (
    <p className={naming.differs ? 'warning-text' : 'quiet'} data-testid="seal-naming" data-differs={naming.differs}>
      {naming.differs && <span aria-hidden>▲ </span>}
      {naming.text}
    </p>
  );
}
