import type { ChangeKind, DocumentChange, Language } from '../contract/index.ts';
import { fill } from './sentences.ts';
import { visibleText } from './visible-text.ts';

interface ChangeWords {
  readonly kinds: Readonly<Record<ChangeKind, string>>;
  readonly allowedBy: Readonly<Record<NonNullable<DocumentChange['allowedBy']> | 'nothing', string>>;
  readonly coversContent: string;
  readonly cannotTell: string;
  readonly onPage: string;
  readonly ofField: string;
  readonly object: string;
  readonly signaturesAdded: string;
  readonly ofPart: string;
}

const zhCn = {
  kinds: {
    'document-timestamp-added': '加盖了文档时间戳',
    'security-store-added': '附上了验证签章所需的证书和吊销信息',
    'signature-added': '加盖了后续签章',
    'signature-tagged': '为后加的签章写入了无障碍说明',
    'metadata-changed': '更新了文件的标题、作者等信息',
    'form-filled': '填写了表单',
    'annotation-added': '添加了批注',
    'annotation-changed': '改动了批注',
    'annotation-removed': '删除了批注',
    'appearance-changed': '表单内容没有变，显示的样子变了',
    'form-structure-changed': '改动了表单本身',
    'page-content-changed': '改动了页面内容',
    'resources-changed': '改动了页面所用的字体或图片',
    'page-added': '增加了页面',
    'page-removed': '删除了页面',
    'page-reordered': '调整了页面的顺序',
    'structure-changed': '改动了文件的结构（目录、书签、图层或打开时的动作）',
    'irregular-update': '盖章后追加的内容写法不规范，不同阅读器可能显示不同',
    'ambiguous-structure': '盖章时的文件结构有歧义，不同阅读器对追加的内容可能显示不同',
    'picture-changed': '页面看起来与盖章时不同',
    'picture-not-compared': '无法把页面与盖章时的样子对照',
    'part-unprotected': '没有受签章保护的内容',
    'part-missing': '缺少没有受签章保护的内容',
    'document-replaced': '显示的是没有受签章保护的另一份文档',
    'text-added': '之后加盖的签章在这里添加了文字',
    'hidden-object': '以隐蔽的方式替换了文件中的对象',
    unreadable: '文件末尾有无法识别的内容',
  },
  allowedBy: {
    'long-term-validation': '用于证明签章，不改变内容',
    signing: '属于签章的一部分',
    certification: '签章人允许这样改动',
    nothing: '签章人没有允许这样改动',
  },
  coversContent: '遮住了盖章时看得见的内容',
  cannotTell: '不能确定内容是否被改动',
  onPage: '第 {page} 页',
  ofField: '“{fieldName}”',
  object: '对象 {objectNumber}',
  signaturesAdded: '之后又加盖了 {count} 个签章。',
  ofPart: '{part}',
} as const satisfies ChangeWords;

const en = {
  kinds: {
    'document-timestamp-added': 'A document timestamp was added',
    'security-store-added': 'Certificates and revocation information for the signatures were added',
    'signature-added': 'A further signature was added',
    'signature-tagged': 'A later signature was described for assistive technology',
    'metadata-changed': 'Title, author or the like were updated',
    'form-filled': 'A form field was filled in',
    'annotation-added': 'An annotation was added',
    'annotation-changed': 'An annotation was changed',
    'annotation-removed': 'An annotation was removed',
    'appearance-changed': 'A form field kept its value and looks different',
    'form-structure-changed': 'The form itself was changed',
    'page-content-changed': 'The content of a page was changed',
    'resources-changed': 'Fonts or pictures of a page were changed',
    'page-added': 'A page was added',
    'page-removed': 'A page was removed',
    'page-reordered': 'Pages were put in another order',
    'structure-changed': 'The structure of the file was changed (outline, names, layers or what happens on opening)',
    'irregular-update': 'What was appended is not written as the format demands; readers may show different things',
    'ambiguous-structure':
      'The structure of the stamped file is ambiguous; readers may show different things of what was appended',
    'picture-changed': 'The page looks different from when it was stamped',
    'picture-not-compared': 'The page could not be compared with how it looked when it was stamped',
    'part-unprotected': 'Content that the signature does not protect',
    'part-missing': 'Content that the signature does not protect is missing',
    'document-replaced': 'Another document is shown, which the signature does not protect',
    'text-added': 'A signature that was added later puts text here',
    'hidden-object': 'An object of the file was replaced in a hidden way',
    unreadable: 'The end of the file has something that cannot be read',
  },
  allowedBy: {
    'long-term-validation': 'it proves signatures and changes no content',
    signing: 'it is part of signing',
    certification: 'the signer permitted it',
    nothing: 'the signer did not permit it',
  },
  coversContent: 'it hides what could be seen when the file was stamped',
  cannotTell: 'whether its content is the same cannot be told',
  onPage: 'page {page}',
  ofField: '“{fieldName}”',
  object: 'object {objectNumber}',
  signaturesAdded: '{count} more signatures were added afterwards.',
  ofPart: '{part}',
} as const satisfies ChangeWords;

/** The words for what was done to a file after a signature, which window, command line and printed report share. */
const changeWords = { 'zh-CN': zhCn, en } as const satisfies Readonly<Record<Language, ChangeWords>>;

/** Whether these are changes at all nobody can tell. */
const untold: ReadonlySet<ChangeKind> = new Set(['picture-not-compared', 'part-unprotected', 'part-missing']);

/** One change in a sentence: what, where, and whether anybody let it pass. */
export function describeChange(change: DocumentChange, language: Language): string {
  const words = changeWords[language];
  const { kind, page, part, fieldName, objectNumber, allowedBy, coversContent } = change;
  const place = [
    ...(page === null ? [] : [fill(words.onPage, { page })]),
    ...(fieldName === null || fieldName === '' ? [] : [fill(words.ofField, { fieldName: visibleText(fieldName) })]),
    ...(part === null ? [] : [fill(words.ofPart, { part: visibleText(part) })]),
    ...(page === null && fieldName === null && objectNumber !== null ? [fill(words.object, { objectNumber })] : []),
  ];
  const allowed = untold.has(kind) ? words.cannotTell : words.allowedBy[allowedBy ?? 'nothing'];
  const judged = [...(coversContent ? [words.coversContent] : []), allowed];
  return language === 'zh-CN'
    ? `${[...place, words.kinds[kind]].join('：')}（${judged.join('；')}）。`
    : `${words.kinds[kind]}${place.length > 0 ? ` (${place.join(', ')})` : ''}: ${judged.join('; ')}.`;
}

/** One line of a list of changes: what it says, and the changes that it is about. */
export interface DescribedChange {
  readonly sentence: string;
  readonly changes: readonly DocumentChange[];
}

/** Signatures that nobody objects to and that hide nothing. */
const isPlainSignature = ({ kind, allowedBy, coversContent }: DocumentChange) =>
  kind === 'signature-added' && allowedBy === 'signing' && !coversContent;

/** All changes after a signature, a sentence each; the signatures that were added later are one. */
export function describeChanges(changes: readonly DocumentChange[], language: Language): DescribedChange[] {
  const signatures = changes.filter(isPlainSignature);
  const isFolded = signatures.length > 1;
  return changes.flatMap((change): DescribedChange[] => {
    if (!isFolded || !isPlainSignature(change))
      return [{ sentence: describeChange(change, language), changes: [change] }];
    if (change !== signatures[0]) return [];
    const sentence = fill(changeWords[language].signaturesAdded, { count: signatures.length });
    return [{ sentence, changes: signatures }];
  });
}
