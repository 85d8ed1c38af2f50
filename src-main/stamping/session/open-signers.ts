import { AppError } from '../../contract/index.ts';
import type { TokenSigner } from '../../token/index.ts';
import type { StampingContext } from '../context.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { RunRequest } from '../work.ts';
import type { Signers, ToBeSigned } from './signers.ts';

type Signing = Pick<SealedPlacement, 'token' | 'certificate' | 'algorithm'>;

/** What a login takes of a stamp. */
export type LoginRequest = Pick<RunRequest, 'pins' | 'signaturePins' | 'finalTryConfirmed'>;

/**
 * The logged-in tokens of a run. A token holds one session at a time, so another certificate on it means logging in
 * anew.
 */
export class OpenSigners implements Signers {
  readonly #context: Pick<StampingContext, 'tokens'>;
  readonly #request: LoginRequest;
  readonly #placements: readonly SealedPlacement[];
  readonly #open = new Map<string, { fingerprint: string; signer: TokenSigner }>();
  readonly #onEachTime: (tokenId: string) => void;
  #isClosed = false;
  #opening: Promise<void> | null = null;

  constructor(
    context: Pick<StampingContext, 'tokens'>,
    request: LoginRequest,
    placements: readonly SealedPlacement[],
    /** Told of a token whose key wants a PIN for each signature. */
    onEachTime: (tokenId: string) => void = () => undefined,
  ) {
    this.#context = context;
    this.#request = request;
    this.#placements = placements;
    this.#onEachTime = onEachTime;
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
  async #signerFor({ token, certificate, algorithm }: Signing): Promise<TokenSigner> {
    // By now the PINs may be wiped: what is left of them must not be tried.
    if (this.#isClosed) throw new AppError('CANCELLED');
    const { fingerprint } = certificate;
    const known = this.#open.get(token.id);
    if (known?.fingerprint === fingerprint) return known.signer;
    this.#open.delete(token.id);
    if (known) {
      await known.signer.close();
      return this.#signerFor({ token, certificate, algorithm });
    }
    const signer = await this.#context.tokens.openSigner({
      tokenId: token.id,
      certificateFingerprint: fingerprint,
      pin: this.#request.pins[token.id] ?? null,
      signaturePin: this.#request.signaturePins[token.id] ?? null,
      mechanism: algorithm,
      finalTryConfirmed: this.#request.finalTryConfirmed,
    });
    if (signer.asksEachTime()) this.#onEachTime(token.id);
    this.#open.set(token.id, { fingerprint, signer });
    return signer;
  }

  async closeAll(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => undefined);
    for (const { signer } of this.#open.values()) await signer.close();
    this.#open.clear();
  }
}
