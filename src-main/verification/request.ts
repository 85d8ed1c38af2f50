import type { TrustAnchor } from '../x509/index.ts';
import type { DigestRequest } from './document-digests.ts';
import type { RevocationData } from './revocation.ts';

/** What is verified, and whom the person trusts. */
export interface VerificationRequest extends DigestRequest {
  readonly path: string;
  readonly name: string;
  readonly password?: string;
  readonly trustAnchors: readonly TrustAnchor[];
  /** Whom the person trusts to make seals, DER; nobody when absent. */
  readonly makers?: readonly Uint8Array[];
  readonly now: Date;
  /** SM3 of parts of a package, by their names, from who has digested the very bytes already. */
  readonly knownParts?: ReadonlyMap<string, Uint8Array>;
  /** Somebody else digests the whole of the package: the report has no SHA-256 yet. */
  readonly isDigestedElsewhere?: boolean;
  /** What tells of revocations beside what the file itself has; nothing when absent. */
  readonly revocationData?: RevocationData;
  /** Told, before pages are compared with how they looked when they were signed, how many. */
  readonly onPictures?: (pages: number) => void;
}
