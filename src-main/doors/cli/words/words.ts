import type { Language } from '../../../contract/index.ts';
import { en } from './words-en.ts';
import { type Words, zhCn } from './words-zh-cn.ts';

export const words: Record<Language, Words> = { 'zh-CN': zhCn, en };
