import {
  certificateProblem,
  type ErrorCode,
  type ErrorShape,
  type ErrorValueName,
  type FieldDemand,
  type FieldTrouble,
  type FindingReason,
  type Language,
  type WarningCode,
  warningTable,
} from '../contract/index.ts';
import { longTermReasonsEn } from './findings/long-term-words-en.ts';
import { longTermReasonsZhCn } from './findings/long-term-words-zh-cn.ts';
import { nameWords } from './name-words.ts';
import { fillBy, type Placeholders } from './sentences.ts';
import { visibleText } from './visible-text.ts';
import { warningTitle } from './warnings/warning-words.ts';

interface ErrorWords {
  readonly happened: string;
  readonly next: string;
  /** The next step of who received the file and checks it, where what helps its author would destroy the signature. */
  readonly check?: string;
}

/** Who reads an error: somebody who stamps a file, or somebody who checks one that others made. */
export type Reader = 'stamping' | 'checking';
type ErrorTable = Readonly<Record<ErrorCode, Readonly<Record<Language, ErrorWords>>>>;

/** The table as it is. A code without words, and words that do not name the values of their code, do not compile. */
function tell<const Table extends ErrorTable>(
  table: Table & {
    readonly [Code in ErrorCode]: {
      readonly [L in Language]: FittingWords<Table[Code][L], ErrorValueName<Code>>;
    };
  },
): Table {
  return table;
}
type FittingWords<Words extends ErrorWords, Names extends string> = [
  Placeholders<Words['happened'] | Words['next']>,
  Names,
] extends [Names, Placeholders<Words['happened'] | Words['next']>]
  ? Words
  : { readonly mustNameTheValues: Names };

/** By code what happened and what to do next, in both languages; technical details are for the diagnostics. `{name}` is filled from the error's `values`. */
export const errorWords = tell({
  INTERNAL: {
    'zh-CN': { happened: '程序内部出错', next: '请复制诊断信息并联系支持' },
    en: { happened: 'Something went wrong inside the program', next: 'Copy the diagnostics and contact support' },
  },
  INVALID_INPUT: {
    'zh-CN': { happened: '输入不正确：{detail}', next: '请更正后重试' },
    en: { happened: 'The input is not right: {detail}', next: 'Correct it and try again' },
  },
  CANCELLED: {
    'zh-CN': { happened: '操作已取消，没有生成文件', next: '需要时可以重新开始' },
    en: { happened: 'Cancelled; no file was made', next: 'Start again when you are ready' },
  },
  // Files
  FILE_NOT_FOUND: {
    'zh-CN': { happened: '找不到文件 {path}', next: '请检查路径，或重新选择文件' },
    en: { happened: 'File not found: {path}', next: 'Check the path or choose the file again' },
  },
  FILE_UNREADABLE: {
    'zh-CN': { happened: '无法读取文件 {path}', next: '请检查权限，或换一个位置' },
    en: { happened: 'The file cannot be read: {path}', next: 'Check its permissions or move it elsewhere' },
  },
  FILE_KIND_UNSUPPORTED: {
    'zh-CN': {
      happened: '“{name}”的内容不是 PDF、图片、证书、印章或吊销列表，没有收下',
      next: '请选择这些文件之一',
    },
    en: {
      happened: 'What “{name}” holds is no PDF, picture, certificate, seal or revocation list; it was not taken',
      next: 'Choose a file of one of these kinds',
    },
  },
  HOME_NOT_PRIVATE: {
    'zh-CN': {
      happened: '数据文件夹 {path} 属于用户 {owner}，不能保管印章和记录',
      next: '请以该用户运行，或用 QIANYIN_HOME 指定自己的文件夹',
    },
    en: {
      happened:
        'The data folder or a file in it, {path}, belongs to the user {owner}; seals and records cannot be kept there',
      next: 'Run as that user, or name a folder of your own in QIANYIN_HOME',
    },
  },
  HOME_OPEN_TO_OTHERS: {
    'zh-CN': {
      happened: '本机的其他用户可以读取数据文件夹中的 {path}，而权限无法收回',
      next: '请用 QIANYIN_HOME 指定本机磁盘上自己的文件夹',
    },
    en: {
      happened:
        'Other users of this machine can read {path} in the data folder, and its permissions cannot be taken back',
      next: 'Name a folder of your own on a disk of this machine in QIANYIN_HOME',
    },
  },
  ADDRESS_USED: {
    'zh-CN': { happened: '这个地址已失效：每个地址只能在一个页面中使用一次', next: '请使用启动窗口给出的新地址' },
    en: {
      happened: 'This address is no longer valid: each lets one page in, once',
      next: 'Use the new address that the running program prints',
    },
  },
  PROGRAM_ALTERED: {
    'zh-CN': {
      happened: '程序文件 {path} 与发布时不同，没有运行它',
      next: '请从可信的来源重新安装钤印；若反复出现，请检查这台电脑',
    },
    en: {
      happened: 'The program’s file {path} is not as it was released, and was not run',
      next: 'Install Qianyin again from a source you trust; if this comes back, have the computer checked',
    },
  },
  FILE_CHANGED: {
    'zh-CN': { happened: '文件在处理过程中被其他程序改动，没有生成文件', next: '请关闭其他程序后重新打开该文件' },
    en: {
      happened: 'Another program changed the file meanwhile; no file was made',
      next: 'Close that program and open the file again',
    },
  },
  OUTPUT_EXISTS: {
    'zh-CN': { happened: '目标文件已存在：{path}', next: '请换一个文件名，或明确选择覆盖' },
    en: {
      happened: 'The output file already exists: {path}',
      next: 'Choose another name, or ask to overwrite it',
    },
  },
  OUTPUT_IS_INPUT: {
    'zh-CN': { happened: '输出不能覆盖原文件', next: '请换一个文件名' },
    en: { happened: 'The output may not replace the original', next: 'Choose another file name' },
  },
  OUTPUT_FOLDER_UNWRITABLE: {
    'zh-CN': { happened: '无法写入文件夹 {path}', next: '请选择其他保存位置' },
    en: { happened: 'The folder cannot be written: {path}', next: 'Choose another place to save' },
  },
  DISK_FULL: {
    'zh-CN': { happened: '磁盘空间不足，没有生成文件', next: '请清理磁盘，或选择其他保存位置' },
    en: { happened: 'The disk is full; no file was made', next: 'Free some space or save elsewhere' },
  },
  DESKTOP_UNAVAILABLE: {
    'zh-CN': { happened: '无法从这里打开 {path}', next: '请在文件管理器中打开该路径' },
    en: { happened: 'Cannot open {path} from here', next: 'Open that path in your file manager' },
  },
  // PDF
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
      happened: '这是 OFD 文件，目前不能在此打开',
      next: '请用 OFD 阅读器查验；转换成其他格式后，其中的签章就不在了',
    },
    en: {
      happened: 'This is an OFD file, which cannot be opened here yet',
      next: 'Verify it with an OFD reader: converted to another format it loses its seals',
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
  // Placings
  PAGES_INVALID: {
    'zh-CN': { happened: '看不懂页码“{text}”', next: '请写成 1-3,5,8- 或 末页、奇数页、每页 这样的形式' },
    en: { happened: 'The pages “{text}” are not understood', next: 'Write them as 1-3,5,8- or as last, odd, all' },
  },
  PAGES_NONE: {
    'zh-CN': { happened: '“{pages}”在这份 {pageCount} 页的文件里没有对应的页', next: '请更正页码' },
    en: { happened: 'This document of {pageCount} pages has no page “{pages}”', next: 'Correct the pages' },
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
  // 预检
  PREFLIGHT_STOPPED: {
    'zh-CN': {
      happened: '预检发现“{code}”，本机设为停止盖章',
      next: '请处理后再盖章；停止哪些项目由印章保管人在“设置”中决定',
    },
    en: {
      happened: 'The check before the PIN found: {code}; here nothing is stamped with it',
      next: 'Put it right first; what stops a stamp is decided under Settings by whoever keeps the seals',
    },
  },
  // Tokens
  DRIVER_FAILED: {
    'zh-CN': { happened: 'UKey 驱动 {driver} 无法加载', next: '请在设置的“驱动诊断”中查看原因，或重新安装驱动' },
    en: {
      happened: 'The token driver {driver} cannot be loaded',
      next: 'See the driver diagnostics in Settings, or install it again',
    },
  },
  DRIVER_CRASHED: {
    'zh-CN': { happened: 'UKey 驱动 {driver} 意外退出', next: '程序已重新启动该驱动，请重试' },
    en: { happened: 'The token driver {driver} crashed', next: 'It was started again; please retry' },
  },
  DRIVER_TIMEOUT: {
    'zh-CN': {
      happened: 'UKey 驱动 {driver} 长时间没有响应',
      next: '请查看驱动是否弹出了等待输入 PIN 码或确认的窗口，UKey 是否在等待按键或触摸；都没有时，请拔下 UKey 再插回，然后重试',
    },
    en: {
      happened: 'The token driver {driver} did not answer in time',
      next: 'See whether the driver opened a window of its own, or the token waits for a key or a touch; else unplug it, plug it in again and retry',
    },
  },
  DRIVER_NOT_CONFIRMED: {
    'zh-CN': {
      happened: '没有载入 UKey 驱动 {driver}：网页不能让程序载入代码',
      next: '请在终端运行 qianyin drivers add {driver}，核对路径和所有者后确认，再回到这里添加',
    },
    en: {
      happened: 'The token driver {driver} was not loaded: a page cannot make the program load code',
      next: 'Run qianyin drivers add {driver} in a terminal, check the path and its owner and confirm, then add it here again',
    },
  },
  DRIVER_FOREIGN_ARCHITECTURE: {
    'zh-CN': {
      happened: 'UKey 驱动 {driver} 是 {architecture} 版本，本程序是 {needed} 版本，无法载入',
      next: '请向 UKey 厂商索取 {needed} 版本的驱动',
    },
    en: {
      happened: 'The token driver {driver} is made for {architecture}; this program is {needed} and cannot load it',
      next: 'Ask the maker of the token for the {needed} driver',
    },
  },
  DRIVER_NOT_ALLOWED: {
    'zh-CN': {
      happened: '不允许使用 UKey 驱动 {driver}',
      next: '请在设置的“驱动诊断”中允许它；由变量 QIANYIN_DRIVERS 限定时，请联系管理员',
    },
    en: {
      happened: 'The token driver {driver} is not allowed',
      next: 'Allow it in the driver diagnostics of Settings; where QIANYIN_DRIVERS decides, ask the administrator',
    },
  },
  TOKEN_NOT_FOUND: {
    'zh-CN': { happened: '没有插入序列号为 {serial} 的 UKey', next: '请插入该 UKey 后重试' },
    en: { happened: 'The token with serial {serial} is not plugged in', next: 'Plug it in and try again' },
  },
  TOKEN_HIDDEN: {
    'zh-CN': {
      happened: '看不到序列号为 {serial} 的 UKey：驱动 {driver} 有问题，可能正是它的驱动',
      next: '请确认 UKey 已插入，并在设置的“驱动诊断”中查看该驱动的原因，或重新启动它',
    },
    en: {
      happened: 'The token {serial} does not show: the driver {driver} has trouble, and may be the one that it needs',
      next: 'Make sure that the token is plugged in; see the driver diagnostics in Settings, or restart the driver there',
    },
  },
  TOKEN_REMOVED: {
    'zh-CN': { happened: 'UKey 在操作中被拔出，文件没有改动', next: '请插回序列号为 {serial} 的 UKey 后重试' },
    en: {
      happened: 'The token was removed during the work; no file was changed',
      next: 'Plug in the token {serial} again and retry',
    },
  },
  TOKEN_ERROR: {
    'zh-CN': { happened: 'UKey 返回错误', next: '请拔下 UKey 再插回，然后重试；仍不行请联系发证机构' },
    en: {
      happened: 'The token answered with an error',
      next: 'Unplug it, plug it in again and retry; else contact its issuer',
    },
  },
  TOKEN_KEY_NOT_FOUND: {
    'zh-CN': { happened: 'UKey 中没有与证书匹配的私钥', next: '请使用另一个 UKey，或联系发证机构' },
    en: {
      happened: 'The token has no private key for this certificate',
      next: 'Use another token or contact its issuer',
    },
  },
  TOKEN_MECHANISM_UNSUPPORTED: {
    'zh-CN': { happened: 'UKey 不支持所需的签名算法 {mechanism}', next: '请换用其他 UKey 或算法' },
    en: {
      happened: 'The token does not support the signature algorithm {mechanism}',
      next: 'Use another token or algorithm',
    },
  },
  PIN_REQUIRED: {
    'zh-CN': { happened: '需要 UKey 的 PIN 码', next: '请输入 PIN 码' },
    en: { happened: 'The token needs its PIN', next: 'Enter the PIN' },
  },
  PIN_INCORRECT: {
    'zh-CN': { happened: 'PIN 码不正确，操作未执行', next: '请核对后重新输入；多次输错会锁定 UKey' },
    en: {
      happened: 'The PIN is not right; nothing was done',
      next: 'Check it and enter it again; repeated errors lock the token',
    },
  },
  PIN_INVALID: {
    'zh-CN': { happened: 'PIN 码的长度或字符不符合 UKey 的要求', next: '请按要求的长度重新输入' },
    en: { happened: 'The PIN has a length or characters the token refuses', next: 'Enter one that fits the token' },
  },
  PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的 PIN 码已锁定', next: '请用管理员 PIN 码解锁；不知道管理员 PIN 码时，请联系发证机构' },
    en: {
      happened: 'The PIN of the token is locked',
      next: "Unlock it with the administrator's PIN, or contact the issuer of the token",
    },
  },
  ADMIN_PIN_INCORRECT: {
    'zh-CN': { happened: '管理员 PIN 码不正确，没有解锁', next: '请核对后重新输入；多次输错会锁定管理员 PIN 码' },
    en: {
      happened: "The administrator's PIN is not right; nothing was unlocked",
      next: 'Check it and enter it again; repeated errors lock it too',
    },
  },
  ADMIN_PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的管理员 PIN 码已锁定', next: '请联系发证机构' },
    en: { happened: "The token's administrator PIN is locked", next: 'Contact its issuer' },
  },
  PIN_FINAL_TRY: {
    'zh-CN': {
      happened: '这是最后一次输入机会，再输错 UKey 将被锁定',
      next: '请确认 PIN 码无误，并明确确认后再继续',
    },
    en: {
      happened: 'This is the final try; another wrong PIN locks the token',
      next: 'Make sure of the PIN and confirm explicitly',
    },
  },
  PIN_EXPIRED: {
    'zh-CN': { happened: 'PIN 码需要修改后才能使用', next: '请先修改 PIN 码' },
    en: { happened: 'The PIN must be changed before use', next: 'Change the PIN first' },
  },
  PIN_LIKELY_INCORRECT: {
    'zh-CN': {
      happened: 'UKey 拒绝登录，没有说明原因，很可能是 PIN 码不正确',
      next: '请核对 PIN 码后重新输入；多次输错会锁定 UKey。确定 PIN 码无误时，请拔下 UKey 再插回',
    },
    en: {
      happened: 'The token refused the login without a reason; most likely the PIN is not right',
      next: 'Check the PIN and enter it again; repeated errors lock the token. If it is right, unplug the token and plug it in again',
    },
  },
  SIGNATURE_PIN_REQUIRED: {
    'zh-CN': {
      happened: '这把私钥每次签名要用单独的签名 PIN 码，没有用登录 PIN 码代替去试',
      next: '请输入签名 PIN 码；发证机构说明两个 PIN 码相同时，再输入一次登录 PIN 码',
    },
    en: {
      happened: 'This key wants a signature PIN of its own; the login PIN was not tried in its place',
      next: "Enter the signature PIN; where the token's issuer says that both are one, enter the login PIN again",
    },
  },
  SIGNATURE_PIN_INCORRECT: {
    'zh-CN': { happened: '签名 PIN 码不正确，没有签名', next: '请核对签名 PIN 码后重新输入；多次输错会锁定它' },
    en: {
      happened: 'The signature PIN is not right; nothing was signed',
      next: 'Check the signature PIN and enter it again; repeated errors lock it',
    },
  },
  SIGNATURE_PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的签名 PIN 码已锁定', next: '请用它的解锁码（PUK）解锁，或联系发证机构' },
    en: {
      happened: 'The signature PIN of the token is locked',
      next: 'Unlock it with its PUK, or contact the issuer of the token',
    },
  },
  // Certificates and seals
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
  // After signing
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
  // Network, timestamps, revocation
  NETWORK_OFF: {
    'zh-CN': { happened: '没有允许联网，因此没有访问 {host}', next: '需要时请在设置中允许联网' },
    en: { happened: 'The network is not allowed, so {host} was not asked', next: 'Allow it in Settings if you wish' },
  },
  NETWORK_UNREACHABLE: {
    'zh-CN': { happened: '无法连接 {host}', next: '请检查网络和地址，稍后重试' },
    en: { happened: 'Cannot connect to {host}', next: 'Check the network and the address, then try again' },
  },
  NETWORK_REFUSED: {
    'zh-CN': { happened: '{host} 拒绝连接', next: '请检查地址和端口，或稍后重试' },
    en: { happened: '{host} refuses the connection', next: 'Check address and port, or try again later' },
  },
  NETWORK_TIMEOUT: {
    'zh-CN': { happened: '{host} 在 {seconds} 秒内没有答复', next: '请稍后重试，或换用其他服务' },
    en: { happened: '{host} did not answer within {seconds} s', next: 'Try again later or use another service' },
  },
  NETWORK_STATUS: {
    'zh-CN': { happened: '{host} 答复了错误（HTTP {status}）', next: '请检查地址，或稍后重试' },
    en: { happened: '{host} answered with an error (HTTP {status})', next: 'Check the address, or try again later' },
  },
  NETWORK_REDIRECT: {
    'zh-CN': { happened: '{host} 转到了不允许的地址', next: '请联系该服务核对地址' },
    en: { happened: '{host} redirects where it may not', next: 'Ask the service for its right address' },
  },
  NETWORK_TOO_LARGE: {
    'zh-CN': { happened: '{host} 的答复过大，已停止接收', next: '请检查地址是否正确' },
    en: { happened: '{host} sent too much; receiving was stopped', next: 'Check whether the address is right' },
  },
  TSA_REFUSED: {
    'zh-CN': { happened: '时间戳服务没有签发时间戳（{reason}）', next: '请检查服务设置，或换用其他服务' },
    en: {
      happened: 'The timestamp authority issued no timestamp ({reason})',
      next: 'Check its settings or use another one',
    },
  },
  TSA_UNTRUSTED: {
    'zh-CN': { happened: '时间戳服务的答复不可信（{reason}），没有采用', next: '请换用其他服务，并联系原服务' },
    en: {
      happened: 'The answer of the timestamp authority cannot be trusted ({reason}); it was not used',
      next: 'Use another one, and tell this one',
    },
  },
  TSA_NOT_SET: {
    'zh-CN': { happened: '没有设置时间戳服务', next: '请在设置中添加时间戳服务' },
    en: { happened: 'No timestamp authority is set', next: 'Add one in Settings' },
  },
  TSA_QUOTA: {
    'zh-CN': { happened: '时间戳服务“{name}”今天的次数已用完（{limit} 次）', next: '请明天再试，或换用其他服务' },
    en: {
      happened: 'The timestamp authority “{name}” has been asked {limit} times today, as often as is allowed',
      next: 'Try again tomorrow or use another one',
    },
  },
  REVOCATION_INCOMPLETE: {
    'zh-CN': { happened: '还缺少证书“{subject}”的吊销信息（{reason}）', next: '请稍后重试，或导入吊销列表' },
    en: {
      happened: 'Nothing tells yet whether the certificate “{subject}” was revoked ({reason})',
      next: 'Try again later, or import a revocation list',
    },
  },
  LONGTERM_CHAIN_UNTRUSTED: {
    'zh-CN': { happened: '证书“{subject}”不受信任，无法补充吊销信息', next: '请先在设置中导入它的根证书' },
    en: {
      happened: 'The certificate “{subject}” is not trusted, so what tells of its revocation cannot be added',
      next: 'Import its root certificate in Settings first',
    },
  },
  LONGTERM_UNAVAILABLE: {
    'zh-CN': { happened: '待补队列无法读写', next: '请检查数据文件夹的磁盘空间和权限' },
    en: {
      happened: 'The queue of files that wait for timestamps cannot be used',
      next: 'Check space and permissions of the data folder',
    },
  },
  PDF_UNSIGNED: {
    'zh-CN': { happened: '这份 PDF 中没有签章', next: '请先盖章' },
    en: { happened: 'There is no signature in this PDF', next: 'Stamp it first' },
  },
  OCSP_UNAVAILABLE: {
    'zh-CN': { happened: '吊销查询服务没有给出答复（{reason}）', next: '请稍后重试，或导入吊销列表' },
    en: {
      happened: 'The revocation service gave no answer ({reason})',
      next: 'Try again later, or import a revocation list',
    },
  },
  CRL_UNREADABLE: {
    'zh-CN': { happened: '无法识别吊销列表', next: '请使用 DER 或 PEM 格式的 X.509 吊销列表' },
    en: { happened: 'The revocation list cannot be read', next: 'Use an X.509 CRL in DER or PEM form' },
  },
  // Verification
  VERIFICATION_LIMIT: {
    'zh-CN': {
      happened: '验证此文件所需的时间或内存超出限制，已停止',
      next: '来源可靠时，请用原程序重新导出 PDF 后再盖章',
      check: '请勿采信此文件；请与发送方核对，或换一台内存更大的电脑再验',
    },
    en: {
      happened: 'Verifying this file takes more time or memory than is allowed; it was stopped',
      next: 'If its source is sound, export it again from its program before you stamp it',
      check: 'Do not rely on it; ask the sender, or verify it on a computer with more memory',
    },
  },
  // History, trial
  REPORT_NOT_KEPT: {
    'zh-CN': { happened: '这次验证的结果已不再保留', next: '请重新验证' },
    en: { happened: 'The result of this verification is no longer kept', next: 'Verify again' },
  },
  HISTORY_UNAVAILABLE: {
    'zh-CN': { happened: '无法写入用印记录，因此没有盖章', next: '请检查数据文件夹的磁盘空间和权限' },
    en: {
      happened: 'The record of seal use cannot be written, so nothing was stamped',
      next: 'Check space and permissions of the data folder',
    },
  },
  HISTORY_UNREADABLE: {
    'zh-CN': { happened: '无法读取用印记录', next: '请检查数据文件夹的权限；验证和设置不受影响' },
    en: {
      happened: 'The record of seal use cannot be read',
      next: 'Check the permissions of the data folder; verification and settings work all the same',
    },
  },
  HISTORY_DAMAGED: {
    'zh-CN': {
      happened: '用印记录文件已损坏，或不是钤印的文件；没有记录就不能盖章',
      next: '请用备份替换数据文件夹中的 history.sqlite，或将它移到别处后重试；验证和设置不受影响',
    },
    en: {
      happened: 'The record of seal use is damaged or is no file of Qianyin; without a record nothing is stamped',
      next: 'Put a backup in place of history.sqlite in the data folder, or move it elsewhere and try again; verification and settings work all the same',
    },
  },
  HISTORY_NEWER: {
    'zh-CN': {
      happened: '用印记录由更新版本的钤印写入，此版本不能使用；没有记录就不能盖章',
      next: '请使用更新的版本；验证和设置不受影响',
    },
    en: {
      happened: 'The record of seal use was written by a newer Qianyin; without a record nothing is stamped',
      next: 'Use the newer version; verification and settings work all the same',
    },
  },
  TRIAL_UNAVAILABLE: {
    'zh-CN': {
      happened: '无法制作试用 UKey',
      next: '请重新安装钤印；仍不行请复制诊断信息并联系支持',
    },
    en: {
      happened: 'The trial token cannot be made',
      next: 'Install Qianyin again; else copy the diagnostics and contact support',
    },
  },
});

type ErrorReason =
  | ErrorCode
  | FindingReason
  | FieldTrouble
  | FieldDemand
  | 'none-named'
  | 'seal/no-holder'
  | 'seal/not-intact';
/** Why something cannot be used or had, for the `reason` of an error. */
const reasonWords: Readonly<Partial<Record<ErrorReason, Readonly<Record<Language, string>>>>> = {
  'none-named': { 'zh-CN': '证书没有写明查询服务', en: 'it names no service' },
  'revocation/no-response': { 'zh-CN': '没有答复', en: 'no answer' },
  NETWORK_UNREACHABLE: { 'zh-CN': '无法连接查询服务', en: 'its service cannot be reached' },
  NETWORK_REFUSED: { 'zh-CN': '查询服务拒绝连接', en: 'its service refuses the connection' },
  NETWORK_TIMEOUT: { 'zh-CN': '查询服务没有及时答复', en: 'its service did not answer in time' },
  NETWORK_STATUS: { 'zh-CN': '查询服务答复了错误', en: 'its service answered with an error' },
  NETWORK_TOO_LARGE: { 'zh-CN': '查询服务的答复过大', en: 'its service sent too much' },
  NETWORK_REDIRECT: { 'zh-CN': '查询服务转到了不允许的地址', en: 'its service redirects where it may not' },
  NETWORK_OFF: { 'zh-CN': '没有允许联网', en: 'the network is not allowed' },
  CRL_UNREADABLE: { 'zh-CN': '吊销列表无法识别', en: 'its revocation list cannot be read' },
  INVALID_INPUT: { 'zh-CN': '查询服务的地址不正确', en: 'the address of its service is wrong' },
  'seal/expired': { 'zh-CN': '印章已过有效期', en: 'the seal has expired' },
  'seal/not-yet-valid': { 'zh-CN': '印章尚未生效', en: 'the seal is not valid yet' },
  'seal/older-standard': { 'zh-CN': '旧标准的印章须重新制章', en: 'a seal of the older standard has to be made anew' },
  'seal/certificate-not-listed': {
    'zh-CN': '证书不在印章的授权列表中，证书更新后须重新制章',
    en: 'the certificate is not in its list; it has to be made anew after a renewal',
  },
  'seal/no-holder': {
    'zh-CN': '请先插入持有此印章证书的 UKey',
    en: 'plug in the token that holds a certificate of its list first',
  },
  'signature/invalid': { 'zh-CN': '制章人的签名不正确', en: "its maker's signature does not hold" },
  'field/invisible': { 'zh-CN': '它没有可见的位置', en: 'it has no place that is seen' },
  'field/no-page': { 'zh-CN': '它不在任何一页上', en: 'it is on no page' },
  'field/several-places': { 'zh-CN': '它有几处位置', en: 'it has several places' },
  'field/widget-apart': {
    'zh-CN': '它的位置另立对象，有的阅读器认不出其中的签章',
    en: 'its place is an object of its own, and some readers do not find a signature in it',
  },
  'field/name-not-unique': { 'zh-CN': '有几个签名域同名', en: 'other fields have the same name' },
  'field/malformed': { 'zh-CN': '它的写法不规范', en: 'it is not written as a signature field is' },
  'field/own-actions': { 'zh-CN': '它带有自动运行的动作', en: 'it brings actions of its own' },
  'field/too-small': { 'zh-CN': '它太小，印章缩小后无法辨认', en: 'it is too small for the seal to be read' },
  'field/locks-others': {
    'zh-CN': '它签章后锁定文件，其后还有印章要盖；请把它放在最后，或分次盖章',
    en: 'signing it locks the file, and another seal is to follow; put it last or stamp in parts',
  },
  'demand/handler': { 'zh-CN': '它指定了另一种签名程序', en: 'it wants another signature handler' },
  'demand/format': { 'zh-CN': '它指定了另一种签名格式', en: 'it wants another form of signature' },
  'demand/digest': { 'zh-CN': '它指定了另一种摘要算法', en: 'it wants another digest algorithm' },
  'demand/reason': { 'zh-CN': '用印事由须是它列出的之一', en: 'the reason has to be one of its list' },
  'demand/certificate': { 'zh-CN': '它限定了签章人的证书', en: 'it wants the certificate of somebody else' },
  'demand/issuer': { 'zh-CN': '它限定了证书的颁发者', en: 'it wants a certificate of another issuer' },
  'demand/certificate-policy': {
    'zh-CN': '它对证书的用途、主题或策略有要求，本程序不能判断',
    en: 'it wants a usage, a subject or a policy of the certificate that this program cannot judge',
  },
  'demand/timestamp': { 'zh-CN': '它要求时间戳，而现在取不到', en: 'it wants a timestamp, and none is to be had' },
  'demand/revocation-data': {
    'zh-CN': '它要求签名中带有吊销信息',
    en: 'it wants revocation data inside the signature',
  },
  'demand/certification': { 'zh-CN': '它要求认证签名', en: 'it wants a certification signature' },
  'demand/legal-attestation': { 'zh-CN': '它要求法律声明', en: 'it wants a legal attestation' },
  'demand/document-lock': { 'zh-CN': '它要求签章后锁定整份文件', en: 'it wants the whole document locked' },
  'demand/appearance': { 'zh-CN': '它指定了签名的外观', en: 'it wants an appearance of its own' },
  'demand/unknown': { 'zh-CN': '其中有本程序不认识的要求', en: 'it wants something that this program does not know' },
  'seal/not-intact': { 'zh-CN': '印章数据不完整', en: 'its data is not whole' },
};

/** A sentence inside another: in English its first letter is small, but for a name like `UKey` or `CA`. */
const inside = (sentence: string) =>
  sentence.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/[。.]$/, '');

function certificateProblemIn(reason: string, language: Language): string | undefined {
  const problem = certificateProblem.safeParse(reason);
  return problem.success ? inside(nameWords[language].certificateProblems[problem.data]) : undefined;
}

function reasonIn(reason: string, language: Language): string | undefined {
  const known: Readonly<Record<string, Readonly<Record<Language, string>> | undefined>> = reasonWords;
  return known[reason]?.[language];
}

/** The sentence of a finding inside that of an error: without its full stop. */
function longTermReason(reason: string, language: Language): string | undefined {
  const sentences: Record<string, string> = language === 'zh-CN' ? longTermReasonsZhCn : longTermReasonsEn;
  return sentences[reason]?.replace(/[。.]$/, '');
}

const han = /\p{Script=Han}/u;

/** A reason without words is a code of another program, and told as one. */
const asCode = (reason: string, language: Language) =>
  language === 'zh-CN' && !han.test(reason) ? `代码 ${reason}` : reason;

/** A detail in both languages, `中文 / English`, in the one that is asked for. */
function inOneLanguage(detail: string, language: Language): string {
  const [chinese = '', english] = detail.split(' / ');
  return english === undefined || !han.test(chinese) ? detail : language === 'zh-CN' ? chinese : english;
}

const isWarningCode = (value: string): value is WarningCode => Object.hasOwn(warningTable, value);
const titleOf = (code: string, language: Language) => (isWarningCode(code) ? warningTitle(code, language) : code);

/** What happened and what to do next, in the person's language. */
export function describeError(
  error: ErrorShape,
  language: Language,
  reader: Reader = 'stamping',
): { happened: string; next: string } {
  const words: ErrorWords = errorWords[error.code][language];
  const textOf = (key: string) => {
    const value = visibleText(String(error.values[key] ?? '…'));
    if (key === 'detail') return inOneLanguage(value, language);
    if (key === 'code') return titleOf(value, language);
    if (key !== 'reason') return value;
    return (
      certificateProblemIn(value, language) ??
      reasonIn(value, language) ??
      longTermReason(value, language) ??
      asCode(value, language)
    );
  };
  const next = (reader === 'checking' ? words.check : undefined) ?? words.next;
  return { happened: fillBy(words.happened, textOf), next: fillBy(next, textOf) };
}
