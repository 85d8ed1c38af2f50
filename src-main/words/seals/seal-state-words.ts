import {
  findBoundCertificate,
  type Language,
  nameDiffers,
  type SealWithState,
  type Token,
} from '../../contract/index.ts';
import { formatDay } from '../local-time.ts';
import { serialTail } from '../measures.ts';
import { nameWords } from '../name-words.ts';
import { visibleText } from '../visible-text.ts';

interface SealStateWords {
  readonly ready: string;
  readonly expiring: (what: 'certificate' | 'seal', days: number) => string;
  readonly 'token-absent': (tail: string) => string;
  /** `problem` is empty where the certificate is not on the token. */
  readonly 'certificate-unusable': (problem: string) => string;
  readonly 'pin-locked': (tail: string) => string;
  readonly suspended: (reason: string) => string;
  readonly revoked: (reason: string) => string;
  readonly 'not-yet-valid': (day: string) => string;
  readonly expired: (day: string) => string;
  readonly 'to-be-remade': string;
}

const sealStateWords: Readonly<Record<Language, SealStateWords>> = {
  'zh-CN': {
    ready: '正常',
    expiring: (what, days) =>
      `即将到期：${what === 'seal' ? '印章' : '证书'}${days < 1 ? '不足 1 天' : `剩余 ${days} 天`}`,
    'token-absent': (tail) => `请插入 UKey ${tail}`,
    'certificate-unusable': (problem) => (problem === '' ? '证书不在 UKey 中；已续期的，请改绑续期后的证书' : problem),
    'pin-locked': (tail) => `UKey ${tail} 已锁定，请先解锁`,
    suspended: (reason) => `已冻结：${reason}`,
    revoked: (reason) => `已注销：${reason}`,
    'not-yet-valid': (day) => `未生效：自 ${day} 起可用`,
    expired: (day) => `已过期：印章有效期至 ${day}，须重新签发`,
    'to-be-remade': '证书已续期：国标印章只认原证书，须由制章人重新签发',
  },
  en: {
    ready: 'Active',
    expiring: (what, days) =>
      `Expires soon: ${what === 'seal' ? 'the seal' : 'its certificate'}, ${days < 1 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`} left`,
    'token-absent': (tail) => `Plug in token ${tail}`,
    'certificate-unusable': (problem) =>
      problem === ''
        ? 'Its certificate is not on the token; after a renewal, bind the seal to the renewed one'
        : problem,
    'pin-locked': (tail) => `Token ${tail} is locked; unlock it first`,
    suspended: (reason) => `Suspended: ${reason}`,
    revoked: (reason) => `Revoked: ${reason}`,
    'not-yet-valid': (day) => `Not valid yet: usable from ${day}`,
    expired: (day) => `Expired: the seal was valid until ${day}; it has to be made again`,
    'to-be-remade': 'Certificate renewed: the national-standard seal names the old one; its maker has to make it again',
  },
};

/** The last instant at which the seal can be used: the end of its certificate, or its own when that comes first. */
export function endOf({ binding, standard }: SealWithState): { what: 'certificate' | 'seal'; at: string } {
  const sealEndsFirst = standard !== null && Date.parse(standard.validUntil) < Date.parse(binding.notAfter);
  return sealEndsFirst ? { what: 'seal', at: standard.validUntil } : { what: 'certificate', at: binding.notAfter };
}

/** The bindings that sign for a seal: its own, then its companion's. */
export const signersOf = ({ binding, companion }: Pick<SealWithState, 'binding' | 'companion'>) =>
  companion === null ? [binding] : [binding, companion];

/**
 * Of those who sign for a seal, the one that its state speaks of: the first whose certificate is not at hand and
 * usable.
 */
function troubledSigner(seal: SealWithState, tokens: readonly Token[]) {
  const signers = signersOf(seal).map((binding) => {
    const found = findBoundCertificate(tokens, binding);
    const token = found.missing === 'token' ? undefined : found.token;
    const certificate = found.missing === null ? found.certificate : undefined;
    return { binding, token, certificate };
  });
  const troubled = signers.find(
    ({ token, certificate }) => certificate?.problem !== null || token?.pinState === 'locked',
  );
  return troubled ?? signers[0];
}

const namingWords = {
  'zh-CN': {
    differs: (onSeal: string, owner: string) => `印章上的名称与证书不同：印章写的是“${onSeal}”，证书属于“${owner}”`,
    because: (reason: string) => `理由：${reason}`,
    unread: '印章图片上的名称程序无法判断，请自行与证书核对',
  },
  en: {
    differs: (onSeal: string, owner: string) =>
      `The name on the seal is not the one in the certificate: it says “${onSeal}”, the certificate is that of “${owner}”`,
    because: (reason: string) => `Reason given: ${reason}`,
    unread: 'No program can judge the name in the picture of a seal; compare it with the certificate yourself',
  },
} as const satisfies Record<Language, unknown>;

/** What there is to say of the name on a seal: that it differs, and why, or that nobody can judge it; else null. */
export function describeSealNaming(
  { naming, artworkKind }: Pick<SealWithState, 'naming' | 'artworkKind'>,
  language: Language,
): { differs: boolean; text: string } | null {
  const words = namingWords[language];
  if (naming && nameDiffers(naming)) {
    const { onSeal, inCertificate, reason } = naming;
    const told = words.differs(visibleText(onSeal), visibleText(inCertificate));
    return {
      differs: true,
      text: [told, ...(reason === '' ? [] : [words.because(visibleText(reason))])].join(
        language === 'en' ? '. ' : '。',
      ),
    };
  }
  return artworkKind === 'image' && naming?.onSeal === '' ? { differs: false, text: words.unread } : null;
}

/**
 * The state of a seal in words: for an unusable one, the reason and what to do. `tokens` are those that are plugged
 * in.
 */
export function describeSealState(seal: SealWithState, tokens: readonly Token[], language: Language): string {
  const words = sealStateWords[language];
  const signer = troubledSigner(seal, tokens);
  const tail = serialTail(signer?.binding.tokenSerial ?? seal.binding.tokenSerial);
  const reason = seal.register.at(-1)?.reason ?? '';
  const dayOf = (instant: string | undefined) => (instant === undefined ? '' : formatDay(instant, language));
  switch (seal.state) {
    case 'ready':
    case 'to-be-remade':
      return words[seal.state];
    case 'expiring':
      return words.expiring(endOf(seal).what, seal.daysLeft);
    case 'token-absent':
    case 'pin-locked':
      return words[seal.state](tail);
    case 'certificate-unusable': {
      const problem = signer?.certificate?.problem;
      return words['certificate-unusable'](problem ? nameWords[language].certificateProblems[problem] : '');
    }
    case 'suspended':
    case 'revoked':
      return words[seal.state](reason);
    case 'not-yet-valid':
      return words['not-yet-valid'](dayOf(seal.standard?.validFrom));
    case 'expired':
      return words.expired(dayOf(seal.standard?.validUntil));
  }
}
