import type { SealWithState } from '../../src-main/contract/index.ts';

/** Whether a seal can be put on a page now. */
export function isUsable(seal: SealWithState): boolean {
  return seal.state === 'ready' || seal.state === 'expiring';
}

/** The shape that goes with the state. */
export const sealStateShapes: Record<SealWithState['state'], string> = {
  ready: '●',
  expiring: '◐',
  'token-absent': '○',
  'certificate-unusable': '▲',
  'to-be-remade': '▲',
  'pin-locked': '✕',
  suspended: '■',
  revoked: '✕',
  'not-yet-valid': '▲',
  expired: '▲',
};
