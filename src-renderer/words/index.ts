import { createContext, useContext } from 'react';
import type { Language } from '../../src-main/contract/index.ts';
import { en } from './en.ts';
import { type Words, zhCn } from './zh-cn.ts';

export type { Words };

export const wordsByLanguage: Record<Language, Words> = { 'zh-CN': zhCn, en };

export interface Speech {
  language: Language;
  words: Words;
}

export const SpeechContext = createContext<Speech>({ language: 'zh-CN', words: zhCn });

/** The words of the person's language. */
export function useSpeech(): Speech {
  return useContext(SpeechContext);
}
