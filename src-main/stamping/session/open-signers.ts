import type { ParsedInput } from '../../contract/index.ts';
import type { TokenSigner } from '../../token/index.ts';
import type { StampingContext } from '../context.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Signers, ToBeSigned } from './signers.ts';

/**
 * The logged-in tokens of a run. A token holds one session at a time, so another certificate on it means logging in
 * anew.
 */
export class OpenSigners implements Signers {
  readonly #context: Pick<StampingContext, 'tokens'>;
  readonly #request: ParsedInput<'stamp.run'>;
  readonly #placements: readonly SealedPlacement[];
  readonly #open = new Map<string, { fingerprint: string; signer: TokenSigner }>();
  #opening: Promise<void> | null = null;

  constructor(
    context: Pick<StampingContext, 'tokens'>,
    request: ParsedInput<'stamp.run'>,
    placements: readonly SealedPlacement[],
  ) {
    this.#context = context;
    this.#request = request;
    this.#placements = placements;
  }

  openAll(): Promise<void> {
    this.#opening ??= this.#logIn();
    return this.#opening;
  }

  openEarly(): void {
    const isHarmless = this.#placements.every(({ token }) => token.pinState === 'ok' && !token.pinPad);
    if (isHarmless) this.openAll().catch(() => undefined);
  }

  async #logIn(): Promise<void> {
    for (const placement of this.#placements) if (!this.#open.has(placement.token.id)) await this.#signerFor(placement);
  }

  async sign(placement: SealedPlacement, toSign: ToBeSigned): Promise<Uint8Array> {
    const signer = await this.#signerFor(placement);
    return signer.sign(placement.algorithm, toSign);
  }

  /** @throws AppError as `Tokens.openSigner` */
  async #signerFor({ token, certificate, algorithm }: SealedPlacement): Promise<TokenSigner> {
    const { fingerprint } = certificate;
    const known = this.#open.get(token.id);
    if (known?.fingerprint === fingerprint) return known.signer;
    this.#open.delete(token.id);
    await known?.signer.close();
    const signer = await this.#context.tokens.openSigner({
      tokenId: token.id,
      certificateFingerprint: fingerprint,
      pin: this.#request.pins[token.id] ?? null,
      signaturePin: this.#request.signaturePins[token.id] ?? null,
      mechanism: algorithm,
      finalTryConfirmed: this.#request.finalTryConfirmed,
    });
    this.#open.set(token.id, { fingerprint, signer });
    return signer;
  }

  async closeAll(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    for (const { signer } of this.#open.values()) await signer.close();
    this.#open.clear();
  }
}
