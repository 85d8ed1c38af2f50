/** Why data are not put into a document. */
export const dataErrors = {
  DATA_UNREADABLE: {
    'zh-CN': {
      happened: '数据文件读不出来：它必须是 UTF-8 的 JSON 或 XML，同名的项目只能有一个',
      next: '请向制作系统重新取得数据文件',
    },
    en: {
      happened: 'The data cannot be read: they have to be JSON or XML in UTF-8, with no name twice',
      next: 'Get the file anew from the system that made it',
    },
  },
  DATA_NO_TEXT: {
    'zh-CN': {
      happened: '页面是图片，没有文字，数据无从核对',
      next: '请用由系统直接生成的 PDF，不用扫描件',
    },
    en: {
      happened: 'The pages are pictures without text, so the data cannot be compared',
      next: 'Use the PDF that the system made, not a scan',
    },
  },
  DATA_DIFFERS: {
    'zh-CN': {
      happened: '数据与页面不一致：“{name}”在数据里是“{value}”，页面上印的是“{printed}”',
      next: '请退回制作人，让数据和页面一致后再盖章',
    },
    en: {
      happened: 'Data and page differ: “{name}” is “{value}” in the data, and printed as “{printed}”',
      next: 'Have whoever made it bring the two together, then seal it',
    },
  },
  DATA_ALREADY_EMBEDDED: {
    'zh-CN': { happened: '文件里已经有名为“{name}”的附件', next: '请换一个名称，或用没有附件的原件' },
    en: {
      happened: 'The document has a file called “{name}” already',
      next: 'Choose another name, or take the original',
    },
  },
} as const;
