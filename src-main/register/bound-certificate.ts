import { AppError, type Seal, type Token, type TokenCertificate } from '../contract/index.ts';
import { parseCertificates } from '../signature/index.ts';

export interface BindingChoice {
  tokenId: string;
  certificateFingerprint: string;
}

/** A certificate of a plugged-in token that may sign now. Throws TOKEN_NOT_FOUND, CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE. */
export function findUsable(
  tokens: readonly Token[],
  choice: BindingChoice,
): { token: Token; certificate: TokenCertificate } {
  const token = tokens.find(({ id }) => id === choice.tokenId);
  if (!token) throw new AppError('TOKEN_NOT_FOUND', { serial: choice.tokenId });
  const certificate = token.certificates.find(({ fingerprint }) => fingerprint === choice.certificateFingerprint);
  if (!certificate) throw new AppError('CERTIFICATE_NOT_FOUND');
  if (certificate.problem) throw new AppError('CERTIFICATE_UNUSABLE', { reason: certificate.problem });
  return { token, certificate };
}

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

/** The DER of a certificate on a token. Throws CERTIFICATE_UNREADABLE. */
export function derOf({ pem }: Pick<TokenCertificate, 'pem'>): Uint8Array {
  const [der] = parseCertificates(Buffer.from(pem));
  if (!der) throw new AppError('CERTIFICATE_UNREADABLE');
  return der;
}
