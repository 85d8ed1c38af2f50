/** OFD files that cannot be read. By code, as `errorWords` takes them. */
export const ofdErrors = {
  OFD_DAMAGED: {
    'zh-CN': {
      happened: 'OFD 文件已损坏，或不同阅读器会读出不同的内容，无法可靠地读取',
      next: '请勿采信此文件，也不要自行修复或另存；请向发送方重新索取原文件',
    },
    en: {
      happened: 'The OFD file is damaged, or readers would read different things in it; it cannot be read reliably',
      next: 'Do not rely on it, and do not repair or save it anew; ask the sender for the original file again',
    },
  },
  OFD_ENCRYPTED: {
    'zh-CN': {
      happened: 'OFD 文件已加密，无法读取',
      next: '请向发送方索取未加密的文件',
    },
    en: {
      happened: 'The OFD file is encrypted and cannot be read',
      next: 'Ask the sender for one that is not encrypted',
    },
  },
  OFD_LIMIT: {
    'zh-CN': {
      happened: '读取此文件所需的时间或内存超出限制，已停止',
      next: '请勿采信此文件；确需使用时，请向出具方索取重新制作的版本',
    },
    en: {
      happened: 'Reading this file takes more time or memory than is allowed; it was stopped',
      next: 'Do not rely on it; if you need it, ask whoever made it for another copy',
    },
  },
  OFD_LOCKED: {
    'zh-CN': {
      happened: '该文件已锁定签名，不能再盖章：再盖一枚会使先前的签章失效',
      next: '请使用锁定之前的文件，或请锁定文件的一方重新出具',
    },
    en: {
      happened: 'The file is locked by an earlier signature: a further seal would invalidate it',
      next: 'Use the file from before it was locked, or ask whoever locked it to issue it anew',
    },
  },
  OFD_SEVERAL_DOCUMENTS: {
    'zh-CN': {
      happened: '此 OFD 文件包含多份文档，一枚印章无法明确盖在哪一份上',
      next: '请把各份文档分别保存为单独的 OFD 文件再盖章',
    },
    en: {
      happened: 'The OFD file holds several documents, and a seal could not say which of them it is for',
      next: 'Save each document as an OFD file of its own and stamp those',
    },
  },
  OFD_PERMISSION_DENIED: {
    'zh-CN': {
      happened: '此 OFD 文件的权限设置不允许签名或盖章',
      next: '请向制作方索取允许盖章的文件',
    },
    en: {
      happened: 'The permissions of this OFD file do not allow signing or stamping',
      next: 'Ask whoever made it for a file that may be stamped',
    },
  },
  OFD_NEEDS_STANDARD_SEAL: {
    'zh-CN': {
      happened: 'OFD 文件只能加盖国家标准电子印章（GB/T 38540，SM2），印章“{seal}”不是',
      next: '请改用制章单位签发的国家标准电子印章：先在“印章”页导入 .esl 文件或从 UKey 读取，再盖章',
    },
    en: {
      happened: 'An OFD file takes only a seal of the national standard (GB/T 38540, SM2), which “{seal}” is not',
      next: 'Use a standard seal issued by a seal maker: import its .esl file, or read it from the UKey, on page Seals first',
    },
  },
  OFD_NO_PROOF: {
    'zh-CN': {
      happened: '暂不能为 OFD 文件制作样稿',
      next: '可用“预检”查看盖章位置和提示；需要样稿时，请用同一内容的 PDF 制作',
    },
    en: {
      happened: 'Proofs of OFD files cannot be made yet',
      next: 'The check before stamping shows places and warnings; for a proof use a PDF of the same content',
    },
  },
  LOCK_ONLY_OFD: {
    'zh-CN': {
      happened: '只有 OFD 文件可以在盖章时锁定',
      next: '请去掉锁定选项，再为此 PDF 文件盖章',
    },
    en: {
      happened: 'Only OFD files can be locked when stamped',
      next: 'Stamp this PDF without the lock',
    },
  },
  FILE_NOT_OFD: {
    'zh-CN': {
      happened: '这不是 OFD 文件',
      next: '只有 OFD 需要导出为 PDF 阅读副本；请选择 OFD 文件',
    },
    en: {
      happened: 'This is not an OFD file',
      next: 'Only an OFD is exported as a PDF for reading; choose an OFD',
    },
  },
} as const;
