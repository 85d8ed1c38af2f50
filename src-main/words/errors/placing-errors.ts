/** Where seals go, and what stops them before the PIN. By code, as `errorWords` takes them. */
export const placingErrors = {
  PAGES_INVALID: {
    'zh-CN': { happened: '看不懂页码“{text}”', next: '请写成 1-3,5,8- 或 末页、奇数页、每页 这样的形式' },
    en: { happened: 'The pages “{text}” are not understood', next: 'Write them as 1-3,5,8- or as last, odd, all' },
  },
  PAGES_NONE: {
    'zh-CN': { happened: '“{pages}”在这份 {pageCount} 页的文件里没有对应的页', next: '请更正页码' },
    en: { happened: 'This document of {pageCount} pages has no page “{pages}”', next: 'Correct the pages' },
  },
  CLOSING_NOT_FOUND: {
    'zh-CN': { happened: '没有找到落款处', next: '请用关键字，或用页码和位置说明盖在哪里' },
    en: { happened: 'No place for a closing seal was found', next: 'Name a keyword, or a page and a place on it' },
  },
  PAGES_SEALED: {
    'zh-CN': { happened: '所选的 {pages} 页都已盖有这枚印章', next: '请换一个页码范围，或者不跳过已盖的页' },
    en: {
      happened: 'All {pages} chosen pages bear this seal already',
      next: 'Choose other pages, or do not leave out pages that bear it',
    },
  },
  PAGING_ONE_PAGE: {
    'zh-CN': { happened: '骑缝章至少需要两页', next: '单页文件请把印章盖在页面上' },
    en: { happened: 'A seal across the edges needs two pages at least', next: 'Put the seal on the page instead' },
  },
  SLICE_TOO_NARROW: {
    'zh-CN': {
      happened: '骑缝章分到一页上只有 {widthMm} 毫米宽，看不清',
      next: '请减少共用一枚印章的页数，或调整首页所占的份额',
    },
    en: {
      happened: 'A slice of the seal would be only {widthMm} mm wide',
      next: 'Let fewer pages share one seal, or change the share of the first page',
    },
  },
  KEYWORD_NOT_FOUND: {
    'zh-CN': {
      happened: '没有找到要盖的“{text}”（页面文字中共 {hits} 处）',
      next: '请换一个关键字或页码，或直接把印章放到页面上',
    },
    en: {
      happened: 'The “{text}” that was asked for was not found; the text has {hits} of it',
      next: 'Use another keyword or other pages, or put the seal on the page yourself',
    },
  },
  PAGES_WITHOUT_TEXT: {
    'zh-CN': { happened: '这些页上没有文字（可能是扫描件），不能按关键字查找', next: '请直接把印章放到页面上' },
    en: { happened: 'These pages have no text, as those of a scan', next: 'Put the seal on the page yourself' },
  },
  TOO_MANY_IMPRESSIONS: {
    'zh-CN': { happened: '这样一次要盖 {count} 处，最多 {max} 处', next: '请减少页数，或分几次盖章' },
    en: { happened: 'That makes {count} impressions; {max} is the most', next: 'Choose fewer pages or stamp in parts' },
  },
  FIELD_NOT_FOUND: {
    'zh-CN': {
      happened: '文件中没有空的签名域“{field}”（空的签名域共 {count} 个）',
      next: '请核对签名域的名称，或把印章直接放到页面上',
    },
    en: {
      happened: 'The file has no empty signature field “{field}” (it has {count} empty ones)',
      next: 'Check the name of the field, or put the seal on the page yourself',
    },
  },
  FIELD_SIGNED: {
    'zh-CN': { happened: '签名域“{field}”已有签章', next: '请选择另一个签名域，或把印章直接放到页面上' },
    en: {
      happened: 'The field “{field}” is signed already',
      next: 'Choose another field, or put the seal on the page',
    },
  },
  FIELD_AMBIGUOUS: {
    'zh-CN': { happened: '文件中有几个空的签名域：{names}', next: '请指明盖在哪一个' },
    en: { happened: 'The file has several empty signature fields: {names}', next: 'Say which one is meant' },
  },
  FIELD_TAKEN: {
    'zh-CN': { happened: '签名域“{field}”被指定了两次', next: '一个签名域只能盖一枚印章，请移除多余的一处' },
    en: { happened: 'The field “{field}” was chosen twice', next: 'A field takes one seal; remove the other place' },
  },
  FIELD_UNSUITABLE: {
    'zh-CN': { happened: '印章不能盖进签名域“{field}”：{reason}', next: '请选择另一个签名域，或把印章直接放到页面上' },
    en: {
      happened: 'The seal cannot go into the field “{field}”: {reason}',
      next: 'Choose another field, or put the seal on the page',
    },
  },
  FIELD_DEMAND_UNMET: {
    'zh-CN': {
      happened: '签名域“{field}”的要求无法满足：{reason}',
      next: '请按要求调整后再盖，或请文件的制作方修改签名域',
    },
    en: {
      happened: 'What the field “{field}” demands cannot be met: {reason}',
      next: 'Meet it and stamp again, or ask whoever made the file to change the field',
    },
  },
  TEMPLATE_NOT_FOUND: {
    'zh-CN': { happened: '没有模板“{name}”', next: '请查看模板列表，核对名称' },
    en: { happened: 'There is no template “{name}”', next: 'Look at the list of templates' },
  },
  TEMPLATE_EXISTS: {
    'zh-CN': { happened: '已有模板“{name}”', next: '请换一个名称，或选择覆盖' },
    en: { happened: 'There is a template “{name}” already', next: 'Choose another name, or overwrite it' },
  },
  TEMPLATE_UNREADABLE: {
    'zh-CN': { happened: '这不是模板文件，或者内容不完整', next: '请选择由钤印导出的模板文件（.json）' },
    en: {
      happened: 'This is no template, or not a whole one',
      next: 'Choose a template that Qianyin exported (.json)',
    },
  },
  TEMPLATE_SEAL_MISSING: {
    'zh-CN': { happened: '模板“{name}”用到的印章本机没有：{seals}', next: '请为它指定本机的印章，或先导入那枚印章' },
    en: {
      happened: 'Seals of the template “{name}” are not here: {seals}',
      next: 'Choose seals of this computer in their place, or import them first',
    },
  },
  TEMPLATES_DAMAGED: {
    'zh-CN': { happened: '模板文件 {path} 已损坏', next: '请从备份恢复该文件，或将它移走后重新保存模板' },
    en: { happened: 'The file of the templates is damaged: {path}', next: 'Restore it, or move it away and save anew' },
  },
  TOO_MANY_TEMPLATES: {
    'zh-CN': { happened: '模板已有 {max} 个，不能再多', next: '请先移除不用的模板' },
    en: { happened: 'There are {max} templates, which is the most', next: 'Remove those that are not used' },
  },
  PREFLIGHT_STOPPED: {
    'zh-CN': {
      happened: '预检发现“{code}”，不能盖章',
      next: '请处理后再盖章；什么情形不许盖章，由印章保管人在“设置”和印章的用印规则中决定',
    },
    en: {
      happened: 'The check before the PIN found: {code}; nothing is stamped with it',
      next: 'Put it right first; what stops a stamp is decided by whoever keeps the seals, under Settings and in the rules of the seal',
    },
  },
} as const;
