import { randomBytes } from 'node:crypto';
import { AppError, type TimestampAuthority } from '../contract/index.ts';
import type { Network } from '../network/index.ts';
import { acceptTimestampResponse, buildTimestampRequest } from '../signature/index.ts';
import { localDay } from '../words/index.ts';
import type { TrustAnchor } from '../x509/index.ts';
import type { LongTermDatabase } from './database.ts';

export interface AuthorityContext {
  readonly network: Pick<Network, 'requestTimestamp'>;
  readonly database: Pick<LongTermDatabase, 'countRequest' | 'usage'>;
  authorities(): readonly TimestampAuthority[];
  trustAnchors(): Promise<readonly TrustAnchor[]>;
}

/** RFC 3161, 2.4.1: what ties the answer to the question. */
const nonceBytes = 8;

/**
 * Asks the authorities, in their order, for a timestamp over a SHA-256 digest, until one gives a token that holds and
 * whose chain ends at a trusted certificate: one that nobody here can check would prove nothing.
 * @throws AppError what kept the first from it (NETWORK_…, TSA_REFUSED, TSA_UNTRUSTED, TSA_QUOTA), with what kept the
 * others in the detail; TSA_NOT_SET without any; NETWORK_OFF and CANCELLED at once
 */
export async function requestTimestampToken(context: AuthorityContext, digest: Uint8Array): Promise<Uint8Array> {
  const failures: { name: string; error: AppError }[] = [];
  for (const authority of context.authorities()) {
    try {
      return await ask(context, authority, digest);
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'NETWORK_OFF' || error.code === 'CANCELLED') throw error;
      failures.push({ name: authority.name, error });
    }
  }
  const [first] = failures;
  if (!first) throw new AppError('TSA_NOT_SET');
  const detail = failures.map(({ name, error }) => `${name}: ${error.code} ${error.detail ?? ''}`.trim()).join('; ');
  throw new AppError(first.error.code, first.error.values, { cause: first.error, detail });
}

async function ask(
  { network, database, trustAnchors }: AuthorityContext,
  { name, url, dailyLimit }: TimestampAuthority,
  digest: Uint8Array,
): Promise<Uint8Array> {
  const day = localDay(new Date());
  const used = database.usage(day).find((one) => one.url === url)?.today ?? 0;
  if (dailyLimit !== null && used >= dailyLimit) throw new AppError('TSA_QUOTA', { name, limit: dailyLimit });
  const question = { hash: 'sha256', digest, nonce: randomBytes(nonceBytes) } as const;
  const answer = network.requestTimestamp(url, buildTimestampRequest(question));
  const response = await answer.catch((thrown) => {
    if (AppError.from(thrown).code !== 'NETWORK_OFF') database.countRequest(url, day);
    throw thrown;
  });
  database.countRequest(url, day);
  const { token, verification } = await acceptTimestampResponse({
    response,
    question,
    trustAnchors: await trustAnchors(),
  });
  if (!verification.trusted) {
    const why = verification.findings.find(({ state }) => state === 'failed' || state === 'unknown')?.reason;
    throw new AppError('TSA_UNTRUSTED', { reason: 'timestamp/untrusted' }, { detail: why });
  }
  return token;
}
