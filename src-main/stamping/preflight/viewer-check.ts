import type { RaisedWarning } from '../../contract/index.ts';
import type { SealedPlacement } from '../sealed-placement.ts';

type Signing = Pick<SealedPlacement, 'chain' | 'certificateDer' | 'isCompanion'> & {
  readonly seal: { readonly trial: boolean };
  readonly algorithm: { readonly scheme: string };
};

/**
 * What other programs will show of the signatures, one line at the most: those without SM2 cannot check it; all of them want a root that they
 * know.
 * @param trustAnchors DER
 */
export function checkViewers(placements: readonly Signing[], trustAnchors: readonly Uint8Array[]): RaisedWarning[] {
  const isSm2 = ({ algorithm }: Signing) => algorithm.scheme === 'sm2';
  if (placements.some(isSm2)) {
    const isDouble = placements.some((placement) => placement.isCompanion && !isSm2(placement));
    return [{ code: isDouble ? 'viewers-double' : 'viewers-sm2', values: {} }];
  }
  const isTrusted = ({ chain, certificateDer }: Signing) => {
    const top = chain.at(-1) ?? certificateDer;
    return trustAnchors.some((anchor) => Buffer.compare(anchor, top) === 0);
  };
  // Of a trial seal all is said already.
  const isUnknown = placements.some((placement) => !placement.seal.trial && !isTrusted(placement));
  return isUnknown ? [{ code: 'viewers-untrusted', values: {} }] : [];
}
