import {
  AppError,
  areFound,
  type CertificateChoice,
  type DistinguishedName,
  findBoundCertificate,
  type HandlersOf,
  type KeptRules,
  mayRemove,
  type ParsedInput,
  registerStateOf,
  type Seal,
  type SealRules,
} from '../contract/index.ts';
import { artworkToSvg, drawJudgedSeal, readImpressionPng } from '../seal/index.ts';
import { requirePresent, requireUsable } from '../token/index.ts';
import { bindingOf } from './bound-certificate.ts';
import { mediaOf } from './media.ts';
import { renewSeal } from './renewal.ts';
import { assertTaxNumber, namingOfDesign, namingOfPicture } from './seal-naming.ts';
import { describeSeals } from './seal-state.ts';
import { createStandardSealHandlers, type StandardSealContext } from './standard-seals.ts';

export interface SealHandlersContext extends StandardSealContext {
  operator(): string;
  /** Whether the record knows a use of the seal that may have left a signature. */
  isUsed(sealId: string): boolean;
  /** Rules with what they mean now. @throws AppError TEMPLATES_DAMAGED */
  keptRules(rules: SealRules, sealId: string): KeptRules;
}

/** The contract's `seals.*` methods: the seals of the library with what the plugged-in tokens say of them. */
export function createSealHandlers(context: SealHandlersContext): HandlersOf<'seals'> {
  const { seals, tokens, operator, isUsed, keptRules } = context;

  function bind(choice: CertificateChoice): { binding: Seal['binding']; trial: boolean; owner: DistinguishedName } {
    const usable = requireUsable(tokens.tokens(), choice, tokens.drivers());
    const { subject: owner, trial } = usable.certificate;
    return { binding: bindingOf(usable), trial: usable.token.trial || trial, owner };
  }

  /** Whether the token of the seal took its PIN. @throws AppError TOKEN_NOT_FOUND, CERTIFICATE_…, PIN_… */
  async function logIn(seal: Seal, login: ParsedInput<'seals.setState'>['login']): Promise<boolean> {
    if (!login) return false;
    await tokens.needed();
    const { token, certificate } = requirePresent(tokens.tokens(), seal.binding);
    const signer = await tokens.openSigner({
      tokenId: token.id,
      certificateFingerprint: certificate.fingerprint,
      pin: login.pin ?? null,
      finalTryConfirmed: login.finalTryConfirmed,
    });
    await signer.close();
    return true;
  }

  return {
    ...createStandardSealHandlers(context),
    async 'seals.list'() {
      // The tokens of its seals are all that a list of them needs.
      const bound = seals.list().flatMap(({ binding, companion }) => (companion ? [binding, companion] : [binding]));
      await tokens.needed((plugged) => bound.length > 0 && areFound(plugged, bound));
      return describeSeals(seals, tokens.tokens());
    },
    async 'seals.preview'(design) {
      const { artwork, legibility } = drawJudgedSeal(design);
      return { svg: artworkToSvg(artwork), legibility };
    },
    async 'seals.create'({ name, kind, binding, design, nameReason, taxNumberConfirmed }) {
      await tokens.needed();
      const { owner, ...bound } = bind(binding);
      const naming = namingOfDesign({ kind, design, reason: nameReason, trial: bound.trial }, owner);
      assertTaxNumber({ kind, design }, taxNumberConfirmed);
      // The word 试用 stands in the artwork itself: nobody may take a trial impression for a real one.
      return seals.create({
        name,
        kind,
        naming,
        ...bound,
        design: { ...design, trialMark: design.trialMark || bound.trial },
      });
    },
    async 'seals.previewImage'({ png, removeBackground }) {
      const { png: prepared, widthPx, heightPx, hasTransparency } = readImpressionPng(png, { removeBackground });
      return { png: prepared, widthPx, heightPx, hasTransparency };
    },
    async 'seals.import'({ name, kind, binding, png, removeBackground, widthMm }) {
      await tokens.needed();
      const { owner, ...bound } = bind(binding);
      return seals.import({ name, kind, ...bound, naming: namingOfPicture(owner), png, removeBackground, widthMm });
    },
    async 'seals.remove'({ id, reason, login }) {
      const seal = seals.get(id);
      // What was made for trial had no effect to keep it for.
      if (!mayRemove(seal, !seal.trial && isUsed(id))) throw new AppError('SEAL_NOT_REMOVABLE', { seal: seal.name });
      const withPin = await logIn(seal, login);
      await seals.remove(id, { at: new Date().toISOString(), by: operator(), reason, withPin });
      return null;
    },
    async 'seals.removed'() {
      return seals.removed();
    },
    async 'seals.artwork'({ id }) {
      return mediaOf(seals.artwork(id));
    },
    async 'seals.setState'({ id, state, reason, login }) {
      const seal = seals.get(id);
      if (registerStateOf(seal) === 'revoked') throw new AppError('SEAL_REVOKED', { seal: seal.name });
      const withPin = await logIn(seal, login);
      return seals.changeState(id, { state, reason, by: operator(), at: new Date().toISOString(), withPin });
    },
    async 'seals.renew'({ id, binding }) {
      await tokens.needed();
      const plugged = tokens.tokens();
      const usable = requireUsable(plugged, binding, tokens.drivers());
      const bound = findBoundCertificate(plugged, seals.get(id).binding);
      return renewSeal(seals, id, {
        usable,
        der: tokens.certificates(usable.token.id).get(usable.certificate.fingerprint),
        bound: bound.missing === null ? bound.certificate : null,
        by: operator(),
      });
    },
    async 'seals.setRules'({ id, rules }) {
      const seal = seals.get(id);
      if (registerStateOf(seal) === 'revoked') throw new AppError('SEAL_REVOKED', { seal: seal.name });
      return seals.setRules(id, rules && keptRules(rules, id));
    },
    async 'seals.setCompanion'({ id, companion }) {
      await tokens.needed();
      const binding = companion ? bind(companion).binding : null;
      if (binding?.certificateFingerprint === seals.get(id).binding.certificateFingerprint) {
        throw new AppError('INVALID_INPUT', { detail: 'companion' });
      }
      return seals.setCompanion(id, binding);
    },
  };
}
