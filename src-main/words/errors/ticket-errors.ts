/** Why an approval ticket (审批单) opens nothing. */
export const ticketErrors = {
  TICKET_UNREADABLE: {
    'zh-CN': { happened: '审批单读不出来', next: '请从审批系统重新取得审批单，整个文件不要改动' },
    en: {
      happened: 'The approval ticket cannot be read',
      next: 'Get it anew from the approval system, and change nothing in it',
    },
  },
  TICKET_UNTRUSTED: {
    'zh-CN': {
      happened: '审批单的签名不是受信任的审批系统所作，或者内容被改过',
      next: '请核对审批单的来源；受信任的审批系统由印章保管人添加',
    },
    en: {
      happened: 'The ticket is not signed by an approval system that is trusted here, or was changed',
      next: 'Ask where it comes from; approval systems are added by whoever keeps the seals',
    },
  },
  TICKET_OTHER_CLIENT: {
    'zh-CN': { happened: '审批单是发给另一台客户端（{client}）的', next: '请让审批系统按本机的客户端编号重新签发' },
    en: {
      happened: 'The ticket was issued to another client ({client})',
      next: 'Have it issued anew to the number of this client',
    },
  },
  TICKET_OTHER_DOCUMENT: {
    'zh-CN': {
      happened: '审批的不是这份文件：摘要与审批单不同',
      next: '请打开审批过的那一份；审批后改过的文件要重新审批',
    },
    en: {
      happened: 'This is not the document that was approved: its digest is another',
      next: 'Open the one that was approved; one that was changed since has to be approved anew',
    },
  },
  TICKET_OTHER_PLACE: {
    'zh-CN': { happened: '印章或位置与审批单不同', next: '请按审批单的位置盖章，不要增减印章' },
    en: {
      happened: 'Seals or places are not those of the ticket',
      next: 'Stamp as the ticket says, with no seal more or less',
    },
  },
  TICKET_NOT_YET: {
    'zh-CN': { happened: '审批单从 {time} 起才有效', next: '请到时再盖章；时间不对时先核对本机时钟' },
    en: {
      happened: 'The ticket is valid from {time} on',
      next: 'Stamp then; if that is past, look at the clock of this computer',
    },
  },
  TICKET_EXPIRED: {
    'zh-CN': { happened: '审批单已于 {time} 过期', next: '请让审批系统重新签发' },
    en: { happened: 'The ticket expired at {time}', next: 'Have it issued anew' },
  },
  TICKET_TEMPLATE_CHANGED: {
    'zh-CN': {
      happened: '模板“{name}”在审批单签发之后（{time}）改过，审批的不是现在的盖法',
      next: '请按现在的模板重新审批',
    },
    en: {
      happened:
        'Template “{name}” was changed ({time}) after the ticket was issued: what was approved is not what it says now',
      next: 'Have it approved anew with the template as it is',
    },
  },
  TICKET_BEFORE_RECORD: {
    'zh-CN': {
      happened: '审批单签发于现在这份用印记录开始或恢复之前，无法确认它没有用过',
      next: '请让审批系统重新签发',
    },
    en: {
      happened: 'The ticket is older than this record, which cannot tell whether it was used before',
      next: 'Have it issued anew',
    },
  },
  TICKET_CLOCK: {
    'zh-CN': { happened: '本机时钟比用印记录的 {time} 还早，审批单的有效期无法判断', next: '请校准本机时钟后再试' },
    en: {
      happened: 'The clock of this computer is behind the record ({time})',
      next: 'Set the clock right, then try again',
    },
  },
  TICKET_USED: {
    'zh-CN': { happened: '审批单已经用过（记录 #{seq}）', next: '一张审批单只能盖一次；需要再盖时重新审批' },
    en: {
      happened: 'The ticket was used (record #{seq})',
      next: 'A ticket opens one stamp; another one has to be approved',
    },
  },
} as const;
