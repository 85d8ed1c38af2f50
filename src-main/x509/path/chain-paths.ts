import { sameBytes } from '../asn1/der-reader.ts';
import type { Certificate } from '../certificates/certificate.ts';
import {
  checkIssuedBy,
  findNamedIssuers,
  isMeantIssuer,
  isSelfIssued,
  maxChainLength,
} from '../certificates/certificate-issuers.ts';
import type { ValueCheck } from '../keys/signature-value.ts';

/** Why a path ends where it does. */
export type PathEnd =
  | 'anchor'
  | 'untrusted-root'
  | 'incomplete'
  | 'bad-signature'
  | 'unsupported-algorithm'
  | 'too-complex';

/** Certificates from the signer's upwards, each issued by the next. */
export interface Path {
  readonly certificates: readonly Certificate[];
  readonly end: PathEnd;
}

/**
 * Hostile certificates can offer countless issuers and paths in circles: after this many signature checks the search ends. Key
 * identifiers bring the true issuers to the front, so that honest chains need a handful.
 */
const maxChecks = 300;
/** More certificates than this in one signature are no help but a burden. */
const maxIntermediates = 200;

/**
 * All paths from a certificate towards the trust anchors (RFC 5280, 6.1, and RFC 4158 for the search), most promising first. Names
 * and signatures link them; everything else about them is still to be judged. A path may go on above an anchor to another one.
 */
export function* findPaths(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
): Generator<Path> {
  const pool = [...anchors, ...intermediates.slice(0, maxIntermediates).filter((one) => !includes(anchors, one))];
  let checksLeft = maxChecks;

  const check = (one: Certificate, issuer: Certificate): ValueCheck => {
    checksLeft -= 1;
    return checkIssuedBy(one, issuer);
  };

  function* climb(path: readonly Certificate[], last: Certificate): Generator<Path> {
    const trusted = includes(anchors, last);
    if (trusted) yield { certificates: path, end: 'anchor' };
    if (isSelfIssued(last) && check(last, last) === 'valid') {
      if (!trusted) yield { certificates: path, end: 'untrusted-root' };
      return;
    }
    if (path.length >= maxChainLength) {
      yield { certificates: path, end: 'too-complex' };
      return;
    }
    let end: PathEnd = 'incomplete';
    let goesOn = false;
    for (const issuer of findNamedIssuers(last, pool)) {
      if (includes(path, issuer)) continue;
      if (checksLeft <= 0) {
        yield { certificates: path, end: 'too-complex' };
        return;
      }
      const result = check(last, issuer);
      if (result === 'valid') {
        goesOn = true;
        yield* climb([...path, issuer], issuer);
      } else if (result === 'unsupported') {
        end = 'unsupported-algorithm';
      } else if (end === 'incomplete' && isMeantIssuer(last, issuer)) {
        end = 'bad-signature';
      }
    }
    if (!goesOn && !trusted) yield { certificates: path, end };
  }

  yield* climb([certificate], certificate);
}

function includes(certificates: readonly Certificate[], sought: Certificate): boolean {
  return certificates.some(({ der }) => sameBytes(der, sought.der));
}
