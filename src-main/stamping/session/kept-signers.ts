import { AppError } from '../../contract/index.ts';
import type { TokenSigner } from '../../token/index.ts';
import type { StampingContext } from '../context.ts';
import type { SealedPlacement } from '../sealed-placement.ts';
import type { Signers, ToBeSigned } from './signers.ts';

/** The PINs of a session, by token: kept while it lasts and wiped when it ends. */
export interface SessionPins {
  readonly pins: Readonly<Record<string, Uint8Array>>;
  readonly signaturePins: Readonly<Record<string, Uint8Array>>;
  readonly finalTryConfirmed: boolean;
}

/** Who signs: what a login needs to know of a placement. */
type Signing = Pick<SealedPlacement, 'token' | 'certificate' | 'algorithm'>;

interface WaitingSignature {
  readonly signing: Signing;
  /** Null: the login is all that is wanted. */
  readonly toSign: ToBeSigned | null;
  resolve(value: Uint8Array): void;
  reject(error: unknown): void;
}

const nothing = new Uint8Array();

/** A wrong PIN is tried once: what it was refused for stays the answer. */
const isOfPin = ({ code }: AppError) => code.startsWith('PIN_') || code.startsWith('SIGNATURE_PIN_');

/**
 * One token for as long as a session lasts: logged in once, and what is to be signed follows without a pause. Another
 * key of the same token means another login, so what the open one can sign goes first.
 */
class KeptToken {
  readonly #context: Pick<StampingContext, 'tokens'>;
  readonly #secrets: SessionPins;
  #waiting: WaitingSignature[] = [];
  #open: { readonly fingerprint: string; readonly signer: TokenSigner } | null = null;
  #inFlight = 0;
  #isChanging = false;
  #refused: AppError | null = null;
  #isClosed = false;
  /** By now the PIN is wiped: what is left of it must not be tried. */
  #isForgotten = false;

  constructor(context: Pick<StampingContext, 'tokens'>, secrets: SessionPins) {
    this.#context = context;
    this.#secrets = secrets;
  }

  sign(signing: Signing, toSign: ToBeSigned | null): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ signing, toSign, resolve, reject });
      this.#goOn();
    });
  }

  #goOn(): void {
    while (this.#waiting.length > 0 && !this.#isChanging) {
      const refused = this.#isClosed ? new AppError('CANCELLED') : this.#refused;
      if (refused) {
        for (const { reject } of this.#waiting.splice(0)) reject(refused);
        return;
      }
      const open = this.#open;
      const index = this.#waiting.findIndex(({ signing }) => signing.certificate.fingerprint === open?.fingerprint);
      // Somebody who waits for the token gets a turn between two signatures.
      if (open && index >= 0 && !open.signer.isWanted()) {
        for (const next of this.#waiting.splice(index, 1)) this.#signBy(open, next);
        continue;
      }
      if (this.#inFlight > 0) return;
      const [next] = this.#waiting;
      if (next) void this.#change(next.signing);
    }
  }

  #signBy(open: { readonly signer: TokenSigner }, { signing, toSign, resolve, reject }: WaitingSignature): void {
    if (toSign === null) {
      resolve(nothing);
      return;
    }
    this.#inFlight += 1;
    open.signer
      .sign(signing.algorithm, toSign)
      .then(resolve, (thrown: unknown) => {
        const error = AppError.from(thrown);
        if (isOfPin(error)) this.#refused = error;
        // What the login was worth is not known any more.
        if (this.#open === open) this.#open = null;
        void open.signer.close();
        reject(error);
      })
      .finally(() => {
        this.#inFlight -= 1;
        this.#goOn();
      });
  }

  /** Logs out, and in again for the key that is wanted. */
  async #change({ token, certificate, algorithm }: Signing): Promise<void> {
    this.#isChanging = true;
    const before = this.#open;
    this.#open = null;
    try {
      await before?.signer.close();
      if (this.#isClosed) throw new AppError('CANCELLED');
      if (this.#isForgotten) throw new AppError('PIN_REQUIRED', { serial: token.serial });
      const signer = await this.#context.tokens.openSigner({
        tokenId: token.id,
        certificateFingerprint: certificate.fingerprint,
        pin: this.#secrets.pins[token.id] ?? null,
        signaturePin: this.#secrets.signaturePins[token.id] ?? null,
        mechanism: algorithm,
        finalTryConfirmed: this.#secrets.finalTryConfirmed,
      });
      if (this.#isClosed) void signer.close();
      else this.#open = { fingerprint: certificate.fingerprint, signer };
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (isOfPin(error)) this.#refused = error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    }
    this.#isChanging = false;
    this.#goOn();
  }

  /** From here on the open login is the only one. */
  forgetPin(): void {
    this.#isForgotten = true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const open = this.#open;
    this.#open = null;
    for (const { reject } of this.#waiting.splice(0)) reject(new AppError('CANCELLED'));
    await open?.signer.close();
  }
}

/**
 * The tokens of a session, logged in once for all of its files. A token that was pulled is logged in anew, with the PIN
 * that was right, when something is to be signed after it is back.
 */
export class KeptSigners {
  readonly #context: Pick<StampingContext, 'tokens'>;
  readonly #secrets: SessionPins;
  readonly #tokens = new Map<string, KeptToken>();

  /** @param secrets become the session's own, which wipes them */
  constructor(context: Pick<StampingContext, 'tokens'>, secrets: SessionPins) {
    this.#context = context;
    this.#secrets = secrets;
  }

  #tokenOf({ token: { id } }: Signing): KeptToken {
    const known = this.#tokens.get(id) ?? new KeptToken(this.#context, this.#secrets);
    this.#tokens.set(id, known);
    return known;
  }

  /** Logs in to every token once. @throws AppError as `Tokens.openSigner` */
  async logIn(placements: readonly Signing[]): Promise<void> {
    const tokens = new Map(placements.map((signing) => [signing.token.id, signing]));
    for (const signing of tokens.values()) await this.#tokenOf(signing).sign(signing, null);
  }

  /**
   * Wipes the PINs of tokens that need them no more while they stay logged in. Gives whether one is kept, since its token signs with several keys
   * or wants a PIN for each signature.
   */
  forgetPins(placements: readonly Signing[]): boolean {
    const { pins, signaturePins } = this.#secrets;
    const keys = Map.groupBy(placements, ({ token }) => token.id);
    const forgotten = new Set<string>();
    let isKept = false;
    for (const [tokenId, signings] of keys) {
      const fingerprints = new Set(signings.map(({ certificate }) => certificate.fingerprint));
      if (fingerprints.size > 1 || signaturePins[tokenId] !== undefined) {
        isKept = true;
        continue;
      }
      this.#tokens.get(tokenId)?.forgetPin();
      forgotten.add(tokenId);
    }
    // Those of tokens that sign nothing here too.
    for (const [tokenId, pin] of [...Object.entries(pins), ...Object.entries(signaturePins)])
      if (!keys.has(tokenId) || forgotten.has(tokenId)) pin.fill(0);
    return isKept;
  }

  /** @throws AppError as `Tokens.openSigner` and `TokenSigner.sign` */
  sign(signing: Signing, toSign: ToBeSigned): Promise<Uint8Array> {
    return this.#tokenOf(signing).sign(signing, toSign);
  }

  /** What a run on one document sees of the session. */
  forRun(placements: readonly SealedPlacement[]): Signers {
    return {
      openAll: () => this.logIn(placements),
      openEarly: () => undefined,
      sign: (placement, toSign) => this.sign(placement, toSign),
      closeAll: async () => undefined,
    };
  }

  /** Logs out everywhere and wipes the PINs. Never throws. */
  async close(): Promise<void> {
    for (const secret of [...Object.values(this.#secrets.pins), ...Object.values(this.#secrets.signaturePins)]) {
      secret.fill(0);
    }
    await Promise.all([...this.#tokens.values()].map((token) => token.close()));
  }
}
