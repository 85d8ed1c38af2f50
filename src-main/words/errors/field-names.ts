import type { Language } from '../../contract/index.ts';

/** What people enter, by the names that the contract has for it. */
const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  name: { 'zh-CN': '名称', en: 'the name' },
  operatorName: { 'zh-CN': '经办人姓名', en: 'the name of the operator' },
  reason: { 'zh-CN': '事由', en: 'the reason' },
  nameReason: { 'zh-CN': '名称不同的原因', en: 'why the names differ' },
  code: { 'zh-CN': '防伪编码', en: 'the code of the seal' },
  sealNumber: { 'zh-CN': '印章编号', en: 'the number of the seal' },
  widthMm: { 'zh-CN': '宽度', en: 'the width' },
  heightMm: { 'zh-CN': '高度', en: 'the height' },
  ringText: { 'zh-CN': '上方弧形文字', en: 'the text along the arc' },
  design: { 'zh-CN': '印章图样', en: 'the design of the seal' },
  png: { 'zh-CN': '图片', en: 'the picture' },
  pin: { 'zh-CN': 'PIN 码', en: 'the PIN' },
  oldPin: { 'zh-CN': '原 PIN 码', en: 'the current PIN' },
  newPin: { 'zh-CN': '新 PIN 码', en: 'the new PIN' },
  signaturePin: { 'zh-CN': '签名 PIN 码', en: 'the signature PIN' },
  adminPin: { 'zh-CN': '管理员 PIN 码', en: 'the PIN of the administrator' },
  passphrase: { 'zh-CN': '口令', en: 'the passphrase' },
  password: { 'zh-CN': '打开密码', en: 'the password' },
  path: { 'zh-CN': '路径', en: 'the path' },
  paths: { 'zh-CN': '路径', en: 'the paths' },
  outputPath: { 'zh-CN': '保存位置', en: 'where it is saved' },
  url: { 'zh-CN': '网址', en: 'the address' },
  placements: { 'zh-CN': '盖章位置', en: 'the places' },
  hours: { 'zh-CN': '用印时间', en: 'the hours' },
  usesPerDay: { 'zh-CN': '每天的次数', en: 'the uses a day' },
  inspector: { 'zh-CN': '检查人', en: 'who inspected' },
  finding: { 'zh-CN': '检查情况', en: 'what was found' },
  certificates: { 'zh-CN': '证书文件', en: 'the file of certificates' },
};

/**
 * What a detail says of the input: a place in it, `placements.0.xMm`, by the innermost name that people know, and as a code where
 * they know none. Anything else is said as it is.
 */
export function describeField(detail: string, language: Language): string {
  if (!/^[A-Za-z]\w*(?:\.\w+)*$/.test(detail)) return detail;
  const known = detail.split('.').findLast((part) => Object.hasOwn(names, part));
  const said = known === undefined ? undefined : names[known]?.[language];
  return said ?? (language === 'zh-CN' ? `代码 ${detail}` : detail);
}
