import type { Approvals } from '../approval/index.ts';
import type { StampResult, StoppableCode, VerificationReport } from '../contract/index.ts';
import type { Control } from '../control/index.ts';
import type { Ledger } from '../history/index.ts';
import type { ByteSource, KnownDigests } from '../pdf/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import type { SealVerification } from '../signature/index.ts';
import type { Tokens } from '../token/index.ts';
import type { ReadableDigestAlgorithm } from '../x509/index.ts';
import type { HeldDocument } from './documents/held-document.ts';
import type { RememberedStamps } from './documents/known-stamps.ts';
import type { DescribedDocument } from './documents/opened-documents.ts';
import type { KeptLogins } from './session/kept-logins.ts';

/** Timestamps for the signatures of a run. */
export interface TimestampSource {
  /** Room to be left for a token beside the signature; none when nobody can be asked. */
  readonly tokenBytes: number;
  /** A token (RFC 3161) over a SHA-256 digest. @throws AppError why there is none */
  request(digest: Uint8Array): Promise<Uint8Array>;
}

/** What stamping is composed of. `verify` is handed in: use cases do not import one another. */
export interface StampingContext {
  readonly tokens: Pick<
    Tokens,
    'needed' | 'drivers' | 'tokens' | 'certificates' | 'openSigner' | 'readDataObjects' | 'writeDataObject'
  >;
  readonly seals: SealLibrary;
  readonly ledger: Ledger;
  readonly door: string;
  operator(): string;
  /** DER certificates that the person trusts. */
  trustAnchors(): readonly Uint8Array[];
  /**
   * Verifies a seal (SESeal, DER) with what is at hand, asking nobody: what the check after stamping would find is
   * known before a PIN.
   */
  verifySeal?(seal: Uint8Array): Promise<SealVerification>;
  /** The document that a request names, as it was opened. @throws AppError INVALID_INPUT */
  held(documentId: string, path: string): HeldDocument;
  /** A document that is open. @throws AppError INVALID_INPUT */
  describe?(documentId: string): DescribedDocument;
  /** What a window offers again. Absent: nothing is remembered. */
  readonly remembered?: RememberedStamps;
  defaultOutputPath(inputPath: string): string;
  /** Whether the head of the record is kept on the UKey too; not when absent. */
  keepsHeadOnToken?(): boolean;
  /** Where PINs may serve for the files that follow in a queue; absent: each is asked for. */
  readonly logins?: KeptLogins;
  /** What of the 预检 the keeper has stop a stamp; nothing when absent. */
  stops?(): readonly StoppableCode[];
  /** The rules of the seals; nothing is asked when absent. */
  readonly control?: Control;
  /** What tickets open; where absent, none does. */
  readonly approvals?: Pick<Approvals, 'open' | 'use'>;
  /** Null, or absent, when the person wants no timestamps. */
  timestamps?(): TimestampSource | null;
  /** Puts a stamped file that lacks long-term data into the queue. Throws when the queue cannot take it. */
  enqueue?(result: StampResult): void;
  /** Told early that `verify` will be asked. */
  prepareVerification?(): void;
  verify(
    source: ByteSource,
    path: string,
    password: string | undefined,
    options?: {
      onProgress?: (fraction: number) => void;
      knownDigests?: ReadonlyMap<ReadableDigestAlgorithm, KnownDigests>;
      /** Of parts that stand in the file as they were digested. */
      knownParts?: ReadonlyMap<string, Uint8Array>;
    },
  ): Promise<VerificationReport>;
}
