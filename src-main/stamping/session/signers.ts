import type { TokenSigner } from '../../token/index.ts';
import type { SealedPlacement } from '../sealed-placement.ts';

/** What a token is to sign, as its digest and as what that was made of. */
export type ToBeSigned = Parameters<TokenSigner['sign']>[1];

/** The tokens that sign for one document, logged in when they are needed. */
export interface Signers {
  /**
   * Logs in to every token, once: so that a wrong PIN for the second token leaves no signature of the first. Asked
   * again, it gives what came of it.
   * @throws AppError as `Tokens.openSigner`
   */
  openAll(): Promise<void>;
  /**
   * Logs in while the document is copied, unless that could cost the last try of a PIN or a person's time at a PIN pad:
   * then nothing else may go wrong any more before. A failure is told by `openAll`.
   */
  openEarly(): void;
  /** @throws AppError as `Tokens.openSigner` and `TokenSigner.sign` */
  sign(placement: SealedPlacement, toSign: ToBeSigned): Promise<Uint8Array>;
  /** Nothing more is to be signed for this document; what was opened for it is closed. Never throws. */
  closeAll(): Promise<void>;
}
