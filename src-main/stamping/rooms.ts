import type { VerificationReport } from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';
import type { ByteSource, CoveredBytes, CoveredDigests } from '../pdf/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import type { TokenRoom } from '../token/index.ts';

/** What stamping is composed of. `verify` is handed in: use cases do not import one another. */
export interface StampingRooms {
  readonly tokens: Pick<TokenRoom, 'tokens' | 'openSigner'>;
  readonly seals: SealLibrary;
  readonly ledger: Ledger;
  readonly door: string;
  operator(): string;
  /** DER certificates that the person trusts. */
  trustAnchors(): readonly Uint8Array[];
  defaultOutputPath(inputPath: string): string;
  verify(
    source: ByteSource,
    path: string,
    password: string | undefined,
    options?: {
      onProgress?: (fraction: number) => void;
      digestCovered?: (covered: readonly CoveredBytes[]) => Promise<CoveredDigests>;
    },
  ): Promise<VerificationReport>;
}
