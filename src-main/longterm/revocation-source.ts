import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../contract/index.ts';
import type { Network } from '../network/index.ts';
import type { ValidationData } from '../pdf/index.ts';
import { BoundedCache } from '../runtime/index.ts';
import {
  buildOcspRequest,
  type CertificateStatus,
  checkOcspResponse,
  checkRevocation,
  parseCrls,
  requireOcspAnswer,
} from '../signature/index.ts';
import { describeCertificate, readCertificateUrls } from '../x509/index.ts';

/** What the issuers' services said. */
export interface FetchedRevocation extends ValidationData {
  /**
   * Why nothing was learned of a certificate, by its fingerprint; `none-named` where it names no service, `expired`
   * where it is over.
   */
  readonly unanswered: Readonly<Record<string, string>>;
}

/** Asks the services that certificates name: OCSP first, then CRLs. */
export interface RevocationSource {
  /**
   * For every certificate of these chains below its anchor; DER, the certificate first. Only chains that are trusted
   * may be given: who made a certificate chose the addresses in it. Never throws for a service that fails.
   */
  fetch(chains: readonly (readonly Uint8Array[])[]): Promise<FetchedRevocation>;
}

type Services = Pick<Network, 'requestOcsp' | 'fetchCrl'>;
type Answer =
  | { readonly crls: readonly Uint8Array[] }
  | { readonly ocspResponse: Uint8Array }
  | { readonly reason: string };

/** Long enough for a batch, short enough to hear of a revocation. */
const keptMs = 10 * 60_000;
const maxKept = 500;
const nonceBytes = 16;

export function createRevocationSource(services: Services): RevocationSource {
  const kept = new BoundedCache<string, { readonly until: number; readonly answer: Answer }>(maxKept);

  async function answerFor(certificate: Uint8Array, issuer: Uint8Array): Promise<Answer> {
    const key = createHash('sha256').update(certificate).update(issuer).digest('hex');
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.answer;
    const answer = await ask(services, certificate, issuer);
    if (!('reason' in answer)) kept.set(key, { until: Date.now() + keptMs, answer });
    return answer;
  }

  return {
    async fetch(chains) {
      const links = new Map<string, { certificate: Uint8Array; issuer: Uint8Array }>();
      for (const chain of chains) {
        for (const [index, certificate] of chain.slice(0, -1).entries()) {
          const issuer = chain[index + 1];
          if (issuer) links.set(describeCertificate(certificate).fingerprint, { certificate, issuer });
        }
      }
      const asked = await Promise.all(
        [...links].map(async ([fingerprint, { certificate, issuer }]) => ({
          fingerprint,
          answer: await answerFor(certificate, issuer),
        })),
      );
      const answers = asked.map(({ answer }) => answer);
      return {
        certificates: [],
        crls: unique(answers.flatMap((answer) => ('crls' in answer ? answer.crls : []))),
        ocspResponses: unique(answers.flatMap((answer) => ('ocspResponse' in answer ? [answer.ocspResponse] : []))),
        unanswered: Object.fromEntries(
          asked.flatMap(({ fingerprint, answer }) => ('reason' in answer ? [[fingerprint, answer.reason]] : [])),
        ),
      };
    },
  };
}

function unique(items: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(items.map((item) => [Buffer.from(item).toString('latin1'), item])).values()];
}

/** The first service that says good or revoked. */
async function ask(services: Services, certificate: Uint8Array, issuer: Uint8Array): Promise<Answer> {
  // Services forget certificates that are over (RFC 5280, 3.3).
  if (new Date(describeCertificate(certificate).notAfter) < new Date()) return { reason: 'expired' };
  const { ocsp, crls } = readCertificateUrls(certificate);
  let reason = 'none-named';
  for (const url of ocsp) {
    const answer = await attempt(() => askResponder(services, url, certificate, issuer));
    if (!('reason' in answer)) return answer;
    reason = answer.reason;
  }
  // Lists can be parted by reasons, or go on from one another: then they tell together.
  const lists: Uint8Array[] = [];
  for (const url of crls) {
    const answer = await attempt(() => fetchList(services, url, lists, certificate, issuer));
    if (!('reason' in answer)) return answer;
    reason = answer.reason;
  }
  return { reason };
}

async function attempt(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (thrown) {
    const { code, values } = AppError.from(thrown);
    return { reason: code === 'OCSP_UNAVAILABLE' ? `ocsp/${values.reason}` : code };
  }
}

const isTold = ({ state }: CertificateStatus) => state !== 'unknown';
const reasonOf = (status: CertificateStatus) => ({ reason: status.state === 'unknown' ? status.reason : status.state });

async function askResponder(
  { requestOcsp }: Services,
  url: string,
  certificate: Uint8Array,
  issuer: Uint8Array,
): Promise<Answer> {
  const nonce = randomBytes(nonceBytes);
  const response = requireOcspAnswer(await requestOcsp(url, buildOcspRequest({ certificate, issuer, nonce })));
  const { status } = checkOcspResponse({ response, certificate, issuer, at: new Date(), nonce });
  return isTold(status) ? { ocspResponse: response } : reasonOf(status);
}

async function fetchList(
  { fetchCrl }: Services,
  url: string,
  lists: Uint8Array[],
  certificate: Uint8Array,
  issuer: Uint8Array,
): Promise<Answer> {
  const fetched = parseCrls(await fetchCrl(url));
  if (fetched.length === 0) return { reason: 'crl/malformed' };
  lists.push(...fetched);
  const chain = [certificate, issuer];
  const [state] = checkRevocation({ chain, at: new Date(), crls: lists, ocspResponses: [] });
  return state?.state === 'unknown' ? { reason: state.reason } : { crls: [...lists] };
}
