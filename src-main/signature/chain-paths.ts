import type { Certificate } from './certificate.ts';
import {
  checkIssuedBy,
  findNamedIssuers,
  isMeantIssuer,
  isSelfSigned,
  maximumChainLength,
} from './certificate-issuers.ts';
import { sameBytes } from './der-reader.ts';
import type { ValueCheck } from './signature-value.ts';

/** Why a path ends where it does. */
export type PathEnd =
  | 'anchor'
  | 'untrusted-root'
  | 'incomplete'
  | 'bad-signature'
  | 'unsupported-algorithm'
  | 'too-long';

/** Certificates from the signer's upwards, each issued by the next. */
export interface Path {
  readonly certificates: readonly Certificate[];
  readonly end: PathEnd;
}

/** Hostile certificates that issue each other in circles have countless paths: after this many steps no more are sought. */
const maximumSteps = 400;

/**
 * All paths from a certificate towards the trust anchors (RFC 5280, 6.1, and RFC 4158 for the search), most promising first. Names
 * and signatures link them; everything else about them is still to be judged. A path may go on above an anchor to another one.
 */
export function* findPaths(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
): Generator<Path> {
  const pool = [...anchors, ...intermediates.filter((one) => !includes(anchors, one))];
  const checks = new Map<Certificate, Map<Certificate, ValueCheck>>();
  let steps = 0;

  const check = (one: Certificate, issuer: Certificate): ValueCheck => {
    const known = checks.get(one) ?? new Map<Certificate, ValueCheck>();
    checks.set(one, known);
    const result = known.get(issuer) ?? checkIssuedBy(one, issuer);
    known.set(issuer, result);
    return result;
  };

  function* climb(path: readonly Certificate[], last: Certificate): Generator<Path> {
    steps += 1;
    const trusted = includes(anchors, last);
    if (trusted) yield { certificates: path, end: 'anchor' };
    if (isSelfSigned(last)) {
      if (!trusted) yield { certificates: path, end: 'untrusted-root' };
      return;
    }
    if (path.length >= maximumChainLength || steps > maximumSteps) {
      yield { certificates: path, end: 'too-long' };
      return;
    }
    let end: PathEnd = 'incomplete';
    let goesOn = false;
    for (const issuer of findNamedIssuers(last, pool)) {
      if (includes(path, issuer)) continue;
      const result = check(last, issuer);
      if (result === 'valid') {
        goesOn = true;
        yield* climb([...path, issuer], issuer);
        if (steps > maximumSteps) return;
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
