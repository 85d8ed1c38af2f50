import { readSignatureMethod } from '../algorithm.ts';
import { type Certificate, readKeyUsage } from '../certificate.ts';
import { isSameName } from '../certificate-issuers.ts';
import { findPaths } from '../chain-paths.ts';
import { judgePath } from '../chain-rules.ts';
import type { Crl } from '../crl-structure.ts';
import { sameBytes } from '../der-reader.ts';
import { checkSignatureValue, type ValueCheck } from '../signature-value.ts';

/** Among whom the signer of a list is found. */
export interface SignerCircle {
  /** The path of the certificate in question, from its issuer to the trust anchor. */
  readonly authorities: readonly Certificate[];
  readonly others: readonly Certificate[];
  /** For when a signer that is no part of the path has to be valid. */
  readonly now: Date;
  /** Whether a certificate was revoked, by a path of its own; unknown where the answer would hang on itself. */
  readonly statusOf: (path: readonly Certificate[]) => 'good' | 'revoked' | 'unknown';
}

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
  | 'signer-unchecked';

/** More certificates of one name, and ways up from them, are no help but a burden. */
const maximumSigners = 10;
const maximumPaths = 4;

/**
 * Who signed a list, and whether he may (RFC 5280, 6.3.3 (f)): the issuer, the same authority under another key (a rolled-over one, or one
 * for lists only), or whom the certificate names for an indirect list. Whoever is no part of the path of the certificate has to lead to the
 * same trust anchor, to be certified by an authority of that path, and not to be revoked.
 */
export function findCrlSigner(crl: Crl, isOwn: boolean, circle: SignerCircle): CrlSigner {
  const named = [...circle.authorities, ...circle.others].filter((one) => isSameName(one.subject, crl.issuer));
  const distinct = named.filter((one, index) => named.findIndex(({ der }) => sameBytes(der, one.der)) === index);
  let found: CrlSigner = { signed: false, problem: 'signer-unknown' };
  for (const candidate of distinct.slice(0, maximumSigners)) {
    const checked = checkCrlSignature(crl, candidate);
    if (checked !== 'valid') {
      const problem = checked === 'invalid' ? 'signature-invalid' : 'algorithm-unsupported';
      if (!found.signed) found = { signed: false, problem };
      continue;
    }
    const standing = judgeStanding(candidate, isOwn, circle);
    if (standing === 'stranger') continue;
    if (standing === undefined) return { signed: true, spki: candidate.spki, problem: undefined };
    found = { signed: true, spki: candidate.spki, problem: standing };
  }
  return found;
}

function judgeStanding(
  signer: Certificate,
  isOwn: boolean,
  { authorities, others, now, statusOf }: SignerCircle,
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
  let standing: SignerProblem | 'stranger' = 'stranger';
  let count = 0;
  for (const path of findPaths(signer, [...authorities, ...others], [anchor])) {
    if (path.end !== 'anchor' || count >= maximumPaths) continue;
    count += 1;
    const judged = problem ?? judgeSignerPath(path.certificates, authorities, now, statusOf);
    if (judged === undefined) return undefined;
    standing = judged;
  }
  return standing;
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

function checkCrlSignature(crl: Crl, signer: Certificate): ValueCheck {
  const known = checkedSignatures.get(crl) ?? new WeakMap<Certificate, ValueCheck>();
  checkedSignatures.set(crl, known);
  const check = known.get(signer) ?? checkAnew(crl, signer);
  known.set(signer, check);
  return check;
}

function checkAnew(crl: Crl, signer: Certificate): ValueCheck {
  const method = readSignatureMethod(crl.signatureAlgorithm);
  return method === undefined ? 'unsupported' : checkSignatureValue(signer.spki, method, crl.tbs, crl.signature);
}
