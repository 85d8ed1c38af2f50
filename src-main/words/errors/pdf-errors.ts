/** PDF files that cannot be opened, or not be stamped. By code, as `errorWords` takes them. */
export const pdfErrors = {
  PDF_NOT_PDF: {
    'zh-CN': {
      happened: '这不是 PDF 文件',
      next: '请选择 PDF 文件；其他格式请先另存为 PDF',
      check: '请核对文件是否选对；不要另存为 PDF，另存后签章会丢失',
    },
    en: {
      happened: 'This is not a PDF file',
      next: 'Choose a PDF; save other formats as PDF first',
      check: 'Make sure that it is the right file; do not save it as PDF, which would lose its signature',
    },
  },
  FILE_IS_OFD: {
    'zh-CN': {
      happened: '这是 OFD 文件，这一步只能用 PDF',
      next: 'OFD 可以直接盖章和查验；不要转换成其他格式，转换后其中的签章就不在了',
    },
    en: {
      happened: 'This is an OFD file, and this step takes PDF only',
      next: 'An OFD is stamped and verified as it is; do not convert it to another format, which loses its seals',
    },
  },
  PDF_DAMAGED: {
    'zh-CN': {
      happened: 'PDF 文件已损坏，无法可靠地读取',
      next: '请先生成修复副本，核对内容后再盖章',
      check: '请勿采信此文件，也不要自行修复或另存；请向发送方重新索取原文件',
    },
    en: {
      happened: 'The PDF file is damaged and cannot be read reliably',
      next: 'Make a repaired copy, check what it says, and stamp that',
      check: 'Do not rely on it, and do not repair or save it anew; ask the sender for the original file again',
    },
  },
  PDF_AMBIGUOUS: {
    'zh-CN': {
      happened: '文件的写法有歧义，不同阅读器可能显示不同的内容，没有生成文件',
      next: '请用原程序重新导出 PDF，核对内容后再盖章',
      check: '请勿采信此文件，也不要另存；请与发送方核对内容，或索取另一份',
    },
    en: {
      happened:
        'The file can be read in more than one way, so that readers may show different things; no file was made',
      next: 'Export the PDF again from its program, check what it says, then stamp it',
      check: 'Do not rely on it, and do not save it anew; compare its content with the sender, or ask for another file',
    },
  },
  PDF_PASSWORD_REQUIRED: {
    'zh-CN': { happened: 'PDF 文件已加密', next: '请输入打开密码' },
    en: { happened: 'The PDF is encrypted', next: 'Enter its password' },
  },
  PDF_PASSWORD_WRONG: {
    'zh-CN': { happened: 'PDF 打开密码不正确', next: '请核对后重新输入' },
    en: { happened: 'The PDF password is not right', next: 'Check it and enter it again' },
  },
  PDF_ENCRYPTION_UNSUPPORTED: {
    'zh-CN': {
      happened: '不支持此 PDF 的加密方式',
      next: '请向发送方索取未加密的文件',
      check: '请用能打开它的阅读器查看；去掉加密会使签章失效，请勿转换',
    },
    en: {
      happened: 'This PDF uses an encryption that is not supported',
      next: 'Ask the sender for an unencrypted file',
      check: 'See it in a reader that opens it; do not convert it, since that breaks its signature',
    },
  },
  PDF_SIGNED: {
    'zh-CN': { happened: '文件中已有签名，重写会使签名失效，没有生成副本', next: '请向发送方索取完好的文件' },
    en: {
      happened: 'The file has a signature, which a repair would destroy; no copy was made',
      next: 'Ask the sender for an undamaged file',
    },
  },
  PDF_INTEGRITY_PROTECTED: {
    'zh-CN': {
      happened: '文件带有完整性保护码（AuthCode），追加任何内容都会使其失效，没有生成文件',
      next: '请向发送方索取没有这种保护的文件',
    },
    en: {
      happened: 'The file carries an integrity code (AuthCode) that anything appended would break; no file was made',
      next: 'Ask the sender for a file without this protection',
    },
  },
  PDF_NOT_REPAIRABLE: {
    'zh-CN': { happened: '这个文件无法修复，没有生成副本', next: '请向发送方索取完好的文件' },
    en: {
      happened: 'This file cannot be repaired; no copy was made',
      next: 'Ask the sender for another one',
    },
  },
  PDF_ENCRYPTED_FOR_CERTIFICATES: {
    'zh-CN': {
      happened: '文件用证书加密，只有收件人的 UKey 能打开',
      next: '请用收件人的 UKey 在原程序中打开并解除加密，或向发送方索取未加密的文件',
    },
    en: {
      happened: "The file is encrypted with certificates: only a recipient's token can open it",
      next: "Open it with a recipient's token in its program and remove the encryption, or ask for an unencrypted file",
    },
  },
  PDF_CERTIFIED: {
    'zh-CN': { happened: '文件已由认证签名锁定，不允许任何改动', next: '请向发送方索取可以盖章的版本' },
    en: {
      happened: 'The document is certified and allows no change',
      next: 'Ask the sender for a version that may be stamped',
    },
  },
  PDF_LOCKED: {
    'zh-CN': { happened: '文件已被先前的签名锁定，不能再加盖', next: '请向发送方索取未锁定的版本' },
    en: { happened: 'An earlier signature locks the document', next: 'Ask the sender for an unlocked version' },
  },
  PDF_PERMISSION_DENIED: {
    'zh-CN': { happened: '文件的权限设置不允许盖章', next: '请使用所有者密码打开，或索取未限制的文件' },
    en: {
      happened: 'The permissions of the document do not allow stamping',
      next: 'Open it with the owner password, or ask for an unrestricted file',
    },
  },
  PDF_NO_PAGES: {
    'zh-CN': { happened: 'PDF 没有页面', next: '请检查文件内容', check: '请勿采信此文件；请向发送方重新索取' },
    en: {
      happened: 'The PDF has no pages',
      next: 'Check the file',
      check: 'Do not rely on it; ask the sender for the file again',
    },
  },
  PDF_LIMIT: {
    'zh-CN': {
      happened: '读取此文件所需的时间或内存超出限制，已停止',
      next: '请勿打开或盖章；确需使用时，请向出具方索取重新制作的版本',
    },
    en: {
      happened: 'Reading this file takes more time or memory than is allowed; it was stopped',
      next: 'Do not open or stamp it; if you need it, ask whoever made it for another copy',
    },
  },
  PDF_XFA_DYNAMIC: {
    'zh-CN': {
      happened: '这是动态 XFA 表单，盖章后无法正常显示',
      next: '请先打印为普通 PDF',
      check: '请用生成它的程序查看；打印后的文件不再带有签章',
    },
    en: {
      happened: 'This is a dynamic XFA form; a seal would not show',
      next: 'Print it to an ordinary PDF first',
      check: 'See it in the program that made it; what is printed of it bears no signature',
    },
  },
  PAGE_OUT_OF_RANGE: {
    'zh-CN': { happened: '没有第 {page} 页，文件共 {pageCount} 页', next: '请选择存在的页码' },
    en: { happened: 'There is no page {page}; the file has {pageCount}', next: 'Choose a page that exists' },
  },
  SEAL_OFF_PAGE: {
    'zh-CN': { happened: '印章超出第 {page} 页的边界', next: '请把印章移到页面以内' },
    en: { happened: 'The seal would leave page {page}', next: 'Move it inside the page' },
  },
} as const;
