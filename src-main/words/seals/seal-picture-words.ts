import type { Language, NotSearchedReason, SealPicture, UnsignedSealPictures } from '../../contract/index.ts';

interface SealPictureWords {
  /** Above the sentences, and as the name of a column. */
  readonly title: string;
  readonly sentence: (page: number) => string;
  readonly kinds: Readonly<Record<SealPicture['kind'], string>>;
  readonly more: (count: number) => string;
  /** Of a picture where a signature stands that does not hold. */
  readonly broken: (page: number) => string;
  readonly because: Readonly<Record<NotSearchedReason, string>>;
  readonly notSearched: (pages: number, because: readonly string[]) => string;
  /** For a table: the pages in a cell. */
  readonly pages: (numbers: readonly number[]) => string;
}

/** The words for pictures of seals, which window, command line and printed report share. */
export const sealPictureWords: Readonly<Record<Language, SealPictureWords>> = {
  'zh-CN': {
    title: '没有签章的印章图案',
    sentence: (page) => `第 ${page} 页有一个看起来像印章的图案，但它下面没有电子签章，不能当作已盖章`,
    broken: (page) => `第 ${page} 页的印章，这里的签章已失效，不能当作已盖章`,
    kinds: {
      'broken-signature': '签章未通过验证',
      image: '它只是一张图片',
      drawing: '它是画在页面上的图形',
      annotation: '它是一个批注',
      scan: '它是扫描图像的一部分；纸质文件上盖的章请以原件为准',
    },
    more: (count) => `另有 ${count} 个这样的图案没有在此列出。`,
    because: {
      time: '查找时间已用完',
      large: '页面太大',
      unreadable: '页面内容无法完整读取',
      enough: '找到的图案已经很多',
      format: '暂不支持在 OFD 的页面上查找',
    },
    notSearched: (pages, because) => `有 ${pages} 页没有（完整）查找印章图案：${because.join('、')}。`,
    pages: (numbers) => `第 ${numbers.join('、')} 页`,
  },
  en: {
    title: 'Pictures of seals without a signature',
    sentence: (page) =>
      `Page ${page} shows what looks like a seal, but no electronic signature is behind it: it does not count as sealed`,
    broken: (page) => `The signature of the seal on page ${page} does not hold any more: it does not count as sealed`,
    kinds: {
      'broken-signature': 'the signature is not valid',
      image: 'it is only a picture',
      drawing: 'it is drawn on the page',
      annotation: 'it is an annotation',
      scan: 'it is part of a scan; for a seal on paper, see the paper itself',
    },
    more: (count) => `${count} more of these pictures are not listed here.`,
    because: {
      time: 'no time was left',
      large: 'the page is too large',
      unreadable: 'its content cannot be read wholly',
      enough: 'many pictures were found already',
      format: 'the pages of an OFD cannot be searched yet',
    },
    notSearched: (pages, because) =>
      `${pages} ${pages === 1 ? 'page was' : 'pages were'} not searched (wholly) for pictures of seals: ${because.join('; ')}.`,
    pages: (numbers) => `${numbers.length === 1 ? 'page' : 'pages'} ${numbers.join(', ')}`,
  },
};

/** One picture in a sentence: where it is, what it is, and what that means. */
export function describeSealPicture({ page, kind }: SealPicture, language: Language): string {
  const words = sealPictureWords[language];
  const sentence = kind === 'broken-signature' ? words.broken(page) : words.sentence(page);
  return language === 'zh-CN' ? `${sentence}（${words.kinds[kind]}）。` : `${sentence} (${words.kinds[kind]}).`;
}

const mostSentences = 20;

/** All that is to be said of a file's pictures of seals, a sentence each; nothing where there are none and every page was searched. */
export function describeSealPictures(found: UnsignedSealPictures | null, language: Language): string[] {
  if (!found) return [];
  const { pictures, pagesNotSearched, notSearchedBecause } = found;
  const words = sealPictureWords[language];
  const more = pictures.length - mostSentences;
  return [
    ...pictures.slice(0, mostSentences).map((picture) => describeSealPicture(picture, language)),
    ...(more > 0 ? [words.more(more)] : []),
    ...(pagesNotSearched > 0
      ? [
          words.notSearched(
            pagesNotSearched,
            notSearchedBecause.map((reason) => words.because[reason]),
          ),
        ]
      : []),
  ];
}

/** The same for a cell of a table: the pages, each once. */
export function listSealPicturePages(found: UnsignedSealPictures | null, language: Language): string {
  const pages = [...new Set(found?.pictures.map(({ page }) => page))];
  return pages.length === 0 ? '' : sealPictureWords[language].pages(pages);
}
