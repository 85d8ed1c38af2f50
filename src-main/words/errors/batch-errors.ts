/** Many files at once, and the tables that list them. By code, as `errorWords` takes them. */
export const batchErrors = {
  BATCH_NOT_FOUND: {
    'zh-CN': { happened: '没有这个批次，可能已经移除', next: '请在“批量”页的列表中重新选择' },
    en: { happened: 'There is no such batch; it may have been removed', next: 'Choose one from the list of batches' },
  },
  BATCH_EMPTY: {
    'zh-CN': { happened: '没有找到可以盖章的 PDF 文件', next: '请检查所选的文件夹，或直接选择文件' },
    en: { happened: 'No PDF was found', next: 'Look at the folder that was chosen, or choose the files' },
  },
  FOLDER_GONE: {
    'zh-CN': { happened: '文件所在的文件夹不见了：{path}', next: '请把它放回原处，或重新连接存放它的设备，再继续' },
    en: {
      happened: 'The folder of the files is gone: {path}',
      next: 'Put it back, or connect its device again, and go on',
    },
  },
  BATCH_RUNNING: {
    'zh-CN': { happened: '已有批次正在运行', next: '请等它完成，或先暂停并停止它' },
    en: { happened: 'A batch is running already', next: 'Wait for its end, or stop it first' },
  },
  BATCH_NOT_LOOKED_AT: {
    'zh-CN': { happened: '还有 {count} 个文件没有预检', next: '请等预检完成后再开始盖章' },
    en: { happened: 'There are {count} files not looked at yet', next: 'Wait until they are, then start' },
  },
  BATCH_NOTHING_LEFT: {
    'zh-CN': { happened: '这个批次里没有等待盖章的文件', next: '失败的文件可以重试；也可以新建批次' },
    en: { happened: 'No file of this batch waits to be stamped', next: 'Retry those that failed, or make a new batch' },
  },
  BATCH_SEALS_DIFFER: {
    'zh-CN': {
      happened: '印章“{seal}”与本批次的印章不同类别、不同单位、不同图案或不同大小，或在同一个 UKey 上，不能一起盖',
      next: '请只选择同一单位、同一类别、图案和大小相同、各在一个 UKey 上的印章',
    },
    en: {
      happened:
        'The seal “{seal}” is not of the kind, owner, picture and size of this batch, or not on a UKey of its own',
      next: 'Choose seals of one kind, owner, picture and size, each on a UKey of its own',
    },
  },
  BATCHES_UNAVAILABLE: {
    'zh-CN': { happened: '无法读写批次记录文件', next: '请检查数据目录的权限和磁盘空间' },
    en: { happened: 'The file of the batches cannot be used', next: 'Check the data folder and the space on the disk' },
  },
  TOO_MANY_FILES: {
    'zh-CN': { happened: '文件太多，一个批次最多 {max} 个', next: '请分成几个批次' },
    en: { happened: 'There are too many files; a batch takes {max}', next: 'Make several batches' },
  },
  PATTERN_UNKNOWN: {
    'zh-CN': { happened: '输出文件名里的“{name}”没有对应的内容', next: '可以使用 {known}' },
    en: { happened: 'Nothing is called “{name}” in the names of outputs', next: 'There are {known}' },
  },
  JOB_TABLE_UNREADABLE: {
    'zh-CN': { happened: '清单无法读取', next: '请用 CSV（UTF-8 或 GBK）或 XLSX 格式，第一行为列名' },
    en: { happened: 'The table cannot be read', next: 'Use CSV or XLSX with the names of columns in the first line' },
  },
  JOB_TABLE_COLUMN: {
    'zh-CN': { happened: '清单的列名“{column}”不认识，或缺少“文件”一列', next: '可以使用的列：{known}' },
    en: {
      happened: 'The column “{column}” is not known, or the one for the file is missing',
      next: 'There are {known}',
    },
  },
  JOB_TABLE_LINE: {
    'zh-CN': { happened: '清单第 {line} 行有误：{reason}', next: '更正后重新选择清单；现在还没有盖任何章' },
    en: {
      happened: 'Line {line} of the table is wrong: {reason}',
      next: 'Correct it and choose it again; nothing was stamped',
    },
  },
  ALREADY_STAMPED: {
    'zh-CN': {
      happened: '此文件已盖过这枚印章（记录 #{seq}），已跳过',
      next: '确要再盖，请在新建批次时选择“已盖过的也盖”',
    },
    en: {
      happened: 'This file bears the seal already (no. {seq} in the record), and was passed over',
      next: 'To stamp it once more, say so when the batch is made',
    },
  },
} as const;
