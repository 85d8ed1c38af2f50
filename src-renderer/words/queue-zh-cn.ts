/** Several files one after the other, and what is known of a file when it is opened. */
export const queueZhCn = {
  label: '待盖章的文件',
  position: (at: number, count: number) => `${at} / ${count}`,
  summary: (stamped: number, skipped: number, waiting: number) =>
    `已盖 ${stamped}${skipped > 0 ? ` · 跳过 ${skipped}` : ''} · 待盖 ${waiting}`,
  item: (number: number, name: string, outcome: string) => `第 ${number} 份，${name}，${outcome}`,
  outcomes: { waiting: '待盖章', stamped: '已盖章', skipped: '已跳过' },
  next: '下一份',
  skip: '跳过',
  takeOut: '移出',
  takeOutHint: '从队列中移出这份文件，文件本身不变',
  added: (count: number) => `已排到队列末尾：${count} 份`,
  allDone: '这一批已处理完',
  stampedAs: (name: string, seqs: string) => `已盖章 ${seqs}：${name}`,
  moreFiles: '打开其他文件',
  refused: '没有打开，页面上的印章没有变动',
  searchSeals: '查找印章',
  noSuchSeal: '没有这样的印章',
  chooseAgain: '重新选择',
  leaveText: (count: number, name: string) => `“${name}”上放置的 ${count} 处印章还没有盖。继续将丢弃这些位置。`,
};

export const formerZhCn = {
  stampedBefore: (time: string, seal: string, seq: number) => `此文件 ${time} 已盖${seal}（#${seq}）`,
  bearsSeal: (time: string, seal: string, seq: number) => `此文件就是 ${time} 盖了${seal}的文件（#${seq}）`,
  others: (count: number) => `，另有 ${count} 次`,
  show: '查看已盖章的文件',
  gone: '已盖章的文件已不在原处',
  stampAgain: '仍要盖章',
};

export const rememberedZhCn = {
  title: (seals: string) => `和上次同类文件一样，盖${seals}？`,
  text: (pages: string) => `位置已用虚线标出：第 ${pages} 页。`,
  reason: (reason: string) => `用印事由：${reason}`,
  accept: '盖在同样的位置',
  decline: '不用',
  keys: 'Enter 放置；Ctrl+Enter 放置并核对',
};

export const operatorZhCn = {
  title: '经办人是谁？',
  text: '每次用印都会记录经办人。只问这一次，以后可在“设置”中修改。',
  label: '经办人姓名',
  hint: '例：王芳',
  go: '保存并继续',
  useLogin: (login: string) => `使用登录名 ${login}`,
};
