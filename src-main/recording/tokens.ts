import { AppError, type LedgerEventKind } from '../contract/index.ts';
import type { Tokens } from '../token/index.ts';
import { type Recorder, recordChange } from './handlers.ts';

const kindOfError: Readonly<Partial<Record<string, LedgerEventKind>>> = {
  PIN_INCORRECT: 'pin-wrong',
  SIGNATURE_PIN_INCORRECT: 'pin-wrong',
  ADMIN_PIN_INCORRECT: 'pin-wrong',
  PIN_LOCKED: 'pin-locked',
  ADMIN_PIN_LOCKED: 'pin-locked',
};

/** Tokens that put on record what became of a PIN: wrong, locked, changed, unblocked. Never the PIN itself. */
export function recordedTokens(recorder: Recorder, tokens: Tokens): Tokens {
  const serialOf = (tokenId: string) => tokens.tokens().find(({ id }) => id === tokenId)?.serial ?? tokenId;

  /** What went wrong is what the person must hear, recorded or not. */
  function tellFailure(tokenSerial: string, thrown: unknown): void {
    const kind = thrown instanceof AppError ? kindOfError[thrown.code] : undefined;
    if (!kind || !(thrown instanceof AppError)) return;
    try {
      recordChange(recorder, [kind, { tokenSerial, error: thrown.code }]);
    } catch {
      // Nothing was signed and nothing changed.
    }
  }

  const told =
    <Request extends { tokenId: string }, Result>(
      call: (request: Request) => Promise<Result>,
      done?: LedgerEventKind,
    ) =>
    async (request: Request): Promise<Result> => {
      const tokenSerial = serialOf(request.tokenId);
      const result = await call(request).catch((thrown: unknown) => {
        tellFailure(tokenSerial, thrown);
        throw thrown;
      });
      if (done) recordChange(recorder, [done, { tokenSerial }]);
      return result;
    };

  return {
    ...tokens,
    async openSigner(request) {
      const signer = await told(tokens.openSigner)(request);
      const { serial: tokenSerial } = signer.token;
      return {
        ...signer,
        // A key may want a PIN of its own for each signature.
        sign: (...signing) =>
          signer.sign(...signing).catch((thrown: unknown) => {
            tellFailure(tokenSerial, thrown);
            throw thrown;
          }),
      };
    },
    changePin: told(tokens.changePin, 'pin-changed'),
    unblockPin: told(tokens.unblockPin, 'pin-unblocked'),
    readDataObjects: told(tokens.readDataObjects),
    writeDataObject: told(tokens.writeDataObject),
  };
}
