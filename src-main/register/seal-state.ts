import {
  expiresSoon,
  findBoundCertificate,
  registerStateOf,
  type Seal,
  type SealWithState,
  type Token,
} from '../contract/index.ts';
import type { SealLibrary } from '../seal/index.ts';

const dayMs = 86_400_000;

type State = SealWithState['state'];

/** What the register and the seal itself say, whatever is plugged in. */
function ownState(seal: Seal, nowMs: number): State | null {
  const registered = registerStateOf(seal);
  if (registered !== 'active') return registered;
  if (seal.standardOutdated) return 'to-be-remade';
  if (seal.standard && nowMs > Date.parse(seal.standard.validUntil)) return 'expired';
  if (seal.standard && nowMs < Date.parse(seal.standard.validFrom)) return 'not-yet-valid';
  return null;
}

/** What the plugged-in tokens say of a certificate that signs for the seal. */
function tokenState(binding: Seal['binding'], plugged: readonly Token[]): { state: State; tokenId: string | null } {
  const found = findBoundCertificate(plugged, binding);
  if (found.missing === 'token') return { state: 'token-absent', tokenId: null };
  if (found.missing === 'certificate') return { state: 'certificate-unusable', tokenId: null };
  const { token, certificate } = found;
  if (certificate.problem) return { state: 'certificate-unusable', tokenId: token.id };
  return { state: token.pinState === 'locked' ? 'pin-locked' : 'ready', tokenId: token.id };
}

/** The seals of the library as they stand with these tokens. @throws AppError as the library */
export function describeSeals(seals: SealLibrary, plugged: readonly Token[]): SealWithState[] {
  return seals.list().map((seal) => withState(seal, plugged));
}

/**
 * A seal and whether it can be used at this moment, which takes its companion too. Days are left until the first of its
 * ends.
 */
function withState(seal: Seal, plugged: readonly Token[]): SealWithState {
  const nowMs = Date.now();
  const ends = [seal.binding, ...(seal.companion ? [seal.companion] : [])].map(({ notAfter }) => notAfter);
  if (seal.standard) ends.push(seal.standard.validUntil);
  const daysLeft = Math.floor((Math.min(...ends.map((end) => Date.parse(end))) - nowMs) / dayMs);
  const { state: boundState, tokenId } = tokenState(seal.binding, plugged);
  const companionState = seal.companion ? tokenState(seal.companion, plugged).state : 'ready';
  const state = boundState === 'ready' ? companionState : boundState;
  const shown = ownState(seal, nowMs) ?? (state === 'ready' && expiresSoon(daysLeft) ? 'expiring' : state);
  return { ...seal, daysLeft, tokenId, state: shown };
}
