import type { Token } from '../contract/index.ts';
import { checkRevocation } from '../signature/index.ts';
import { createDigest, orderChain } from '../x509/index.ts';

export interface RevocationRooms {
  /** DER of a token's certificates, by their fingerprints. */
  certificatesOf(tokenId: string): ReadonlyMap<string, Uint8Array>;
  /**
   * SHA-256 of the DER of each CRL that the person imported: cheap to ask for, where the lists themselves may be large.
   */
  crlFingerprints(): readonly string[];
  /** DER of the CRLs. */
  crls(): Uint8Array[];
  /** DER certificates that the person trusts, among which issuers are found. */
  trustAnchors(): readonly Uint8Array[];
}

/**
 * Gives tokens whose certificates have the problem `revoked` where an imported CRL, signed by the issuer, says so of
 * the certificate or of an issuer above it (RFC 5280, 6.3): what the check after stamping would find is known before a
 * PIN is asked for. Kept until lists or trust change.
 */
export function createRevocationMarks(context: RevocationRooms): (tokens: Token[]) => Token[] {
  let known = { of: '', revoked: new Map<string, boolean>() };

  function isRevoked(fingerprint: string, ders: ReadonlyMap<string, Uint8Array>, crls: () => Uint8Array[]) {
    const der = ders.get(fingerprint);
    if (!der) return false;
    try {
      const issuers = orderChain(der, [...ders.values(), ...context.trustAnchors()]);
      const states = checkRevocation({ chain: [der, ...issuers], at: new Date(), crls: crls(), ocspResponses: [] });
      return states.some(({ state }) => state === 'revoked-before');
    } catch {
      // What cannot be read has a problem of its own.
      return false;
    }
  }

  return (tokens) => {
    const fingerprints = context.crlFingerprints();
    if (fingerprints.length === 0) return tokens;
    const of = [...fingerprints, ...context.trustAnchors().map(digestOf)].join();
    if (of !== known.of) known = { of, revoked: new Map() };
    let read: Uint8Array[] | null = null;
    const crls = () => {
      read ??= context.crls();
      return read;
    };
    return tokens.map((token) => ({
      ...token,
      certificates: token.certificates.map((certificate) => {
        if (certificate.problem) return certificate;
        // Issuers may be on the token itself, which can hold others tomorrow.
        const key = [certificate, ...token.certificates].map(({ fingerprint }) => fingerprint).join();
        const revoked =
          known.revoked.get(key) ?? isRevoked(certificate.fingerprint, context.certificatesOf(token.id), crls);
        known.revoked.set(key, revoked);
        return revoked ? { ...certificate, problem: 'revoked' as const } : certificate;
      }),
    }));
  };
}

function digestOf(der: Uint8Array): string {
  const digest = createDigest('sha256');
  digest.update(der);
  return Buffer.from(digest.digest()).toString('hex');
}
