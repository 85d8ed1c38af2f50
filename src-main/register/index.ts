import { AppError, type Handlers, type Seal, type SealWithState, type Token } from '../contract/index.ts';
import { type Artwork, artworkToSvg, drawSeal, readImpressionPng, type SealLibrary } from '../seal/index.ts';
import type { TokenRoom } from '../token/index.ts';

type SealHandlers = Pick<
  Handlers,
  | 'seals.list'
  | 'seals.preview'
  | 'seals.create'
  | 'seals.previewImage'
  | 'seals.import'
  | 'seals.remove'
  | 'seals.artwork'
>;

const expiryWarningDays = 30;
const dayMs = 86_400_000;

/** The seals of the library with what the plugged-in tokens say of them: the contract's `seals.*` methods. */
export function createSealRegister(rooms: { seals: SealLibrary; tokens: Pick<TokenRoom, 'tokens'> }): SealHandlers {
  const { seals, tokens } = rooms;

  function bind(choice: { tokenId: string; certificateFingerprint: string }): {
    binding: Seal['binding'];
    trial: boolean;
  } {
    const token = tokens.tokens().find(({ id }) => id === choice.tokenId);
    if (!token) throw new AppError('TOKEN_NOT_FOUND', { serial: choice.tokenId });
    const certificate = token.certificates.find(({ fingerprint }) => fingerprint === choice.certificateFingerprint);
    if (!certificate) throw new AppError('CERTIFICATE_NOT_FOUND');
    if (certificate.problem) throw new AppError('CERTIFICATE_UNUSABLE', { reason: certificate.problem });
    return {
      binding: {
        tokenSerial: token.serial,
        tokenLabel: token.label,
        certificateFingerprint: certificate.fingerprint,
        ownerName: certificate.subject.display,
        notAfter: certificate.notAfter,
      },
      trial: token.trial || certificate.trial,
    };
  }

  return {
    async 'seals.list'() {
      return seals.list().map((seal) => withState(seal, tokens.tokens()));
    },
    async 'seals.preview'(design) {
      return { svg: artworkToSvg(drawSeal(design)) };
    },
    async 'seals.create'({ name, kind, binding, design }) {
      const bound = bind(binding);
      // The word 试用 stands in the artwork itself: nobody may take a trial impression for a real one.
      return seals.create({ name, kind, ...bound, design: { ...design, trialMark: design.trialMark || bound.trial } });
    },
    async 'seals.previewImage'({ png, removeBackground }) {
      const { png: prepared, widthPx, heightPx, hasTransparency } = readImpressionPng(png, { removeBackground });
      return { png: prepared, widthPx, heightPx, hasTransparency };
    },
    async 'seals.import'({ name, kind, binding, png, removeBackground, widthMm }) {
      return seals.import({ name, kind, ...bind(binding), png, removeBackground, widthMm });
    },
    async 'seals.remove'({ id }) {
      seals.get(id);
      await seals.remove(id);
      return null;
    },
    async 'seals.artwork'({ id }) {
      return mediaOf(seals.artwork(id));
    },
  };
}

function mediaOf(artwork: Artwork): { mediaType: 'image/svg+xml' | 'image/png'; content: Uint8Array } {
  if (artwork.kind === 'image') return { mediaType: 'image/png', content: artwork.png };
  return { mediaType: 'image/svg+xml', content: new TextEncoder().encode(artworkToSvg(artwork)) };
}

function withState(seal: Seal, plugged: readonly Token[]): SealWithState {
  const daysLeft = Math.floor((Date.parse(seal.binding.notAfter) - Date.now()) / dayMs);
  const sameSerial = plugged.filter(({ serial }) => serial === seal.binding.tokenSerial);
  for (const token of sameSerial) {
    const certificate = token.certificates.find(
      ({ fingerprint }) => fingerprint === seal.binding.certificateFingerprint,
    );
    if (!certificate) continue;
    const known = { ...seal, daysLeft, tokenId: token.id };
    if (certificate.problem) return { ...known, state: 'certificate-unusable' };
    if (token.pinState === 'locked') return { ...known, state: 'pin-locked' };
    return { ...known, state: daysLeft <= expiryWarningDays ? 'expiring' : 'ready' };
  }
  return { ...seal, daysLeft, tokenId: null, state: sameSerial.length > 0 ? 'certificate-unusable' : 'token-absent' };
}
