import { AppError, type CertificateChoice, type Handlers, type Seal } from '../contract/index.ts';
import { artworkToSvg, drawSeal, readImpressionPng, type SealLibrary } from '../seal/index.ts';
import { requireUsable, type TokenRoom } from '../token/index.ts';
import { bindingOf } from './bound-certificate.ts';
import { mediaOf } from './media.ts';
import { withState } from './seal-state.ts';

export { createRevocationMarks, type RevocationRooms } from './revoked-certificates.ts';
export { createStandardSeals, makeStandardSeal } from './standard-seals.ts';

type SealHandlers = Pick<
  Handlers,
  | 'seals.list'
  | 'seals.preview'
  | 'seals.create'
  | 'seals.previewImage'
  | 'seals.import'
  | 'seals.remove'
  | 'seals.artwork'
  | 'seals.setState'
  | 'seals.setCompanion'
>;

export interface SealRegisterRooms {
  readonly seals: SealLibrary;
  readonly tokens: Pick<TokenRoom, 'tokens'>;
  operator(): string;
}

/** The seals of the library with what the plugged-in tokens say of them: the contract's `seals.*` methods. */
export function createSealRegister(rooms: SealRegisterRooms): SealHandlers {
  const { seals, tokens, operator } = rooms;

  function bind(choice: CertificateChoice): { binding: Seal['binding']; trial: boolean } {
    const usable = requireUsable(tokens.tokens(), choice);
    return { binding: bindingOf(usable), trial: usable.token.trial || usable.certificate.trial };
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
    async 'seals.setState'({ id, state, reason }) {
      return seals.changeState(id, { state, reason, by: operator(), at: new Date().toISOString() });
    },
    async 'seals.setCompanion'({ id, companion }) {
      const binding = companion ? bind(companion).binding : null;
      if (binding?.certificateFingerprint === seals.get(id).binding.certificateFingerprint) {
        throw new AppError('INVALID_INPUT', { detail: 'companion' });
      }
      return seals.setCompanion(id, binding);
    },
  };
}
