import type { Language } from '../contract/index.ts';

export interface ReportWords {
  title: string;
  trialTitle: string;
  trialBand: string;
  pageOf: (page: number, count: number) => string;
  nature: string;
  file: string;
  fileName: string;
  size: (text: string, bytes: string) => string;
  sizeLabel: string;
  pages: string;
  format: string;
  digest: string;
  verifiedAt: string;
  verifiedBy: string;
  signatures: (count: number) => string;
  signature: (index: number, count: number) => string;
  notListed: (count: number) => string;
  signer: string;
  seal: string;
  sealFacts: (facts: { number: string; maker: string; from: string; until: string }) => string;
  time: string;
  certificate: string;
  noCertificate: string;
  issuer: string;
  serialNumber: string;
  validity: (from: string, until: string) => string;
  fingerprint: string;
  algorithm: string;
  covered: string;
  coversWhole: string;
  coversUntil: (bytes: string, of: string) => string;
  coversPartly: string;
  contentDigest: string;
  place: string;
  placeOn: (page: number, xMm: string, yMm: string) => string;
  reason: string;
  location: string;
  field: string;
  timestampAuthority: string;
  claimedTimestamp: string;
  changes: (count: number) => string;
  changesNotListed: (count: number) => string;
  findings: string;
  evidence: string;
  cut: (more: number) => string;
  table: {
    sheet: string;
    summary: string;
    outcome: string;
    explanation: string;
    code: string;
    signatures: string;
    signers: string;
    seals: string;
    times: string;
    trial: string;
    sizeBytes: string;
    path: string;
    sources: string;
    found: string;
    done: string;
    startedAt: string;
    finishedAt: string;
    cancelled: string;
    otherFiles: string;
    links: string;
    unreadableFolders: string;
    program: string;
    yes: string;
  };
  fileNames: { report: string; folder: string };
}

export const reportWords: Readonly<Record<Language, ReportWords>> = {
  'zh-CN': {
    title: '验证报告',
    trialTitle: '验证报告（试用）',
    trialBand: '试用：以试用证书签章，不具法律效力',
    pageOf: (page, count) => `第 ${page} 页，共 ${count} 页`,
    nature: '本报告由程序自动生成，只陈述验证当时的结果；报告本身没有签章，不能代替原文件。请以原文件及其摘要为准。',
    file: '文件',
    fileName: '文件名',
    sizeLabel: '大小',
    size: (text, bytes) => `${text}（${bytes} 字节）`,
    pages: '页数',
    format: '格式',
    digest: 'SHA-256',
    verifiedAt: '验证时间',
    verifiedBy: '验证程序',
    signatures: (count) => `签章（${count}）`,
    signature: (index, count) => `签章 ${index} / ${count}`,
    notListed: (count) => `另有 ${count} 个签章没有在此列出，请查看 JSON 格式的报告。`,
    signer: '签章人',
    seal: '电子印章',
    sealFacts: ({ number, maker, from, until }) => `编号 ${number}；制章人 ${maker}；有效期 ${from} 至 ${until}`,
    time: '签章时间',
    certificate: '证书',
    noCertificate: '签名中没有可以识别的证书',
    issuer: '颁发者',
    serialNumber: '序列号',
    validity: (from, until) => `有效期 ${from} 至 ${until}`,
    fingerprint: '证书指纹',
    algorithm: '算法',
    covered: '覆盖范围',
    coversWhole: '整个文件',
    coversPartly: '一部分内容，其余的列在下面',
    coversUntil: (bytes, of) => `文件的前 ${bytes} 字节，共 ${of} 字节`,
    contentDigest: '内容摘要',
    place: '位置',
    placeOn: (page, xMm, yMm) => `第 ${page} 页，中心距左边 ${xMm} mm，距上边 ${yMm} mm`,
    reason: '用印事由',
    location: '地点',
    field: '签名域',
    timestampAuthority: '时间戳服务',
    claimedTimestamp: '未获信任的时间戳',
    changes: (count) => `此后的改动（${count}）`,
    changesNotListed: (count) => `另有 ${count} 处改动没有在此列出，请查看 JSON 格式的报告。`,
    findings: '检查项',
    evidence: '依据',
    cut: (more) => `…（另有 ${more} 字）`,
    table: {
      sheet: '验证结果',
      summary: '概要',
      outcome: '结论',
      explanation: '说明',
      code: '错误代码',
      signatures: '签章数',
      signers: '签章人',
      seals: '电子印章',
      times: '签章时间',
      trial: '试用',
      sizeBytes: '大小（字节）',
      path: '路径',
      sources: '验证的位置',
      found: '找到的 PDF',
      done: '已验证',
      startedAt: '开始',
      finishedAt: '结束',
      cancelled: '已取消，未全部验证',
      otherFiles: '略过的其他文件',
      links: '没有跟随的链接',
      unreadableFolders: '无法读取的文件夹',
      program: '验证程序',
      yes: '是',
    },
    fileNames: { report: '验证报告', folder: '验证结果' },
  },
  en: {
    title: 'Verification report',
    trialTitle: 'Verification report (TRIAL)',
    trialBand: 'TRIAL: signed with a trial certificate, without legal effect',
    pageOf: (page, count) => `Page ${page} of ${count}`,
    nature:
      'This report was made by a program and says only what was found at that time. It is not signed itself and does not take the place of the file, which is named by its digest.',
    file: 'File',
    fileName: 'Name',
    sizeLabel: 'Size',
    size: (text, bytes) => `${text} (${bytes} bytes)`,
    pages: 'Pages',
    format: 'Format',
    digest: 'SHA-256',
    verifiedAt: 'Verified at',
    verifiedBy: 'Verified by',
    signatures: (count) => `Signatures (${count})`,
    signature: (index, count) => `Signature ${index} of ${count}`,
    notListed: (count) => `${count} more signatures are not listed here; see the report in JSON.`,
    signer: 'Signer',
    seal: 'Electronic seal',
    sealFacts: ({ number, maker, from, until }) => `Number ${number}; made by ${maker}; valid ${from} to ${until}`,
    time: 'Signing time',
    certificate: 'Certificate',
    noCertificate: 'There is no readable certificate in the signature',
    issuer: 'Issuer',
    serialNumber: 'Serial number',
    validity: (from, until) => `Valid ${from} to ${until}`,
    fingerprint: 'Fingerprint',
    algorithm: 'Algorithm',
    covered: 'Covers',
    coversWhole: 'the whole file',
    coversPartly: 'a part of the content; the rest is listed below',
    coversUntil: (bytes, of) => `the first ${bytes} of ${of} bytes`,
    contentDigest: 'Content digest',
    place: 'Place',
    placeOn: (page, xMm, yMm) => `Page ${page}, centre ${xMm} mm from the left, ${yMm} mm from the top`,
    reason: 'Reason',
    location: 'Location',
    field: 'Field',
    timestampAuthority: 'Timestamp by',
    claimedTimestamp: 'Timestamp, not trusted',
    changes: (count) => `Later changes (${count})`,
    changesNotListed: (count) => `${count} more changes are not listed here; see the report in JSON.`,
    findings: 'Checks',
    evidence: 'Evidence',
    cut: (more) => `… (${more} more characters)`,
    table: {
      sheet: 'Results',
      summary: 'Summary',
      outcome: 'Verdict',
      explanation: 'Explanation',
      code: 'Error code',
      signatures: 'Signatures',
      signers: 'Signers',
      seals: 'Electronic seals',
      times: 'Signing times',
      trial: 'Trial',
      sizeBytes: 'Size (bytes)',
      path: 'Path',
      sources: 'Verified places',
      found: 'PDFs found',
      done: 'Verified',
      startedAt: 'Started',
      finishedAt: 'Finished',
      cancelled: 'Cancelled before all were verified',
      otherFiles: 'Other files passed over',
      links: 'Links not followed',
      unreadableFolders: 'Folders that cannot be read',
      program: 'Verified by',
      yes: 'yes',
    },
    fileNames: { report: 'verification-report', folder: 'verification-results' },
  },
};
