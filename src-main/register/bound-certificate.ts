import type { Seal, Token, TokenCertificate } from '../contract/index.ts';

/** What a seal keeps of the certificate that it is bound to. */
export function bindingOf({ token, certificate }: { token: Token; certificate: TokenCertificate }): Seal['binding'] {
  return {
    tokenSerial: token.serial,
    tokenLabel: token.label,
    certificateFingerprint: certificate.fingerprint,
    ownerName: certificate.subject.display,
    notAfter: certificate.notAfter,
  };
}
