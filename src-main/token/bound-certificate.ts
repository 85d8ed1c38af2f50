import {
  AppError,
  type CertificateChoice,
  findBoundCertificate,
  type Token,
  type TokenCertificate,
} from '../contract/index.ts';

/**
 * The token and certificate of a binding or a choice, when it may sign now.
 * @throws AppError TOKEN_NOT_FOUND, CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE
 */
export function requireUsable(
  tokens: readonly Token[],
  choice: CertificateChoice,
): { token: Token; certificate: TokenCertificate } {
  const found = requirePresent(tokens, choice);
  const { problem } = found.certificate;
  if (problem) throw new AppError('CERTIFICATE_UNUSABLE', { reason: problem });
  return found;
}

/**
 * The same, whether or not it may sign.
 * @throws AppError TOKEN_NOT_FOUND, CERTIFICATE_NOT_FOUND
 */
export function requirePresent(
  tokens: readonly Token[],
  choice: CertificateChoice,
): { token: Token; certificate: TokenCertificate } {
  const found = findBoundCertificate(tokens, choice);
  if (found.missing === 'certificate') throw new AppError('CERTIFICATE_NOT_FOUND');
  if (found.missing === 'token') {
    throw new AppError('TOKEN_NOT_FOUND', { serial: 'tokenId' in choice ? choice.tokenId : choice.tokenSerial });
  }
  return found;
}
