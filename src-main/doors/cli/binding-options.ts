import {
  AppError,
  type CertificateProblem,
  isSameSerial,
  type Token,
  type TokenCertificate,
} from '../../contract/index.ts';
import type { Session } from './session.ts';

/** Which certificate is meant, as far as the person said. */
export interface BindingOptions {
  token?: string;
  certificate?: string;
}

/** What certificates for other things than signing are called. */
const isBeside = new Set<CertificateProblem>([
  'encryption-only',
  'ca-certificate',
  'no-private-key',
  'not-for-signing',
]);

const isMeant = ({ serial, label }: Token, wanted: string | undefined) =>
  wanted === undefined || isSameSerial(serial, wanted) || label === wanted;

/** What `look` finds among the tokens; where that is nothing, once more when the slowest driver has answered. */
async function lookAmongTokens<Found>(session: Session, look: (tokens: readonly Token[]) => Found[]): Promise<Found[]> {
  const app = await session.app();
  const found = look(await app.call('tokens.list', null));
  if (found.length > 0) return found;
  await app.tokensSettled();
  return look(await app.call('tokens.list', null));
}

/**
 * The one usable certificate that fits what was said.
 * @param isFit what must be true of it besides
 * @throws AppError CERTIFICATE_NOT_FOUND, INVALID_INPUT
 */
export async function chooseBinding(
  session: Session,
  { token, certificate }: BindingOptions,
  isFit: (candidate: TokenCertificate) => boolean = () => true,
) {
  const prefix = certificate?.toLowerCase().replaceAll(':', '');
  let meant: (TokenCertificate & { readonly tokenId: string })[] = [];
  const fitting = await lookAmongTokens(session, (tokens) => {
    meant = tokens
      .filter((candidate) => isMeant(candidate, token))
      .flatMap(({ id, certificates }) => certificates.filter(isFit).map((candidate) => ({ tokenId: id, ...candidate })))
      .filter(({ fingerprint }) => prefix === undefined || fingerprint.startsWith(prefix));
    return meant.filter(({ problem }) => problem === null);
  });
  const [only] = fitting;
  // The one for signing is what the person had in mind; a token holds others beside it.
  const problems = meant.flatMap(({ problem }) => problem ?? []);
  const [reason] = [...problems.filter((problem) => !isBeside.has(problem)), ...problems];
  if (!only && reason) throw new AppError('CERTIFICATE_UNUSABLE', { reason });
  if (!only) throw new AppError('CERTIFICATE_NOT_FOUND', {}, { detail: session.words.noCertificate });
  if (fitting.length > 1) throw new AppError('INVALID_INPUT', { detail: session.words.chooseCertificate });
  return { tokenId: only.tokenId, certificateFingerprint: only.fingerprint };
}

/** The one plugged-in token that was meant. @throws AppError TOKEN_NOT_FOUND, INVALID_INPUT */
export async function chooseToken(session: Session, wanted: string | undefined): Promise<Token> {
  const fitting = await lookAmongTokens(session, (tokens) => tokens.filter((token) => isMeant(token, wanted)));
  const [only] = fitting;
  if (!only) throw new AppError('TOKEN_NOT_FOUND', { serial: wanted ?? '?' });
  if (fitting.length > 1) throw new AppError('INVALID_INPUT', { detail: session.words.chooseToken });
  return only;
}
