import type { Language } from '../contract/index.ts';
import { visibleText } from './visible-text.ts';

/** Who stands behind a driver's file, as the core found it. */
interface FileOfDriver {
  readonly path: string;
  readonly owner: string | null;
  readonly writers: readonly string[] | null;
  readonly writableByAll: boolean;
  /** What it is to be initialised with; null where nothing is. */
  readonly initString: string | null;
}

const tables = {
  'zh-CN': {
    question: '要载入这个 UKey 驱动吗？',
    explained: '驱动是程序代码，会在本机以您的身份运行，并得到 UKey 的 PIN 码。只载入 UKey 厂商提供的驱动。',
    path: '路径：',
    initString: '初始化参数：',
    owner: '所有者：',
    writers: '能改动它的用户和组：',
    all: '⚠ 本机任何用户都能改动它或换掉它。',
  },
  en: {
    question: 'Load this token driver?',
    explained:
      'A driver is code. It runs on this machine as you, and is given the PIN. Load only what the maker provides.',
    path: 'Path: ',
    initString: 'Initialised with: ',
    owner: 'Owner: ',
    writers: 'Users and groups that can change it: ',
    all: '⚠ Every user of this machine can change or replace it.',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** What a person is asked before a driver is loaded, and the lines to decide by. */
export function describeDriverQuestion(file: FileOfDriver, language: Language): { question: string; lines: string[] } {
  const words = tables[language];
  const { path, owner, writers, writableByAll, initString } = file;
  const lines = [
    words.path + path,
    ...(initString === null ? [] : [words.initString + initString]),
    ...(owner === null ? [] : [words.owner + owner]),
    ...(writers === null ? [] : [words.writers + writers.join(language === 'en' ? ', ' : '、')]),
    ...(writableByAll ? [words.all] : []),
    words.explained,
  ];
  return { question: words.question, lines: lines.map((line) => visibleText(line)) };
}
