import {
  AppError,
  type DistinguishedName,
  isDoubtfulTaxNumber,
  judgePersonName,
  judgeSealLabel,
  judgeSealName,
  nameOnDesign,
  ownerNameOf,
  type Seal,
  type SealDesign,
  type SealKind,
  type SealNaming,
} from '../contract/index.ts';

interface NamedDesign {
  readonly kind: SealKind;
  readonly design: SealDesign;
}

/**
 * What is kept of the name on a seal that is drawn here. For trial anybody may see what his seal would look like: the
 * impression itself says that it is one.
 * @throws AppError SEAL_NAME_DIFFERS, SEAL_NAME_REASON_NEEDED
 */
export function namingOfDesign(
  { kind, design, reason, trial }: NamedDesign & { readonly reason: string; readonly trial: boolean },
  certificate: DistinguishedName,
): SealNaming {
  const name = nameOnDesign(design);
  const owner = ownerNameOf(certificate);
  const judge = kind === 'legal-representative' ? judgePersonName : judgeSealName;
  const standing = judge(name, certificate);
  if (!trial && standing === 'different') throw new AppError('SEAL_NAME_DIFFERS', { name, owner });
  if (!trial && standing === 'related' && reason === '') throw new AppError('SEAL_NAME_REASON_NEEDED', { name, owner });
  return { standing, onSeal: name, inCertificate: owner, reason: standing === 'same' ? '' : reason };
}

/** What a picture says nobody reads. */
export function namingOfPicture(certificate: DistinguishedName): SealNaming {
  return { standing: 'unknown', onSeal: '', inCertificate: ownerNameOf(certificate), reason: '' };
}

/** What is kept of the name that a maker gave a seal of GB/T 38540: he answers for it, and a difference is shown. */
export function namingOfStandard(name: string, certificate: DistinguishedName): SealNaming {
  return {
    standing: judgeSealLabel(name, certificate),
    onSeal: name,
    inCertificate: ownerNameOf(certificate),
    reason: '',
  };
}

/** @throws AppError TAX_NUMBER_DOUBTFUL */
export function assertTaxNumber({ kind, design }: NamedDesign, isConfirmed: boolean): void {
  if (kind !== 'invoice' || design.shape === 'square' || isConfirmed) return;
  if (isDoubtfulTaxNumber(design.middleText)) throw new AppError('TAX_NUMBER_DOUBTFUL', { number: design.middleText });
}

/**
 * The name that a seal of GB/T 38540 is made under is that of the seal in the library, which may be any text.
 * @throws AppError SEAL_NAME_DIFFERS, SEAL_NAME_REASON_NEEDED
 */
export function assertNameMayBeMade(
  { name, trial, naming }: Pick<Seal, 'name' | 'trial' | 'naming'>,
  certificate: DistinguishedName,
): void {
  const { standing, inCertificate: owner } = namingOfStandard(name, certificate);
  if (trial) return;
  if (standing === 'different') throw new AppError('SEAL_NAME_DIFFERS', { name, owner });
  if (standing === 'related' && !naming?.reason) throw new AppError('SEAL_NAME_REASON_NEEDED', { name, owner });
}
