import { type CertificateInfo, type Finding, judgeSealLabel, ownerNameOf } from '../../contract/index.ts';
import { finding } from '../../x509/index.ts';

/** Whether a seal names who signed with it; nothing is said of one whose name is only what it is for. */
export function judgeNameOnSeal(name: string, signer: Pick<CertificateInfo, 'subject'> | null): Finding[] {
  if (!signer) return [];
  const standing = judgeSealLabel(name, signer.subject);
  if (standing === 'unknown') return [];
  if (standing === 'same') return [finding('seal-name', 'passed', 'seal-name/same', {})];
  return [finding('seal-name', 'warning', 'seal-name/differs', { name, owner: ownerNameOf(signer.subject) })];
}
