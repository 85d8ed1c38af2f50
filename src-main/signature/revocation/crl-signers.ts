import {
  type Certificate,
  checkSignatureValue,
  findPaths,
  isSameName,
  judgePath,
  readKeyUsage,
  readSignatureMethod,
  sameBytes,
  type ValueCheck,
} from '../../x509/index.ts';
import type { Crl } from './crl-structure.ts';

/** Among whom the signer of a list is found. */
export interface SignerCircle {
  /** The path of the certificate in question, from its issuer to the trust anchor. */
  readonly authorities: readonly Certificate[];
  readonly others: readonly Certificate[];
  /** For when a signer that is no part of the path has to be valid. */
  readonly now: Date;
  /** Whether a certificate was revoked, by a path of its own; unknown where the answer would hang on itself. */
  readonly statusOf: (path: readonly Certificate[]) => 'good' | 'revoked' | 'unknown';
  /** How many more signatures may be checked, and ways up from signers be looked for, for all lists together. */
  readonly budget: { checks: number; searches: number };
}

/**
 * A file can bring any number of lists, and of certificates that bear the name of its issuer. Where they are too many for all to
 * be looked at, nobody is cleared: a list that matters could hide among them.
 */
export const newBudget = (): SignerCircle['budget'] => ({ checks: 2000, searches: 20 });

export type CrlSigner =
  /** `problem`: why its silence clears nobody, though what it says of revocations counts. */
  | { readonly signed: true; readonly spki: Uint8Array; readonly problem: SignerProblem | undefined }
  | { readonly signed: false; readonly problem: SignerProblem };

type SignerProblem =
  | 'signature-invalid'
  | 'algorithm-unsupported'
  | 'signer-unknown'
  | 'issuer-not-authorized'
  | 'signer-not-trusted'
  | 'signer-revoked'
  | 'signer-unchecked'
  | 'too-complex';

/** More ways up from a signer are no help but a burden. */
const maxPaths = 4;
/** The search for paths takes notice of no more certificates than about this many. */
const maxOthers = 180;

/**
 * Who signed a list, and whether he may (RFC 5280, 6.3.3 (f)): the issuer, the same authority under another key (a rolled-over
 * one, or one for lists only), or whom the certificate names for an indirect list. Whoever is no part of the path of the
 * certificate has to lead to the same trust anchor, to be certified by an authority of that path, and not to be revoked.
 */
export function findCrlSigner(crl: Crl, isOwn: boolean, circle: SignerCircle): CrlSigner {
  const named = [...circle.authorities, ...circle.others].filter((one) => isSameName(one.subject, crl.issuer));
  const distinct = [...new Set(named)];
  let found: CrlSigner = { signed: false, problem: 'signer-unknown' };
  for (const candidate of distinct) {
    const checked = checkCrlSignature(crl, candidate, circle.budget);
    if (checked === 'too-complex') return { signed: false, problem: 'too-complex' };
    if (checked !== 'valid') {
      const problem = checked === 'invalid' ? 'signature-invalid' : 'algorithm-unsupported';
      if (!found.signed) found = { signed: false, problem };
      continue;
    }
    const standing = judgeStanding(candidate, isOwn, circle);
    if (standing === 'stranger') continue;
    if (standing === undefined) return { signed: true, spki: candidate.spki, problem: undefined };
    found = { signed: true, spki: candidate.spki, problem: standing };
    if (standing === 'too-complex') return found;
  }
  return found;
}

function judgeStanding(
  signer: Certificate,
  isOwn: boolean,
  { authorities, others, now, statusOf, budget }: SignerCircle,
): SignerProblem | 'stranger' | undefined {
  const [issuer] = authorities;
  const anchor = authorities.at(-1);
  if (issuer === undefined || anchor === undefined) return 'stranger';
  const isInPath = authorities.some(({ der }) => sameBytes(der, signer.der)) || sameBytes(signer.spki, issuer.spki);
  const usage = readKeyUsage(signer);
  const problem = usage === undefined || usage.includes('cRLSign') ? undefined : 'issuer-not-authorized';
  if (isInPath) return problem;
  const certifiers = isOwn ? [issuer.subject, issuer.issuer] : authorities.map(({ subject }) => subject);
  if (!certifiers.some((name) => isSameName(name, signer.issuer))) return 'stranger';
  // What it says of revocations counts all the same.
  if (budget.searches <= 0) return 'too-complex';
  budget.searches -= 1;
  let standing: SignerProblem | 'stranger' = 'stranger';
  let count = 0;
  for (const path of findPaths(signer, [...authorities, ...others], [anchor])) {
    if (path.end !== 'anchor' || count >= maxPaths) continue;
    count += 1;
    const judged = problem ?? judgeSignerPath(path.certificates, authorities, now, statusOf);
    if (judged === undefined) return undefined;
    standing = judged;
  }
  return standing === 'stranger' && others.length > maxOthers ? 'too-complex' : standing;
}

function judgeSignerPath(
  path: readonly Certificate[],
  authorities: readonly Certificate[],
  now: Date,
  statusOf: SignerCircle['statusOf'],
): SignerProblem | undefined {
  const findings = judgePath(path, now, 'revocation-lists');
  if (findings.some(({ state }) => state !== 'passed' && state !== 'warning')) return 'signer-not-trusted';
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    // Those are judged with the path itself.
    if (authorities.some(({ der }) => sameBytes(der, certificate.der))) continue;
    const status = statusOf(path.slice(index));
    if (status !== 'good') return status === 'revoked' ? 'signer-revoked' : 'signer-unchecked';
  }
  return undefined;
}

/** One CRL is asked about many certificates; its signature stays what it is. */
const checkedSignatures = new WeakMap<Crl, WeakMap<Certificate, ValueCheck>>();

function checkCrlSignature(crl: Crl, signer: Certificate, budget: SignerCircle['budget']): ValueCheck | 'too-complex' {
  const known = checkedSignatures.get(crl) ?? new WeakMap<Certificate, ValueCheck>();
  checkedSignatures.set(crl, known);
  const earlier = known.get(signer);
  if (earlier !== undefined) return earlier;
  if (budget.checks <= 0) return 'too-complex';
  budget.checks -= 1;
  const check = checkAnew(crl, signer);
  known.set(signer, check);
  return check;
}

function checkAnew(crl: Crl, signer: Certificate): ValueCheck {
  const method = readSignatureMethod(crl.signatureAlgorithm);
  return method === undefined ? 'unsupported' : checkSignatureValue(signer.spki, method, crl.tbs, crl.signature);
}
