import type { Language, SealPicture, UnsignedSealPictures } from '../contract/index.ts';

interface SealPictureWords {
  /** Above the sentences, and as the name of a column. */
  readonly title: string;
  readonly sentence: (page: number) => string;
  readonly kinds: Readonly<Record<SealPicture['kind'], string>>;
  readonly more: (count: number) => string;
  readonly notSearched: (pages: number) => string;
  /** For a table: the pages in a cell. */
  readonly pages: (numbers: readonly number[]) => string;
}

/** The words for pictures of seals, which window, command line and printed report share. */
export const sealPictureWords: Readonly<Record<Language, SealPictureWords>> = {
  'zh-CN': {
    title: '没有签章的印章图案',
    sentence: (page) => `第 ${page} 页有一个看起来像印章的图案，但它下面没有电子签章，不能当作已盖章`,
    kinds: {
      image: '它只是一张图片',
      drawing: '它是画在页面上的图形',
      annotation: '它是一个批注',
      scan: '它是扫描图像的一部分；纸质文件上盖的章请以原件为准',
    },
    more: (count) => `另有 ${count} 个这样的图案没有在此列出。`,
    notSearched: (pages) => `有 ${pages} 页没有查找印章图案。`,
    pages: (numbers) => `第 ${numbers.join('、')} 页`,
  },
  en: {
    title: 'Pictures of seals without a signature',
    sentence: (page) =>
      `Page ${page} shows what looks like a seal, but no electronic signature is behind it: it does not count as sealed`,
    kinds: {
      image: 'it is only a picture',
      drawing: 'it is drawn on the page',
      annotation: 'it is an annotation',
      scan: 'it is part of a scan; for a seal on paper, see the paper itself',
    },
    more: (count) => `${count} more of these pictures are not listed here.`,
    notSearched: (pages) => `${pages} ${pages === 1 ? 'page was' : 'pages were'} not searched for pictures of seals.`,
    pages: (numbers) => `${numbers.length === 1 ? 'page' : 'pages'} ${numbers.join(', ')}`,
  },
};

/** One picture in a sentence: where it is, what it is, and what that means. */
export function describeSealPicture({ page, kind }: SealPicture, language: Language): string {
  const words = sealPictureWords[language];
  return language === 'zh-CN'
    ? `${words.sentence(page)}（${words.kinds[kind]}）。`
    : `${words.sentence(page)} (${words.kinds[kind]}).`;
}

const mostSentences = 20;

/** All that is to be said of a file's pictures of seals, a sentence each; nothing where there are none and every page was searched. */
export function describeSealPictures(found: UnsignedSealPictures | null, language: Language): string[] {
  if (!found) return [];
  const { pictures, pagesNotSearched } = found;
  const words = sealPictureWords[language];
  const more = pictures.length - mostSentences;
  return [
    ...pictures.slice(0, mostSentences).map((picture) => describeSealPicture(picture, language)),
    ...(more > 0 ? [words.more(more)] : []),
    ...(pagesNotSearched > 0 ? [words.notSearched(pagesNotSearched)] : []),
  ];
}

/** The same for a cell of a table: the pages, each once. */
export function listSealPicturePages(found: UnsignedSealPictures | null, language: Language): string {
  const pages = [...new Set(found?.pictures.map(({ page }) => page))];
  return pages.length === 0 ? '' : sealPictureWords[language].pages(pages);
}
