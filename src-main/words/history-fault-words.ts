import type { HistoryFault, HistoryFaultKind, Language } from '../contract/index.ts';

interface FaultWords {
  /** What is wrong, in a sentence; `which` names the events. */
  happened(which: string): string;
  next: string;
}

const rangeOf = ({ number, until }: HistoryFault) => (until === undefined ? `${number}` : `${number}–${until}`);

const words: Readonly<Record<Language, Readonly<Record<HistoryFaultKind, FaultWords>>>> = {
  'zh-CN': {
    gap: {
      happened: (which) => `缺少第 ${which} 条事件。`,
      next: '有人删去了中间的事件。请找出更早的备份或证据包，用它们核对缺少的部分。',
    },
    changed: {
      happened: (which) => `第 ${which} 条事件被改动过。`,
      next: '这一条不可采信。请与备份、证据包或盖过章的文件中的回执核对。',
    },
    reordered: {
      happened: (which) => `第 ${which} 条的位置上是另一条事件。`,
      next: '有人调换或插入了事件。请与备份或证据包核对。',
    },
    cut: {
      happened: (which) => `末尾缺少第 ${which} 条事件。`,
      next: '末尾被删去，或换回了旧的副本。请找出最近的备份，并查明谁动过数据文件夹。',
    },
    forked: {
      happened: (which) => `第 ${which} 条与已知的（检查点、回执或末条记录）不是同一条。`,
      next: '换回了旧的副本又继续使用，或全部重写过。请保存此文件，并与最近的备份核对。',
    },
    foreign: {
      happened: (which) => (which === '0' ? '文件中有别的程序建立或删改的内容。' : `第 ${which} 条属于另一个记录。`),
      next: '请不要用别的程序打开或修改记录文件；请查明谁动过它，并与备份核对。',
    },
    checkpoint: {
      happened: (which) => `第 ${which} 条检查点的签名不成立，或证据包中与之对应的文件不符。`,
      next: '这个检查点证明不了任何事。请与其他备份或证据包中的同一检查点核对。',
    },
    view: {
      happened: (which) => (which === '0' ? '列表或统计与事件不一致。' : `列表中第 ${which} 号用印与事件不一致。`),
      next: '事件本身是依据，列表不是：以导出的证据包为准，并查明谁改过列表。',
    },
    unreadable: {
      happened: (which) =>
        which === '0' ? '文件损坏，或不是本程序的记录或证据包。' : `从第 ${which} 条事件起无法读取。`,
      next: '请从备份中找出完好的副本，并检查磁盘。',
    },
  },
  en: {
    gap: {
      happened: (which) => `Event ${which} is missing.`,
      next: 'Somebody removed events. Find an earlier backup or package and look up what is missing there.',
    },
    changed: {
      happened: (which) => `Event ${which} was changed.`,
      next: 'Do not rely on it. Compare it with a backup, a package, or the receipt in the stamped file.',
    },
    reordered: {
      happened: (which) => `Another event stands in the place of event ${which}.`,
      next: 'Somebody swapped or inserted events. Compare with a backup or a package.',
    },
    cut: {
      happened: (which) => `Event ${which} is missing at the end.`,
      next: 'The end was cut off, or an older copy was put back. Find the latest backup, and who had access to the data folder.',
    },
    forked: {
      happened: (which) => `Event ${which} is not the one that a checkpoint, a receipt or the last known head names.`,
      next: 'An older copy was put back and used on, or all was written anew. Keep this file and compare it with the latest backup.',
    },
    foreign: {
      happened: (which) =>
        which === '0' ? "The file has parts of another program's making." : `Event ${which} belongs to another ledger.`,
      next: 'Do not open or change the ledger with other programs; find out who did, and compare with a backup.',
    },
    checkpoint: {
      happened: (which) =>
        `The signature of checkpoint ${which} does not hold, or its files in the package differ from it.`,
      next: 'It proves nothing. Compare with the same checkpoint in another backup or package.',
    },
    view: {
      happened: (which) =>
        which === '0'
          ? 'The lists or counts are not what the events say.'
          : `Use ${which} in the list is not what the events say.`,
      next: 'The events are the evidence, the list is not: rely on an exported package, and find out who changed the list.',
    },
    unreadable: {
      happened: (which) =>
        which === '0'
          ? 'The file is damaged, or no ledger or package of this program.'
          : `From event ${which} on it cannot be read.`,
      next: 'Find a sound copy among the backups, and check the disk.',
    },
  },
};

/** What is wrong with a ledger or a package, and what to do. */
export function describeHistoryFault(fault: HistoryFault, language: Language): { happened: string; next: string } {
  const { happened, next } = words[language][fault.kind];
  return { happened: happened(rangeOf(fault)), next };
}
