import type { ArchiveFinding, ArchivePart, Language } from '../../contract/index.ts';
import { fillBy } from '../sentences.ts';

type Sentences = Readonly<Record<ArchiveFinding['code'], string>>;

const sentences: Readonly<Record<Language, Sentences>> = {
  'zh-CN': {
    'files-whole': '包内文件与清单一致',
    'file-changed': '文件被改动过：{name}',
    'file-missing': '缺少文件：{name}',
    'file-added': '多出清单以外的文件：{name}',
    'archive-untidy': '压缩包里夹有清单以外的内容，不同程序可能解出不同的文件',
    'document-sealed': '文件上的签章完好',
    'document-not-sealed': '文件上没有可以确认的签章',
    'use-proven': '用印记录由签章证明',
    'use-differs': '用印记录与签章所指的不符，或被拿走',
    'use-unproven': '签章里没有回执，用印记录无从证明',
    'ticket-proven': '审批单由签章证明，签发者 {name}',
    'ticket-valid': '审批单的签名完好，但签章没有指明它',
    'ticket-differs': '审批单与用印记录所指的不符，或被拿走、添入',
    'ticket-unknown-issuer': '审批单的签发者“{name}”不在本机信任的审批系统中，请自行核对',
    'only-to-read': '报告、阅读副本、题名等其余内容没有签章证明，只供查看：以盖章文件、用印记录和审批单为准',
  },
  en: {
    'files-whole': 'The files are those of the manifest',
    'file-changed': 'A file was changed: {name}',
    'file-missing': 'A file is missing: {name}',
    'file-added': 'A file is not in the manifest: {name}',
    'archive-untidy': 'There is more in the archive than its files: programs may take different ones out of it',
    'document-sealed': 'The seal on the document holds',
    'document-not-sealed': 'The document has no seal that can be confirmed',
    'use-proven': 'The seal proves the record of its use',
    'use-differs': 'The record of the use is not the one that the seal names, or was taken out',
    'use-unproven': 'The seal has no receipt: nothing proves the record of its use',
    'ticket-proven': 'The seal proves the approval ticket, signed by {name}',
    'ticket-valid': 'The signature of the ticket holds, but the seal does not name it',
    'ticket-differs': 'The ticket is not the one that the record names, or was taken out or put in',
    'ticket-unknown-issuer':
      'Who signed the ticket, “{name}”, is no approval system that is trusted here: ask yourself',
    'only-to-read':
      'Nothing proves the report, the copy, the title and whatever else there is: rely on the sealed document, the record and the ticket',
  },
};

/** What was found of an archive package, as a sentence. */
export const describeArchiveFinding = ({ code, name }: ArchiveFinding, language: Language): string =>
  fillBy(sentences[language][code], () => name);

/** What the files of a package are called. */
export const archivePartNames: Readonly<Record<Language, Readonly<Record<ArchivePart, string>>>> = {
  'zh-CN': {
    document: '盖章文件',
    ticket: '审批单',
    'ticket-issuer': '审批系统证书',
    events: '用印记录',
    metadata: '元数据',
    report: '验章报告',
    'report-data': '验章数据',
    flat: '去签名的阅读副本',
  },
  en: {
    document: 'sealed document',
    ticket: 'approval ticket',
    'ticket-issuer': 'certificate of the approval system',
    events: 'record of the use',
    metadata: 'metadata',
    report: 'verification report',
    'report-data': 'verification data',
    flat: 'copy to be read, without signatures',
  },
};
