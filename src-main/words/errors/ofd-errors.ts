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
