import { findBoundCertificate, type SealWithState, type Token } from '../../src-main/contract/index.ts';
import { formatDay } from '../format/dates.ts';
import { serialTail } from '../format/measures.ts';
import type { Speech } from '../words/index.ts';

/** Whether a seal can be put on a page now. */
export function isUsable(seal: SealWithState): boolean {
  return seal.state === 'ready' || seal.state === 'expiring';
}

/** The last instant at which the seal can be used: the end of its certificate, or its own when that comes first. */
export function endOf({ binding, standard }: SealWithState): { what: 'certificate' | 'seal'; at: string } {
  const sealEndsFirst = standard !== null && Date.parse(standard.validUntil) < Date.parse(binding.notAfter);
  return sealEndsFirst ? { what: 'seal', at: standard.validUntil } : { what: 'certificate', at: binding.notAfter };
}

/** The bindings that sign for a seal: its own, then its companion's. */
export const signersOf = ({ binding, companion }: Pick<SealWithState, 'binding' | 'companion'>) =>
  companion === null ? [binding] : [binding, companion];

/** Of those who sign for a seal, the one that its state speaks of: the first whose certificate is not at hand and usable. */
function troubledSigner(seal: SealWithState, tokens: readonly Token[]) {
  const signers = signersOf(seal).map((binding) => {
    const found = findBoundCertificate(tokens, binding);
    const token = found.missing === 'token' ? undefined : found.token;
    const certificate = found.missing === null ? found.certificate : undefined;
    return { binding, token, certificate };
  });
  const troubled = signers.find(
    ({ token, certificate }) => certificate?.problem !== null || token?.pinState === 'locked',
  );
  return troubled ?? signers[0];
}

/** The state of a seal in words: for an unusable one, the reason and what to do. */
export function sealStateWords(seal: SealWithState, tokens: readonly Token[], { language, words }: Speech): string {
  const { sealStates } = words;
  const signer = troubledSigner(seal, tokens);
  const tail = serialTail(signer?.binding.tokenSerial ?? seal.binding.tokenSerial);
  const reason = seal.register.at(-1)?.reason ?? '';
  const dayOf = (instant: string | undefined) => (instant === undefined ? '' : formatDay(instant, language));
  switch (seal.state) {
    case 'ready':
      return sealStates.ready;
    case 'expiring':
      return sealStates.expiring(endOf(seal).what, seal.daysLeft);
    case 'token-absent':
    case 'pin-locked':
      return sealStates[seal.state](tail);
    case 'certificate-unusable': {
      const problem = signer?.certificate?.problem;
      return sealStates['certificate-unusable'](problem ? words.certificate.problems[problem] : '');
    }
    case 'suspended':
    case 'revoked':
      return sealStates[seal.state](reason);
    case 'not-yet-valid':
      return sealStates['not-yet-valid'](dayOf(seal.standard?.validFrom));
    case 'expired':
      return sealStates.expired(dayOf(seal.standard?.validUntil));
  }
}

/** The shape that goes with the state. */
export const sealStateShapes: Record<SealWithState['state'], string> = {
  ready: '●',
  expiring: '◐',
  'token-absent': '○',
  'certificate-unusable': '▲',
  'pin-locked': '✕',
  suspended: '■',
  revoked: '✕',
  'not-yet-valid': '▲',
  expired: '▲',
};
