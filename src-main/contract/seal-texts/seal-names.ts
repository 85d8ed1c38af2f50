import { z } from 'zod';
import type { SealDesign } from '../seal-designs.ts';

/**
 * How the name on a seal stands to its certificate. `related`: a subordinate unit or a short name, which somebody has to
 * answer for. `unknown`: nobody can judge it, since it is a picture, or names a person or nothing.
 */
export const sealNameStanding = z.enum(['same', 'related', 'different', 'unknown']);
export type SealNameStanding = z.infer<typeof sealNameStanding>;

/** What is known of the name on a seal. */
export const sealNaming = z.object({
  standing: sealNameStanding,
  onSeal: z.string().describe('empty: a picture'),
  inCertificate: z.string(),
  reason: z.string().describe('what whoever made the seal said of a name that is not the one in the certificate'),
});
export type SealNaming = z.infer<typeof sealNaming>;

/** Whether a seal is known to name somebody else than its certificate does; whoever made it may have said why. */
export const nameDiffers = ({ standing }: Pick<SealNaming, 'standing'>): boolean =>
  standing === 'related' || standing === 'different';

/** Who a certificate is for: its organization, else its common name. */
interface Owner {
  readonly organization?: string | undefined;
  readonly commonName?: string | undefined;
}

/** What a seal is for, at the end of its text or name: it names nobody. */
const purpose =
  /(?:行政|业务|财务|合同|发票|报关|审验|审核|检验|法人|电子|试用)*(?:专用章|公章|名章|审验章|印章|之印|之章|印|章)$/u;
/** What a short name leaves out at the end. */
const legalForm =
  /^(?:集团|控股|有限|责任|股份|公司|co|ltd|limited|inc|incorporated|llc|llp|gmbh|ag|sa|plc|corp|corporation)+$/u;
/** A word that only units bear in their names. */
const unitWord =
  /公司|集团|厂|局|厅|院|中心|学校|大学|中学|小学|银行|政府|委员会|协会|学会|基金会|事务所|合作社|派出所|company|limited|ltd|bureau|ministry|university|bank/u;

/** Letters and digits only: width, case, spaces, brackets and points make no other name. */
const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const withoutPurpose = (text: string) => {
  const named = bare(text);
  return named.replace(purpose, '');
};

/** Whether the characters of `short` stand in `long`, in their order. */
function isAbbreviation(short: string, long: string): boolean {
  let from = 0;
  for (const character of short) {
    const at = long.indexOf(character, from);
    if (at < 0) return false;
    from = at + character.length;
  }
  return true;
}

const shortestName = 2;

function standingTo(onSeal: string, owner: string): SealNameStanding {
  const [name, full] = [withoutPurpose(onSeal), bare(owner)];
  if (name === '' || full === '') return 'unknown';
  if (name === full || bare(onSeal) === full) return 'same';
  if (name.startsWith(full)) return 'related';
  // A branch is not its head office, though its name begins with it.
  if (full.startsWith(name) && unitWord.test(name) && !legalForm.test(full.slice(name.length))) return 'different';
  return name.length >= shortestName && isAbbreviation(name, full) ? 'related' : 'different';
}

/** Some authorities write `051@name@number@1` as the common name, and themselves as the organization. */
const partsOf = (commonName: string) => commonName.split('@').filter((part) => /\p{L}{2}/u.test(part));

/** The name in a certificate that a seal is expected to bear. */
export function ownerNameOf({ organization = '', commonName = '' }: Owner): string {
  const [named] = commonName.includes('@') ? partsOf(commonName) : [];
  return named ?? (organization || commonName);
}

const namesOf = ({ organization = '', commonName = '' }: Owner) =>
  [organization, commonName, ...partsOf(commonName)].filter((name) => name !== '');

/** The names by which a document may speak of whom a seal stands for: the one on it, and those in its certificate. */
export function namesOfParty(onSeal: string, owner: Owner): string[] {
  const names = [withoutPurpose(onSeal), ...namesOf(owner)];
  return [...new Set(names)].filter((name) => name.length >= shortestName);
}

const bestFirst: readonly SealNameStanding[] = ['same', 'related', 'different', 'unknown'];

/** Holds the name that is drawn on a seal against the certificate that it is bound to. */
export function judgeSealName(onSeal: string, owner: Owner): SealNameStanding {
  const standings = namesOf(owner).map((name) => standingTo(onSeal, name));
  return bestFirst.find((standing) => standings.includes(standing)) ?? 'unknown';
}

/**
 * The same for the seal of a person. The certificate of a unit seldom names its people: then nobody can judge; a unit
 * that stands where a person should is judged as one.
 */
export function judgePersonName(onSeal: string, owner: Owner): SealNameStanding {
  const name = withoutPurpose(onSeal);
  if (name !== '' && namesOf(owner).some((one) => bare(one).includes(name))) return 'same';
  if (unitWord.test(name)) return judgeSealName(onSeal, owner);
  return owner.organization ? 'unknown' : judgeSealName(onSeal, owner);
}

/** The same for what a seal is called, which may be no more than what it is for or which of several it is. */
export function judgeSealLabel(label: string, owner: Owner): SealNameStanding {
  const standing = judgeSealName(label, owner);
  return standing === 'same' || unitWord.test(withoutPurpose(label)) ? standing : 'unknown';
}

/** The text of a design that says whose seal it is. */
export function nameOnDesign(design: SealDesign): string {
  if (design.shape === 'square') return design.text.replace(/\s/gu, '');
  return design.shape === 'rectangle' ? design.topText : design.ringText;
}
