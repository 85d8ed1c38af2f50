import type { Language, ReconciledState } from '../contract/index.ts';

/** What the states of 对账 are called, and what each means. */
interface ReconcileWords {
  readonly states: Readonly<Record<ReconciledState, string>>;
  readonly gone: string;
}

export const reconcileWords: Readonly<Record<Language, ReconcileWords>> = {
  'zh-CN': {
    states: {
      recorded: '在册',
      original: '在册文件的原件',
      changed: '在册，但盖章后已改动',
      receipt: '有本机回执，但已改动或另有签章',
      disputed: '称有本机回执，但与记录不符',
      elsewhere: '有其他记录的回执',
      unrecorded: '不在册',
      unreadable: '无法读取',
    },
    gone: '在册，但文件不在',
  },
  en: {
    states: {
      recorded: 'on record',
      original: 'original of a stamped file',
      changed: 'on record, changed since',
      receipt: 'bears a receipt of this record; changed or signed since',
      disputed: 'names this record, which says otherwise',
      elsewhere: 'bears a receipt of another record',
      unrecorded: 'not on record',
      unreadable: 'cannot be read',
    },
    gone: 'on record, the file is gone',
  },
};
