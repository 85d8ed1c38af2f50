import { AppError, findingCodes, findingTable, type SignatureReport } from '../contract/index.ts';
import { fateOfSignatures } from '../verification/index.ts';

/** What the check asks of a report. */
interface CheckedReport {
  readonly signatures: readonly (Pick<
    SignatureReport,
    'fieldName' | 'verdict' | 'laterChanges' | 'findings' | 'coversWholeFile' | 'coveredUntil'
  > & { readonly certificate: { readonly fingerprint: string } | null })[];
}

/** What was to be signed, and by whom. */
interface MadeSignature {
  readonly fieldName: string;
  readonly placement: {
    readonly certificate: { readonly fingerprint: string };
    readonly form: { readonly checks: 'cms' | 'ses' | 'ofd' };
  };
}

function fail(detail: string): never {
  throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail });
}

function passed(
  signature: Pick<SignatureReport, 'findings'>,
  code: SignatureReport['findings'][number]['code'],
): boolean {
  return signature.findings.some((finding) => finding.code === code && finding.state === 'passed');
}

/** The checks that a signature of ours has to pass. */
const checksOf = (kind: 'cms' | 'ses' | 'ofd') => findingCodes.filter((code) => findingTable[code].ours.includes(kind));

/**
 * What must hold of a stamped file before it is delivered: our signatures are whole, made with the certificate that was
 * shown, and nothing that was good about earlier signatures got worse.
 * @throws AppError SIGNATURE_SELF_CHECK_FAILED
 */
export function assertStamped(
  report: CheckedReport,
  before: CheckedReport | null,
  made: readonly MadeSignature[],
): void {
  for (const [index, { fieldName, placement }] of made.entries()) {
    const [own, another] = report.signatures.filter((signature) => signature.fieldName === fieldName);
    if (!own) fail('own-signature-missing');
    if (another) fail('own-signature-not-alone');
    if (own.verdict === 'invalid' || own.laterChanges === 'changed') fail('own-signature-not-valid');
    for (const code of checksOf(placement.form.checks)) {
      if (!passed(own, code)) fail(`own-signature-${code}`);
    }
    if (own.certificate?.fingerprint !== placement.certificate.fingerprint) fail('another-certificate');
    if (index === made.length - 1 && !own.coversWholeFile) fail('own-signature-does-not-cover-the-file');
  }
  const fate = fateOfSignatures(before?.signatures ?? [], report.signatures);
  if (fate !== 'kept') fail(fate === 'missing' ? 'earlier-signature-missing' : 'earlier-signature-broken');
}
