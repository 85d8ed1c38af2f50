import type { SealWithState } from '../../src-main/contract/index.ts';
import { describeSealState } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { sealStateShapes } from './seal-shapes.ts';

/** How a seal stands, in word, shape and colour. */
export function SealState({ seal }: { seal: SealWithState }) {
  const { tokens } = useApp();
  const { language } = useSpeech();
  return (
    <span className={`seal-state seal-state-${seal.state}`} data-testid="seal-state" data-state={seal.state}>
      <span aria-hidden>{sealStateShapes[seal.state]}</span> {describeSealState(seal, tokens, language)}
    </span>
  );
}
