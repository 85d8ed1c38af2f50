import type { HistoryOutcome, Language, SealLifeEvent, SealRegisterState } from '../../contract/index.ts';
import { historyWords } from '../history-words.ts';
import { visibleText } from '../visible-text.ts';

interface SealLifeWords {
  readonly registerStates: Readonly<Record<SealRegisterState, string>>;
  readonly withPin: string;
  readonly withoutPin: string;
  readonly drawn: string;
  readonly issued: string;
  readonly companion: string;
  readonly toToken: string;
  readonly fromToken: string;
  readonly handover: (from: string, to: string) => string;
  readonly notOnRecord: string;
  readonly used: (count: number) => string;
  readonly unfinished: (count: number) => string;
  readonly neverUsed: string;
}

export const sealLifeWords: Readonly<Record<Language, SealLifeWords>> = {
  'zh-CN': {
    registerStates: { active: '正常', suspended: '已冻结', revoked: '已注销' },
    withPin: '已验证 PIN 码',
    withoutPin: '未验证 PIN 码',
    drawn: '画印章',
    issued: '签发国家标准印章',
    companion: '设置双签名',
    toToken: '写入 UKey',
    fromToken: '从 UKey 导入',
    handover: (from, to) => `${from} 移交给 ${to}`,
    notOnRecord: '现在的用印记录中没有此事件，依据印章自己的登记',
    used: (count) => `用印 ${count} 次`,
    unfinished: (count) => `另有 ${count} 次没有盖成或没有记完`,
    neverUsed: '没有用过',
  },
  en: {
    registerStates: { active: 'active', suspended: 'suspended', revoked: 'revoked' },
    withPin: 'with PIN',
    withoutPin: 'without PIN',
    drawn: 'Seal drawn',
    issued: 'National-standard seal issued',
    companion: 'Second signature set',
    toToken: 'Written to a token',
    fromToken: 'Imported from a token',
    handover: (from, to) => `${from} to ${to}`,
    notOnRecord: 'not in the present record; the seal itself says so',
    used: (count) => (count === 1 ? 'used once' : `used ${count} times`),
    unfinished: (count) => `${count} more ended without a stamp or without an outcome`,
    neverUsed: 'never used',
  },
};

const text = (value: unknown) => (typeof value === 'string' ? visibleText(value) : '');

function kindWord({ kind, data }: SealLifeEvent, language: Language): string {
  const words = sealLifeWords[language];
  if (kind === 'seal-made') return data.makerFingerprint === undefined ? words.drawn : words.issued;
  if (kind === 'seal-bound' && data.companionFingerprint !== undefined) return words.companion;
  if (kind === 'seal-imported' && data.from === 'token') return words.fromToken;
  if (kind === 'seal-exported' && data.to === 'token') return words.toToken;
  return historyWords[language].eventKinds[kind];
}

/** One thing that happened to a seal: what, why or how, and whether a PIN vouched for it (null: none was wanted). */
export function describeSealLife(
  event: SealLifeEvent,
  language: Language,
): { what: string; why: string; withPin: boolean | null } {
  const words = sealLifeWords[language];
  const { kind, data } = event;
  const why =
    kind === 'handover'
      ? words.handover(text(data.from), text(data.to))
      : [data.reason, data.finding, data.note, data.fileName]
          .map(text)
          .filter((told) => told !== '')
          .join(' · ');
  return {
    what: kindWord(event, language),
    why,
    withPin: typeof data.withPin === 'boolean' ? data.withPin : null,
  };
}

/** How often a seal was used, by the record; `outcomes` are its uses by how they ended. */
export function describeSealUses(
  outcomes: Readonly<Partial<Record<HistoryOutcome, number>>>,
  language: Language,
): string {
  const words = sealLifeWords[language];
  const { completed = 0, ...others } = outcomes;
  const unfinished = Object.values(others).reduce((sum, count) => sum + count, 0);
  const used = completed === 0 ? words.neverUsed : words.used(completed);
  return unfinished === 0 ? used : [used, words.unfinished(unfinished)].join(language === 'en' ? '; ' : '，');
}
