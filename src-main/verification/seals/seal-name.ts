import { type CertificateInfo, type Finding, judgeSealLabel, ownerNameOf } from '../../contract/index.ts';
import type { OtherName } from '../../pdf/index.ts';
import { finding } from '../../x509/index.ts';

/** A name on a picture that the signature tells of. */
export type ToldName = OtherName;

/**
 * What the signature itself says of the name on its picture, which nobody else can read. It is told where it is another than the
 * signer's, and never counts for him: that a picture bears his name he can say of any.
 */
function judgeToldName(told: OtherName | null, signer: Pick<CertificateInfo, 'subject'> | null): Finding[] {
  if (!told || !signer) return [];
  const values = { name: told.onSeal, owner: ownerNameOf(signer.subject) };
  if (told.reason === '') return [finding('seal-name', 'warning', 'seal-name/told-by-signer', values)];
  return [finding('seal-name', 'warning', 'seal-name/told-with-reason', { ...values, why: told.reason })];
}

/** Whether a seal names who signed with it; nothing is said of one whose name is only what it is for. */
function judgeNameOnSeal(name: string, signer: Pick<CertificateInfo, 'subject'> | null): Finding[] {
  if (!signer) return [];
  const standing = judgeSealLabel(name, signer.subject);
  if (standing === 'unknown') return [];
  if (standing === 'same') return [finding('seal-name', 'passed', 'seal-name/same', {})];
  return [finding('seal-name', 'warning', 'seal-name/differs', { name, owner: ownerNameOf(signer.subject) })];
}

/** Of a seal with its own data first what its maker signed, null without; then what the signer says of its picture. */
export function judgeNames(
  sealName: string | null,
  told: OtherName | null,
  signer: Pick<CertificateInfo, 'subject'> | null,
): Finding[] {
  const ofSeal = sealName === null ? [] : judgeNameOnSeal(sealName, signer);
  const ofPicture = judgeToldName(told, signer);
  return ofPicture.length > 0 && ofSeal.every(({ state }) => state === 'passed') ? ofPicture : ofSeal;
}
