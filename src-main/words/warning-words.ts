import type { Language, StampWarning, WarningCode, WarningValueName } from '../contract/index.ts';
import { type Fitting, fillBy } from './sentences.ts';
import { visibleText } from './visible-text.ts';

/**
 * A language's sentences as they are. A warning without one, and one that does not name the values of its code, do
 * not compile.
 */
function tell<const Table extends Readonly<Record<WarningCode, string>>>(
  table: Table & { readonly [Code in WarningCode]: Fitting<Table[Code], WarningValueName<Code>> },
): Readonly<Record<WarningCode, string>> {
  return table;
}

const warningWords: Readonly<Record<Language, Readonly<Record<WarningCode, string>>>> = {
  'zh-CN': tell({
    'certificate-expires-soon': '证书即将到期，请尽快联系发证机构续期',
    'trial-seal': '这是试用印章，盖出的文件不具法律效力',
    'seal-name-differs': '印章“{seal}”上的名称与证书不同：印章写的是“{name}”，证书属于“{owner}”',
    'seals-overlap': '有印章互相重叠，请确认位置',
    'seal-reduced': '签名域“{field}”比印章小，“{seal}”将缩小到 {percent}%',
    'earlier-signature-not-valid': '文件中已有的签章未通过验证，盖章不会使其变为有效',
    'pin-low': 'PIN 码曾输错，连续输错会锁定 UKey',
    'pin-final-try': 'PIN 码只剩最后一次机会，再输错 UKey 将被锁定',
    'form-needs-appearances': '文件中的表单要求查看器重新绘制，部分查看器可能提示文件有改动',
    'active-content': '文件中有自动运行或点击后运行的动作（{names}），可能改变显示的内容',
    'xfa-form': '文件带有 XFA 表单，不同阅读器显示的可能不是同一份内容',
    'field-without-appearance': '第 {page} 页的表单域“{field}”有内容而没有固定的外观，由各阅读器自行绘制，显示可能不同',
    'annotation-without-appearance': '第 {page} 页有批注没有固定的外观，由各阅读器自行绘制，显示可能不同',
    'layers-differ': '文件中有不总是显示的图层（{names}），在屏幕上、打印时和其他阅读器中看到的内容可能不同',
    'print-differs': '第 {page} 页有只在屏幕上显示或只在打印时出现的内容',
    'fonts-missing': '文件没有嵌入字体（{names}），在其他电脑上文字可能变样或缺字',
    'external-content': '文件引用了文件以外的内容，那部分以后可能改变',
    'objects-missing': '文件引用了不存在的内容（对象 {object}），以后的改动可能把它补上',
    'pdf-a-1-transparency': '文件标明为 PDF/A-1，而印章图片带有透明，盖章后不再符合该标准',
    'sections-hybrid': '文件有两份对象目录（混合交叉引用），不同阅读器读到的内容可能不同',
    'structure-irregular': '文件的写法不规范，盖章后若再追加内容，签章可能无法确认',
    'pages-not-looked-at': '文件较大，以上各项只检查了 {total} 页中的 {pages} 页',
    'timestamp-missing': '签章还没有时间戳，文件已列入待补队列',
    'not-queued': '文件未能列入待补队列',
  }),
  en: tell({
    'certificate-expires-soon': 'The certificate expires soon; ask its issuer to renew it',
    'trial-seal': 'This is a trial seal; what it stamps has no legal effect',
    'seal-name-differs':
      'The name on the seal “{seal}” is not the one in its certificate: it says “{name}”, the certificate is that of “{owner}”',
    'seals-overlap': 'Some seals overlap; check their places',
    'seal-reduced': 'The field “{field}” is smaller than the seal; “{seal}” is reduced to {percent} %',
    'earlier-signature-not-valid': 'An earlier signature in the file does not hold; stamping does not repair it',
    'pin-low': 'The PIN was entered wrongly; repeated errors lock the token',
    'pin-final-try': 'Only one try is left for the PIN; another wrong one locks the token',
    'form-needs-appearances': 'The form in the file asks viewers to redraw it; some viewers may report a change',
    'active-content':
      'The file has actions that run by themselves or at a click ({names}) and may change what it shows',
    'xfa-form': 'The file has an XFA form; readers may not show the same content',
    'field-without-appearance':
      'The field “{field}” on page {page} has a value but no fixed appearance; each reader draws it in its own way',
    'annotation-without-appearance':
      'An annotation on page {page} has no fixed appearance; each reader draws it in its own way',
    'layers-differ':
      'The file has layers that do not always show ({names}); screen, print and other readers may show different content',
    'print-differs': 'Something on page {page} shows only on the screen or only in print',
    'fonts-missing': 'Fonts are not embedded ({names}); on other computers text may look different or lack characters',
    'external-content': 'The file refers to content outside of it, which may change later',
    'objects-missing':
      'The file refers to content that is not there (object {object}); a later change could put something in its place',
    'pdf-a-1-transparency':
      'The file says that it is PDF/A-1; the picture of the seal is transparent, and the stamped file will not conform any more',
    'sections-hybrid':
      'The file has two directories of its objects (hybrid cross-reference); readers may find different content',
    'structure-irregular':
      'The file is not written by the rules; if anything is appended later, the seal may not be confirmed',
    'pages-not-looked-at': 'The file is large: of its {total} pages only {pages} were looked at for this',
    'timestamp-missing': 'This signature has no timestamp yet; the file waits for one in the queue',
    'not-queued': 'The file could not be put into the queue of those that wait for timestamps',
  }),
};

/** A warning in a sentence without a full stop. */
export function describeWarning({ code, values }: StampWarning, language: Language): string {
  return fillBy(warningWords[language][code], (name) => visibleText(String(values[name] ?? '…')));
}
