import type { Finding, Receipt, SignatureReport } from '../contract/index.ts';
import { finding } from '../x509/index.ts';
import type { CheckedSignature } from './check-signature.ts';
import { describe, describeChain, describeMaker, describeSeal, findUntrustedTop } from './descriptions.ts';
import { type JudgedChanges, untoldWhereBroken } from './later-changes.ts';
import { judgeNames, type ToldName } from './seals/seal-name.ts';
import { factsOf } from './timestamps.ts';
import { breaksIntegrity, signatureVerdict } from './verdict/signature-verdict.ts';
import { signingTimeFinding } from './verdict/signing-time.ts';

/** What is known of a signature beside its value, whatever the format of the file. */
export interface SignedIn {
  /** About the signature and what it covers. */
  readonly ofSignature: readonly Finding[];
  /** About the file that it is in. */
  readonly ofFile: readonly Finding[];
  readonly later: JudgedChanges;
  /** Neither what it covers nor the signature was changed. */
  readonly isIntact: boolean;
  readonly now: Date;
  /** What the file says of it that nobody checks. */
  readonly told: {
    readonly signerName: string;
    readonly receipt: Receipt | null;
    readonly otherName: ToldName | null;
  };
}

/** Who signed, when, and what that is worth: what a report says of a signature but for its place in the file. */
export function reportSigner(
  checked: CheckedSignature,
  { ofSignature, ofFile, later: judgedLater, isIntact, now, told }: SignedIn,
) {
  const { certificate, chain, claimedTime, proof } = checked;
  const time = proof?.verification.genTime ?? claimedTime;
  const info = certificate ? describe(certificate) : null;
  const isTrial = info?.trial ?? false;
  const { findings: laterFindings, ...later } = judgedLater;
  const findings: Finding[] = [
    ...ofSignature,
    ...ofFile,
    signingTimeFinding(claimedTime, proof?.verification.genTime ?? null, now),
    ...judgeNames(checked.seal?.seal?.info.property.name ?? null, told.otherName, info),
    ...(isTrial ? [finding('trial', 'warning', 'trial/made-for-trial')] : []),
    ...untoldWhereBroken(laterFindings, breaksIntegrity(ofSignature)),
  ];
  const trusted = chain?.trusted ?? false;
  const verdict = signatureVerdict(findings, isIntact, trusted, isTrial);
  return {
    verdict,
    algorithm: checked.algorithm || 'unknown',
    ...later,
    digest: checked.contentDigest ? Buffer.from(checked.contentDigest).toString('hex') : '',
    signingTime: time?.toISOString() ?? null,
    signingTimeSource: proof ? 'timestamp' : claimedTime ? 'signer-clock' : 'none',
    timestamp: factsOf(proof),
    claimedTimestamp: checked.claimedTimestamp,
    signerName: info?.subject.display ?? told.signerName,
    certificate: info,
    chain: describeChain(chain),
    untrustedTop: findUntrustedTop(chain, verdict),
    seal: checked.seal ? describeSeal(checked.seal) : null,
    receipt: told.receipt,
    sealMaker: checked.seal ? describeMaker(checked.seal) : null,
    trusted,
    trial: isTrial,
    findings,
  } satisfies Partial<SignatureReport>;
}
