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

export const queueLoginZhCn = {
  once: (files: number) => `PIN 码输一次，本队列其余 ${files} 份有效；盖完、关窗、拔出 UKey 或闲置 10 分钟即失效`,
  kept: (files: number) => `PIN 码已输，本队列还可用 ${files} 份`,
  end: '结束登录',
  ended: (reason: string) => `登录已结束：${reason}`,
  reasons: {
    idle: '闲置 10 分钟',
    token: 'UKey 已拔出或状态有变',
    window: '窗口关闭、重新载入或锁屏',
    refused: 'UKey 没有接受 PIN 码',
    'pin-changed': 'PIN 码正在修改',
  },
  stampAndNext: '盖章，下一份',
  stampAndShow: '盖章并查看',
  told: (name: string, seqs: string) => `已盖章 ${seqs}：${name}`,
  eachTime: '每份文件都要输入 PIN 码',
  eachTimeText: '关闭时，一次打开多份文件只输一次 PIN 码：只对当时队列中的文件、同样的印章有效，每份一次。',
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
