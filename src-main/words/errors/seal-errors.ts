/** Certificates, seals, and what is found once the token has signed. By code, as `errorWords` takes them. */
export const sealErrors = {
  CERTIFICATE_UNUSABLE: {
    'zh-CN': { happened: '证书不能用于盖章：{reason}', next: '请使用有效的签名证书' },
    en: { happened: 'The certificate cannot be used for stamping: {reason}', next: 'Use a valid signing certificate' },
  },
  CERTIFICATE_NOT_FOUND: {
    'zh-CN': { happened: 'UKey 中找不到所选证书', next: '请插入持有该证书的 UKey' },
    en: { happened: 'The chosen certificate is not on any token', next: 'Plug in the token that holds it' },
  },
  CERTIFICATE_UNREADABLE: {
    'zh-CN': { happened: '无法识别证书', next: '请使用 DER 或 PEM 格式的 X.509 证书' },
    en: { happened: 'The certificate cannot be read', next: 'Use an X.509 certificate in DER or PEM form' },
  },
  CERTIFICATE_NOT_ROOT: {
    'zh-CN': {
      happened: '这不是颁发机构的根证书，不能由文件中的签章直接列为受信任',
      next: '请向颁发机构取得根证书，核对指纹后用“设置”或 qianyin trust add 导入',
    },
    en: {
      happened: 'This is no root certificate of an authority, so it is not trusted on the word of a signature',
      next: 'Get the root certificate from the authority, compare its fingerprint, and import it in Settings or with qianyin trust add',
    },
  },
  SEAL_NOT_FOUND: {
    'zh-CN': { happened: '找不到印章 {seal}', next: '请在“印章”页查看可用的印章' },
    en: { happened: 'There is no seal {seal}', next: 'See the available seals on the page Seals' },
  },
  SEAL_AMBIGUOUS: {
    'zh-CN': { happened: '有多枚名为 {seal} 的印章', next: '请改用印章编号' },
    en: { happened: 'Several seals are named {seal}', next: 'Use the ID of the seal' },
  },
  SEAL_UNREADABLE: {
    'zh-CN': { happened: '无法识别电子印章', next: '请选择标准的电子印章文件，或联系制章单位' },
    en: {
      happened: 'The electronic seal cannot be read',
      next: 'Choose a standard seal file, or contact its maker',
    },
  },
  SEAL_UNUSABLE: {
    'zh-CN': { happened: '印章不能使用：{reason}', next: '请换一枚印章，或联系制章单位' },
    en: { happened: 'The seal cannot be used: {reason}', next: 'Use another seal, or contact its maker' },
  },
  SEAL_SUSPENDED: {
    'zh-CN': { happened: '印章 {seal} 已冻结，没有盖章', next: '请在“印章”页查看原因，恢复后再使用' },
    en: {
      happened: 'The seal {seal} is suspended; nothing was stamped',
      next: 'See why on the page Seals, and resume it first',
    },
  },
  SEAL_REVOKED: {
    'zh-CN': { happened: '印章 {seal} 已注销，不能再使用', next: '请改用其他印章' },
    en: { happened: 'The seal {seal} is revoked and can no longer be used', next: 'Use another seal' },
  },
  SEAL_NOT_REMOVABLE: {
    'zh-CN': { happened: '印章 {seal} 已用过或已冻结，不能直接移除', next: '请先注销，再移除；登记和用印记录会保留' },
    en: {
      happened: 'The seal {seal} was used or is suspended, and cannot be removed as it is',
      next: 'Revoke it first, then remove it; its register and the record of its uses stay',
    },
  },
  SEAL_NOT_STANDARD: {
    'zh-CN': { happened: '印章 {seal} 还没有制成国家标准印章', next: '请先用制章人证书制章' },
    en: {
      happened: 'No seal of GB/T 38540 was made of {seal} yet',
      next: "Make it with a seal maker's certificate first",
    },
  },
  SEAL_PRESENT: {
    'zh-CN': { happened: '印章 {seal} 已在本机', next: '无需再次导入' },
    en: { happened: 'The seal {seal} is on this computer already', next: 'There is no need to import it again' },
  },
  SEAL_OF_ANOTHER_OWNER: {
    'zh-CN': {
      happened: '所选证书属于 {owner}，与印章 {seal} 原来的证书不是同一持有者',
      next: '请选择同一持有者续期后的证书；要换持有者，请另建印章',
    },
    en: {
      happened:
        'The chosen certificate belongs to {owner}, not to the owner of the earlier certificate of the seal {seal}',
      next: 'Choose the renewed certificate of the same owner; for another owner, create another seal',
    },
  },
  SEAL_ARTWORK_INVALID: {
    'zh-CN': { happened: '印章图样不可用：{detail}', next: '请换一个 PNG 图片' },
    en: { happened: 'The seal artwork cannot be used: {detail}', next: 'Choose another PNG' },
  },
  SEAL_TEXT_UNSUPPORTED: {
    'zh-CN': { happened: '字体中没有字符 {characters}', next: '请更换这些字符，或导入图片印章' },
    en: {
      happened: 'The font lacks the characters {characters}',
      next: 'Replace them, or import the seal as a picture',
    },
  },
  SEAL_NAME_DIFFERS: {
    'zh-CN': {
      happened: '印章上的名称“{name}”与证书不同，证书属于“{owner}”',
      next: '请改为证书上的名称，或使用“{name}”自己的证书',
    },
    en: {
      happened: 'The seal names “{name}”, and its certificate is that of “{owner}”',
      next: 'Use the name in the certificate, or the certificate of “{name}”',
    },
  },
  SEAL_NAME_REASON_NEEDED: {
    'zh-CN': {
      happened: '印章上的名称“{name}”不是证书上的“{owner}”',
      next: '如果是它的下属部门或简称，请写明理由；理由会记入印章和用印记录',
    },
    en: {
      happened: 'The name on the seal, “{name}”, is not “{owner}” as in the certificate',
      next: 'If it is a unit of it or a short name, say why; that is kept with the seal and in the record',
    },
  },
  TAX_NUMBER_DOUBTFUL: {
    'zh-CN': {
      happened: '统一社会信用代码 {number} 的校验位不正确',
      next: '请与营业执照核对；确实如此时，请明确确认后再制作',
    },
    en: {
      happened: 'The check character of the unified social credit code {number} is wrong',
      next: 'Compare it with the business licence; if it is meant so, confirm it explicitly',
    },
  },
  SEAL_COVERS_SIGNED_CONTENT: {
    'zh-CN': {
      happened: '印章会盖住第 {page} 页上已经签署的内容，之前的签章将显示为“已被改动”，没有生成文件',
      next: '请把印章移到空白处，或使用透明底的印章图片',
    },
    en: {
      happened:
        'The seal would cover what is already signed on page {page}, and the earlier signature would count as changed; no file was made',
      next: 'Move the seal to an empty place, or use a seal picture with a transparent background',
    },
  },
  SIGNED_PAGES_NOT_COMPARED: {
    'zh-CN': {
      happened: '文件里已有签章，要再盖 {pages} 页，其中有的页面无法核对印章是否盖住已经签署的内容，没有生成文件',
      next: '请少盖一些页面（最多 {max} 页），例如只盖首页和末页；页面内容过于复杂时，请换一页',
    },
    en: {
      happened:
        'The file is signed, or is to be by several seals, and of the {pages} pages to be sealed not all can be checked for what a seal would cover; no file was made',
      next: 'Seal fewer pages (at most {max}), such as the first and the last; where a page is too complex, choose another',
    },
  },
  SIGNATURE_SELF_CHECK_FAILED: {
    'zh-CN': {
      happened: '盖章后的自检没有通过，没有生成文件',
      next: '请重试；仍不行请复制诊断信息并联系支持',
    },
    en: {
      happened: 'The check after stamping failed; no file was made',
      next: 'Retry; else copy the diagnostics and contact support',
    },
  },
} as const;
