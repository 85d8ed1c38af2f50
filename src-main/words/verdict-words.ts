import type {
  DocumentFormat,
  FolderOutcome,
  Language,
  SignatureReport,
  Verdict,
  VerificationReport,
} from '../contract/index.ts';
import { visibleText } from './visible-text.ts';

type Lines = VerificationReport['lines'];

interface Judged {
  readonly verdict: Verdict;
  readonly format: DocumentFormat;
  readonly signatures: readonly Pick<SignatureReport, 'verdict' | 'findings'>[];
}

interface VerdictWords {
  verdicts: Record<Verdict, string>;
  /** The verdict in a sentence, with what to do. */
  verdictTexts: Record<Verdict, string>;
  /** Of a format without revisions to look back at. */
  changedWithoutRevisions: string;
  /** The same where each broken signature is broken by a program that wrote the file anew. */
  savedAnew: (producer: string | null) => string;
  unreadable: string;
  /** Of a file that viewers have to repair. */
  damaged: string;
  lines: Record<keyof Lines, string>;
  content: Record<Lines['content'], string>;
  afterwards: Record<Lines['afterwards'], string>;
  identity: Record<Lines['identity'], string>;
}

/** The overall word of a verification and its three lines, which window and printed report share. */
export const verdictWords: Readonly<Record<Language, VerdictWords>> = {
  'zh-CN': {
    verdicts: {
      valid: '有效',
      permitted: '有效，但盖章后有允许的改动',
      trial: '试用签章，不具法律效力',
      changed: '盖章后被改动，不可采信',
      invalid: '无效',
      indeterminate: '无法确认',
      unsigned: '没有签章',
    },
    verdictTexts: {
      valid: '签章完好，证书受信任，盖章后没有改动。',
      permitted: '签章完好，证书受信任；盖章之后有签章人允许的改动，请核对。',
      trial: '签章完好，但它是用试用证书做的，不证明任何人的身份。',
      changed: '盖章时的内容完好，但之后的改动没有签章人允许。请勿采信现在的内容；可以查看和另存盖章时的版本。',
      invalid: '签章覆盖的内容或签名本身不正确，请勿采信此文件。',
      indeterminate: '签章或签章人的身份无法完全确认，请看说明，不要仅凭此采信。',
      unsigned: '此文件中没有电子签章。页面上的印章图片不能作为凭证。',
    },
    changedWithoutRevisions: '盖章的部分完好，但文件现在显示的内容不是盖章的那份。请勿采信显示的内容。',
    savedAnew: (producer) =>
      `文件被另一个程序重新保存过${producer === null ? '' : `（文件里写的程序是“${producer}”）`}，签章因此失效，内容是否被改动无从判断。请勿采信此文件，请索要盖章后的原文件。`,
    unreadable: '无法读取',
    damaged: '文件已损坏，阅读器要先修复才能显示；这里按修复后的样子查验，结论最多是“无法确认”。',
    lines: { content: '盖章时的内容', afterwards: '盖章之后', identity: '证书与印章' },
    content: { unchanged: '未被改动', changed: '已被改动', unknown: '无法确认', none: '没有签章' },
    afterwards: {
      none: '没有改动',
      'signatures-only': '只增加了后续签章',
      allowed: '只有允许的改动',
      changed: '有改动',
      unknown: '无法判断',
    },
    identity: {
      trusted: '有效',
      untrusted: '颁发机构不受信任',
      'maker-untrusted': '制章人不受信任',
      expired: '证书已过期',
      invalid: '证书无效',
      unknown: '无法确认',
      none: '没有证书',
    },
  },
  en: {
    verdicts: {
      valid: 'Valid',
      permitted: 'Valid, but with permitted changes',
      trial: 'Trial seal, without legal effect',
      changed: 'Changed after stamping, not to be relied on',
      invalid: 'Not valid',
      indeterminate: 'Cannot be confirmed',
      unsigned: 'No signature',
    },
    verdictTexts: {
      valid: 'The signature is intact, its certificate trusted, and nothing was changed afterwards.',
      permitted:
        'The signature is intact and trusted; what was changed afterwards its signer permitted. Please compare.',
      trial: 'The signature is intact, but it was made with a trial certificate, which proves nobody’s identity.',
      changed:
        'What was stamped is intact, but nobody who signed permitted what was changed afterwards. Do not rely on what it says now; the version that was stamped can be seen and saved.',
      invalid: 'The signed content or the signature itself is not right. Do not rely on this file.',
      indeterminate: 'The signature or its signer cannot be fully confirmed. See why, and do not rely on this alone.',
      unsigned: 'There is no electronic signature in this file. A picture of a seal on a page proves nothing.',
    },
    changedWithoutRevisions:
      'What was stamped is intact, but what the file shows now is something else. Do not rely on what it says.',
    savedAnew: (producer) =>
      `The file was saved anew by another program${producer === null ? '' : ` (it names “${producer}”)`}, which broke its signatures; whether the content was changed nobody can tell. Do not rely on this file, and ask for it as it was when stamped.`,
    unreadable: 'Cannot be read',
    damaged:
      'The file is damaged, and viewers repair it before they show it. It was verified as repaired, so that nothing can be confirmed.',
    lines: { content: 'Content when stamped', afterwards: 'After stamping', identity: 'Certificate and seal' },
    content: { unchanged: 'unchanged', changed: 'changed', unknown: 'cannot be confirmed', none: 'no signature' },
    afterwards: {
      none: 'no changes',
      'signatures-only': 'only further signatures',
      allowed: 'only permitted changes',
      changed: 'changed',
      unknown: 'cannot be told',
    },
    identity: {
      trusted: 'valid',
      untrusted: 'issuer not trusted',
      'maker-untrusted': 'seal maker not trusted',
      expired: 'certificate expired',
      invalid: 'certificate not valid',
      unknown: 'cannot be confirmed',
      none: 'no certificate',
    },
  },
};

/** The word for a file in a table of many. */
export function describeOutcome(outcome: FolderOutcome, language: Language): string {
  const words = verdictWords[language];
  return outcome === 'unreadable' ? words.unreadable : words.verdicts[outcome];
}

const savedAnewReasons: ReadonlySet<string> = new Set(['byte-range/saved-anew', 'byte-range/saved-anew-by']);

/** The verdict in a sentence, with what to do, and what broke the signatures where that is plain. */
export function describeVerdict({ verdict, format, signatures }: Judged, language: Language): string {
  const { verdictTexts, savedAnew, changedWithoutRevisions } = verdictWords[language];
  if (verdict === 'changed' && format === 'ofd') return changedWithoutRevisions;
  const broken = signatures.filter((one) => one.verdict === 'invalid');
  const causes = broken.flatMap(({ findings }) => findings.find(({ reason }) => savedAnewReasons.has(reason)) ?? []);
  const [cause] = causes;
  if (verdict !== 'invalid' || !cause || causes.length < broken.length) return verdictTexts[verdict];
  const { producer } = cause.values;
  return savedAnew(producer === undefined ? null : visibleText(String(producer)));
}
