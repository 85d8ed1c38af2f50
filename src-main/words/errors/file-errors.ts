/** What can go wrong with any input, and with files. By code, as `errorWords` takes them. */
export const fileErrors = {
  INTERNAL: {
    'zh-CN': { happened: '程序内部出错', next: '请复制诊断信息并联系支持' },
    en: { happened: 'Something went wrong inside the program', next: 'Copy the diagnostics and contact support' },
  },
  INVALID_INPUT: {
    'zh-CN': { happened: '输入不正确：{detail}', next: '请更正后重试' },
    en: { happened: 'The input is not right: {detail}', next: 'Correct it and try again' },
  },
  CANCELLED: {
    'zh-CN': { happened: '操作已取消，没有生成文件', next: '需要时可以重新开始' },
    en: { happened: 'Cancelled; no file was made', next: 'Start again when you are ready' },
  },
  FILE_NOT_FOUND: {
    'zh-CN': { happened: '找不到文件 {path}', next: '请检查路径，或重新选择文件' },
    en: { happened: 'File not found: {path}', next: 'Check the path or choose the file again' },
  },
  FILE_UNREADABLE: {
    'zh-CN': { happened: '无法读取文件 {path}', next: '请检查权限，或换一个位置' },
    en: { happened: 'The file cannot be read: {path}', next: 'Check its permissions or move it elsewhere' },
  },
  FILE_KIND_UNSUPPORTED: {
    'zh-CN': {
      happened: '“{name}”的内容不是 PDF、图片、证书、印章或吊销列表，没有收下',
      next: '请选择这些文件之一',
    },
    en: {
      happened: 'What “{name}” holds is no PDF, picture, certificate, seal or revocation list; it was not taken',
      next: 'Choose a file of one of these kinds',
    },
  },
  HOME_NOT_PRIVATE: {
    'zh-CN': {
      happened: '数据文件夹 {path} 属于用户 {owner}，不能保管印章和记录',
      next: '请以该用户运行，或用 QIANYIN_HOME 指定自己的文件夹',
    },
    en: {
      happened:
        'The data folder or a file in it, {path}, belongs to the user {owner}; seals and records cannot be kept there',
      next: 'Run as that user, or name a folder of your own in QIANYIN_HOME',
    },
  },
  HOME_OPEN_TO_OTHERS: {
    'zh-CN': {
      happened: '本机的其他用户可以读取数据文件夹中的 {path}，而权限无法收回',
      next: '请用 QIANYIN_HOME 指定本机磁盘上自己的文件夹',
    },
    en: {
      happened:
        'Other users of this machine can read {path} in the data folder, and its permissions cannot be taken back',
      next: 'Name a folder of your own on a disk of this machine in QIANYIN_HOME',
    },
  },
  ADDRESS_USED: {
    'zh-CN': { happened: '这个地址已失效：每个地址只能在一个页面中使用一次', next: '请使用启动窗口给出的新地址' },
    en: {
      happened: 'This address is no longer valid: each lets one page in, once',
      next: 'Use the new address that the running program prints',
    },
  },
  PROGRAM_ALTERED: {
    'zh-CN': {
      happened: '程序文件 {path} 与发布时不同，没有运行它',
      next: '请从可信的来源重新安装钤印；若反复出现，请检查这台电脑',
    },
    en: {
      happened: 'The program’s file {path} is not as it was released, and was not run',
      next: 'Install Qianyin again from a source you trust; if this comes back, have the computer checked',
    },
  },
  FILE_CHANGED: {
    'zh-CN': { happened: '文件在处理过程中被其他程序改动，没有生成文件', next: '请关闭其他程序后重新打开该文件' },
    en: {
      happened: 'Another program changed the file meanwhile; no file was made',
      next: 'Close that program and open the file again',
    },
  },
  OUTPUT_EXISTS: {
    'zh-CN': { happened: '目标文件已存在：{path}', next: '请换一个文件名，或明确选择覆盖' },
    en: {
      happened: 'The output file already exists: {path}',
      next: 'Choose another name, or ask to overwrite it',
    },
  },
  OUTPUT_IS_INPUT: {
    'zh-CN': { happened: '输出不能覆盖原文件', next: '请换一个文件名' },
    en: { happened: 'The output may not replace the original', next: 'Choose another file name' },
  },
  OUTPUT_FOLDER_UNWRITABLE: {
    'zh-CN': { happened: '无法写入文件夹 {path}', next: '请选择其他保存位置' },
    en: { happened: 'The folder cannot be written: {path}', next: 'Choose another place to save' },
  },
  DISK_FULL: {
    'zh-CN': { happened: '磁盘空间不足，没有生成文件', next: '请清理磁盘，或选择其他保存位置' },
    en: { happened: 'The disk is full; no file was made', next: 'Free some space or save elsewhere' },
  },
  DESKTOP_UNAVAILABLE: {
    'zh-CN': { happened: '无法从这里打开 {path}', next: '请在文件管理器中打开该路径' },
    en: { happened: 'Cannot open {path} from here', next: 'Open that path in your file manager' },
  },
} as const;
