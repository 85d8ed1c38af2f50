/** The renewal of a seal's certificate: the seal stays, and is bound to the new one. */
import {
  AppError,
  isSameOwner,
  registerStateOf,
  type Seal,
  type Token,
  type TokenCertificate,
} from '../contract/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import { isListed, readSeal } from '../signature/index.ts';
import { bindingOf } from './bound-certificate.ts';

export interface Renewal {
  /** The renewed certificate and its token. */
  readonly usable: { token: Token; certificate: TokenCertificate };
  /** Its DER. */
  readonly der: Uint8Array | undefined;
  /** The certificate that the seal is bound to until now, where it is plugged in. */
  readonly bound: TokenCertificate | null;
  readonly by: string;
}

/**
 * Binds a seal to the renewed certificate of its owner.
 * @throws AppError SEAL_REVOKED, SEAL_OF_ANOTHER_OWNER, INVALID_INPUT for one that it has already, CERTIFICATE_NOT_FOUND
 */
export function renewSeal(seals: SealLibrary, id: string, { usable, der, bound, by }: Renewal): Seal {
  const seal = seals.get(id);
  const { token, certificate } = usable;
  if (registerStateOf(seal) === 'revoked') throw new AppError('SEAL_REVOKED', { seal: seal.name });
  if (der === undefined) throw new AppError('CERTIFICATE_NOT_FOUND');
  const owner = certificate.subject.display;
  // A trial certificate bears any name.
  const isTrial = token.trial || certificate.trial;
  if (isTrial !== seal.trial || !isSameOwner(seal.binding, bound, certificate)) {
    throw new AppError('SEAL_OF_ANOTHER_OWNER', { seal: seal.name, owner });
  }
  const taken = [seal.binding, ...(seal.companion ? [seal.companion] : [])];
  if (taken.some(({ certificateFingerprint }) => certificateFingerprint === certificate.fingerprint)) {
    throw new AppError('INVALID_INPUT', { detail: certificate.fingerprint });
  }
  const standard = seals.standard(id);
  const standardOutdated = standard !== null && !isListed(readSeal(standard).info.property.certificates, der);
  return seals.renew(id, { binding: bindingOf(usable), standardOutdated, by, at: new Date().toISOString() });
}
