import {
  AppError,
  type CertificateChoice,
  type Driver,
  findBoundCertificate,
  isInTrouble,
  type Token,
  type TokenCertificate,
} from '../contract/index.ts';

/** Why a token is not there: a driver in trouble may hide it. */
export function missingToken(serial: string, drivers: readonly Driver[]): AppError {
  const troubled = drivers.filter(isInTrouble);
  if (troubled.length === 0) return new AppError('TOKEN_NOT_FOUND', { serial });
  const detail = troubled.map(({ name, trouble, state }) => `${name}: ${trouble ?? state}`).join('; ');
  return new AppError('TOKEN_HIDDEN', { serial, driver: troubled.map(({ name }) => name).join(', ') }, { detail });
}

/**
 * The token and certificate of a binding or a choice, when it may sign now.
 * @throws AppError TOKEN_NOT_FOUND, TOKEN_HIDDEN, CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE
 */
export function requireUsable(
  tokens: readonly Token[],
  choice: CertificateChoice,
  drivers: readonly Driver[] = [],
): { token: Token; certificate: TokenCertificate } {
  const found = requirePresent(tokens, choice, drivers);
  const { problem } = found.certificate;
  if (problem) throw new AppError('CERTIFICATE_UNUSABLE', { reason: problem });
  return found;
}

/**
 * The same, whether or not it may sign.
 * @throws AppError TOKEN_NOT_FOUND, TOKEN_HIDDEN, CERTIFICATE_NOT_FOUND
 */
export function requirePresent(
  tokens: readonly Token[],
  choice: CertificateChoice,
  drivers: readonly Driver[] = [],
): { token: Token; certificate: TokenCertificate } {
  const found = findBoundCertificate(tokens, choice);
  if (found.missing === 'certificate') throw new AppError('CERTIFICATE_NOT_FOUND');
  if (found.missing === 'token') {
    throw missingToken('tokenId' in choice ? choice.tokenId : choice.tokenSerial, drivers);
  }
  return found;
}
