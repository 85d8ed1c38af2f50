import type { SealWithState } from '../../src-main/contract/index.ts';
import { serialTail } from '../format/measures.ts';
import type { Words } from '../words/index.ts';

/** Whether a seal can be put on a page now. */
export function isUsable(seal: SealWithState): boolean {
  return seal.state === 'ready' || seal.state === 'expiring';
}

/** The state of a seal in words: for an unusable one, the reason and what to do. */
export function sealStateWords(seal: SealWithState, words: Words): string {
  switch (seal.state) {
    case 'expiring':
      return words.sealStates.expiring(seal.daysLeft);
    case 'token-absent':
      return words.sealStates['token-absent'](serialTail(seal.binding.tokenSerial));
    default:
      return words.sealStates[seal.state];
  }
}

/** The shape that goes with the state. */
export const sealStateShapes: Record<SealWithState['state'], string> = {
  ready: '●',
  expiring: '◐',
  'token-absent': '○',
  'certificate-unusable': '▲',
  'pin-locked': '✕',
  suspended: '✕',
  revoked: '✕',
  'not-yet-valid': '▲',
  expired: '▲',
};
