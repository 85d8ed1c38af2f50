/** Why nobody can be on duty, a document that came is not sealed, or nothing is archived. */
export const dutyErrors = {
  ARCHIVE_NOT_SEALED_HERE: {
    'zh-CN': {
      happened: '本机的用印记录里没有这份文件：{path}不是在这里盖的章，或者盖章之后又被改过',
      next: '请选择在本机盖好章的文件，并保持原样',
    },
    en: {
      happened: 'The record of this computer does not know {path}: it was not sealed here, or was changed since',
      next: 'Choose a file that was sealed on this computer, as it came out',
    },
  },
  ARCHIVE_UNREADABLE: {
    'zh-CN': { happened: '这不是归档包，或者已经损坏', next: '请向提供者索取完整的归档包（.zip）' },
    en: {
      happened: 'This is no archive package, or it is damaged',
      next: 'Ask whoever gave it for the whole package (.zip)',
    },
  },
  DUTY_RUNNING: {
    'zh-CN': { happened: '已经在值守', next: '请先结束值守，再重新开始' },
    en: { happened: 'Somebody is on duty already', next: 'End that first, then begin anew' },
  },
  DUTY_OTHER_SEAL: {
    'zh-CN': {
      happened: '审批单要用的「{seal}」不在这次值守的印章之内',
      next: '请印章保管人结束值守，把这枚印章也选上，再重新开始；审批单没有用掉，可以再送一次',
    },
    en: {
      happened: 'The ticket asks for “{seal}”, which is not among the seals on duty',
      next: 'Have the keeper end the duty and begin it anew with that seal; the ticket is not used up and can be sent again',
    },
  },
  WATCH_FOLDER_OPEN: {
    'zh-CN': {
      happened: '收件文件夹{path}不只由本人掌握：它必须是本人的文件夹，别人不能在里面增删文件',
      next: '请另选或新建一个文件夹；让审批系统只写入其中的 in 子文件夹',
    },
    en: {
      happened: 'The folder {path} is not yours alone: it must be a folder of yours in which nobody else can write',
      next: 'Choose or make another; let the approval system write to its subfolder “in” only',
    },
  },
  WATCH_FOLDER_TAKEN: {
    'zh-CN': {
      happened: '收件文件夹{path}正由另一个程序或另一台电脑值守',
      next: '请在那边结束值守，或另选文件夹；那台电脑已停用的，删除其中的 work/held-by.json',
    },
    en: {
      happened: 'Another program or computer is on duty at the folder {path}',
      next: 'End the duty there, or choose another folder; if that computer is out of use, delete work/held-by.json in it',
    },
  },
} as const;
