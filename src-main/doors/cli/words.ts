import type { Language } from '../../contract/index.ts';
import { en } from './words-en.ts';
import { zhCn } from './words-zh-cn.ts';

/** Every word the command line says; errors have theirs in the contract. */
export type Words = typeof zhCn;

export const words: Record<Language, Words> = { 'zh-CN': zhCn, en };
