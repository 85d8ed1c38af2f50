/** Who may do what, and what takes two. */
export const roleErrors = {
  ROLES_ON: {
    'zh-CN': { happened: '三权分立已经启用', next: '要增减人员，请由两名不同角色的人员确认' },
    en: {
      happened: 'Roles are on already',
      next: 'To change the people, have two people of different roles confirm it',
    },
  },
  ROLES_OFF: {
    'zh-CN': { happened: '没有启用三权分立', next: '请先在“设置”的“角色”中设定保管人、经办人和审计员' },
    en: {
      happened: 'Roles are off',
      next: 'Set up a keeper, an operator and an auditor first, under Roles in the settings',
    },
  },
  ROLES_DIFFER: {
    'zh-CN': {
      happened: '角色文件与记录不符，可能有人改动、替换或删除了它；除查看和验章外都已停止',
      next: '请从备份恢复数据文件夹中的 roles.json；记录损坏后重新开始的，请由两名不同角色的人员确认现有的角色文件',
    },
    en: {
      happened:
        'The file of the roles is not the one on record: somebody may have changed, exchanged or removed it. All but reading and verifying has stopped',
      next: 'Restore roles.json in the data folder from a backup; where the record began anew because it was damaged, have two people of different roles confirm the file',
    },
  },
  ROLES_INCOMPLETE: {
    'zh-CN': { happened: '保管人、经办人和审计员至少要各有一名', next: '请先补上缺少的角色' },
    en: {
      happened: 'A keeper, an operator and an auditor are needed, at least one of each',
      next: 'Add the missing role first',
    },
  },
  ROLE_SIGN_IN: {
    'zh-CN': { happened: '没有人登录角色，或因长时间未操作已经退出', next: '请用自己的姓名和角色密码登录' },
    en: {
      happened: 'Nobody is signed in to a role, or not any more after a pause',
      next: 'Sign in with your name and the PIN of your role',
    },
  },
  ROLE_NOT_ALLOWED: {
    'zh-CN': { happened: '{name}（{role}）不能做这件事', next: '请由有权限的角色登录后操作' },
    en: { happened: '{name} ({role}) may not do this', next: 'Have somebody sign in whose role allows it' },
  },
  ROLE_PIN_WRONG: {
    'zh-CN': { happened: '“{name}”的姓名或角色密码不正确', next: '请重新输入；连续输错会要求等待，并记入记录' },
    en: {
      happened: 'The name “{name}” or the PIN of the role is wrong',
      next: 'Enter it again; wrong PINs in a row cost waiting time and are on record',
    },
  },
  ROLE_PIN_WAIT: {
    'zh-CN': {
      happened: '“{name}”连续输错角色密码，{seconds} 秒内不能再试',
      next: '请稍后再试；忘记密码的，请另外两名不同角色的人员重设',
    },
    en: {
      happened: 'The PIN of “{name}” was wrong several times in a row: nobody can try again for {seconds} s',
      next: 'Try again later; for a forgotten PIN have two others of different roles set another',
    },
  },
  ROLE_PIN_WEAK: {
    'zh-CN': { happened: '角色密码过于简单', next: '请至少输入 {least} 位，不要用同一个字符或连续的数字' },
    en: {
      happened: 'The PIN of the role is too easy',
      next: 'Enter at least {least} characters, neither all the same nor in a row',
    },
  },
  ROLE_NAME_TAKEN: {
    'zh-CN': { happened: '已经有“{name}”', next: '请换一个能区分的姓名；全角半角、大小写和空格不算区别' },
    en: {
      happened: 'There is a “{name}” already',
      next: 'Choose a name that differs by more than width, case or spaces',
    },
  },
  ROLE_PERSON_UNKNOWN: {
    'zh-CN': { happened: '没有“{name}”', next: '请从人员列表中选择' },
    en: { happened: 'There is no “{name}”', next: 'Choose somebody from the list' },
  },
  ROLE_CONFIRMERS: {
    'zh-CN': {
      happened: '确认的人员不符合要求',
      next: '请由两名不同角色的人员确认，被重设密码或移除的人除外；移交由双方保管人确认，停用三权分立须三个角色都确认',
    },
    en: {
      happened: 'These are not the people who can confirm it',
      next: 'Have two people of different roles confirm it, not the one whom it is about; a handover takes both keepers, ending the roles one of each role',
    },
  },
  REVIEW_INVALID: {
    'zh-CN': {
      happened: '复核无效：已经用过、超过 5 分钟，或文件、位置、用印登记与复核时不同',
      next: '请核对后由复核人重新确认',
    },
    en: {
      happened:
        'The second person’s confirmation is no good: used, older than 5 minutes, or of another document, place or entry',
      next: 'Look at it once more and have the second person confirm it anew',
    },
  },
  REVIEW_SAME_PERSON: {
    'zh-CN': { happened: '“{name}”正在盖章，不能复核自己', next: '请由另一名保管人或经办人复核' },
    en: {
      happened: '“{name}” is the one who stamps, and cannot confirm it too',
      next: 'Have another keeper or operator confirm it',
    },
  },
  REVIEWER_ROLE: {
    'zh-CN': { happened: '“{name}”是审计员，不能复核用印', next: '请由另一名保管人或经办人复核' },
    en: {
      happened: '“{name}” is an auditor and confirms no stamps',
      next: 'Have another keeper or operator confirm it',
    },
  },
} as const;
