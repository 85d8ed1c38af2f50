import type { SealWithState } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { useTokenSeals } from './token-seals.tsx';

/** Where a seal is: on this computer, and on which plugged-in token besides. */
export function useSealPlace({ standard }: SealWithState): string {
  const { tokens } = useApp();
  const { found } = useTokenSeals();
  const { words } = useSpeech();
  const holder = tokens.find(({ id }) =>
    found.get(id)?.some(({ facts }) => standard !== null && facts.sha256 === standard.sha256),
  );
  return holder === undefined ? words.sealKeeping.here : words.sealKeeping.hereAndToken(serialTail(holder.serial));
}
