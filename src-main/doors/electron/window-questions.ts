import { type BrowserWindow, dialog } from 'electron';
import type { ConfirmDriver } from '../../app.ts';
import type { Language } from '../../contract/index.ts';
import { describeDriverQuestion } from '../../words/index.ts';

interface Question {
  message: string;
  detail: string;
  /** What keeps the window first: it is chosen by Enter and by Escape. */
  buttons: readonly [stay: string, leave: string];
}

const closing = {
  'zh-CN': {
    message: '尚有印章没有盖，要关闭窗口吗？',
    detail: '关闭后，已放置的位置将丢失；文件没有改动。',
    buttons: ['继续盖章', '关闭'],
  },
  en: {
    message: 'Some seals are placed but not stamped. Close the window?',
    detail: 'Closing loses where they were placed; no file has been changed.',
    buttons: ['Keep working', 'Close'],
  },
} as const satisfies Record<Language, Question>;

const batchRuns = {
  'zh-CN': {
    message: '正在批量盖章，要关闭窗口吗？',
    detail: '已盖好的文件都已保存；还没有盖的，下次打开后可在“批量”页继续，届时重新输入 PIN 码。',
    buttons: ['继续盖章', '停止并关闭'],
  },
  en: {
    message: 'A batch is being stamped. Close the window?',
    detail: 'What is stamped is saved; the rest can be gone on with on the page Batch, with the PIN once more.',
    buttons: ['Keep stamping', 'Stop and close'],
  },
} as const satisfies Record<Language, Question>;

const pageGone = {
  'zh-CN': {
    message: '页面意外停止，要重新载入吗？',
    detail: '尚未盖的印章需要重新放置；已盖的文件和记录都已保存。',
    buttons: ['重新载入', '关闭'],
  },
  en: {
    message: 'The page stopped unexpectedly. Load it again?',
    detail: 'Seals that were not stamped must be placed again; stamped files and records are safe.',
    buttons: ['Load again', 'Close'],
  },
} as const satisfies Record<Language, Question>;

async function ask(window: BrowserWindow, { message, detail, buttons }: Question): Promise<'stay' | 'leave'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: '钤印',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1 ? 'leave' : 'stay';
}

/** Whether to close although seals are placed that were not stamped. */
export const askToClose = (window: BrowserWindow, language: Language) => ask(window, closing[language]);

/** Whether to close although a batch runs. */
export const askToLeaveBatch = (window: BrowserWindow, language: Language) => ask(window, batchRuns[language]);

/** Whether to load the page again after its process has ended. */
export const askToReload = (window: BrowserWindow, language: Language) => ask(window, pageGone[language]);

const driverButtons = { 'zh-CN': ['不载入', '载入'], en: ["Don't load", 'Load'] } as const satisfies Record<
  Language,
  Question['buttons']
>;

/** Whether to load a driver that the page named: asked by the system's own dialog, which no page can answer. */
export async function askToLoadDriver(
  window: BrowserWindow,
  language: Language,
  file: Parameters<ConfirmDriver>[0],
): Promise<'load' | 'leave'> {
  const { question, lines } = describeDriverQuestion(file, language);
  const buttons = driverButtons[language];
  const answer = await ask(window, { message: question, detail: lines.join('\n'), buttons });
  return answer === 'leave' ? 'load' : 'leave';
}
