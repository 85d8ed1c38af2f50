/** Services, verification, the record and the trial. By code, as `errorWords` takes them. */
export const serviceErrors = {
  NETWORK_OFF: {
    'zh-CN': { happened: '没有允许联网，因此没有访问 {host}', next: '需要时请在设置中允许联网' },
    en: { happened: 'The network is not allowed, so {host} was not asked', next: 'Allow it in Settings if you wish' },
  },
  NETWORK_UNREACHABLE: {
    'zh-CN': { happened: '无法连接 {host}', next: '请检查网络和地址，稍后重试' },
    en: { happened: 'Cannot connect to {host}', next: 'Check the network and the address, then try again' },
  },
  NETWORK_REFUSED: {
    'zh-CN': { happened: '{host} 拒绝连接', next: '请检查地址和端口，或稍后重试' },
    en: { happened: '{host} refuses the connection', next: 'Check address and port, or try again later' },
  },
  NETWORK_TIMEOUT: {
    'zh-CN': { happened: '{host} 在 {seconds} 秒内没有答复', next: '请稍后重试，或换用其他服务' },
    en: { happened: '{host} did not answer within {seconds} s', next: 'Try again later or use another service' },
  },
  NETWORK_STATUS: {
    'zh-CN': { happened: '{host} 答复了错误（HTTP {status}）', next: '请检查地址，或稍后重试' },
    en: { happened: '{host} answered with an error (HTTP {status})', next: 'Check the address, or try again later' },
  },
  NETWORK_REDIRECT: {
    'zh-CN': { happened: '{host} 转到了不允许的地址', next: '请联系该服务核对地址' },
    en: { happened: '{host} redirects where it may not', next: 'Ask the service for its right address' },
  },
  NETWORK_TOO_LARGE: {
    'zh-CN': { happened: '{host} 的答复过大，已停止接收', next: '请检查地址是否正确' },
    en: { happened: '{host} sent too much; receiving was stopped', next: 'Check whether the address is right' },
  },
  TSA_REFUSED: {
    'zh-CN': { happened: '时间戳服务没有签发时间戳（{reason}）', next: '请检查服务设置，或换用其他服务' },
    en: {
      happened: 'The timestamp authority issued no timestamp ({reason})',
      next: 'Check its settings or use another one',
    },
  },
  TSA_UNTRUSTED: {
    'zh-CN': { happened: '时间戳服务的答复不可信（{reason}），没有采用', next: '请换用其他服务，并联系原服务' },
    en: {
      happened: 'The answer of the timestamp authority cannot be trusted ({reason}); it was not used',
      next: 'Use another one, and tell this one',
    },
  },
  TSA_NOT_SET: {
    'zh-CN': { happened: '没有设置时间戳服务', next: '请在设置中添加时间戳服务' },
    en: { happened: 'No timestamp authority is set', next: 'Add one in Settings' },
  },
  TSA_QUOTA: {
    'zh-CN': { happened: '时间戳服务“{name}”今天的次数已用完（{limit} 次）', next: '请明天再试，或换用其他服务' },
    en: {
      happened: 'The timestamp authority “{name}” has been asked {limit} times today, as often as is allowed',
      next: 'Try again tomorrow or use another one',
    },
  },
  REVOCATION_INCOMPLETE: {
    'zh-CN': { happened: '还缺少证书“{subject}”的吊销信息（{reason}）', next: '请稍后重试，或导入吊销列表' },
    en: {
      happened: 'Nothing tells yet whether the certificate “{subject}” was revoked ({reason})',
      next: 'Try again later, or import a revocation list',
    },
  },
  LONGTERM_CHAIN_UNTRUSTED: {
    'zh-CN': { happened: '证书“{subject}”不受信任，无法补充吊销信息', next: '请先在设置中导入它的根证书' },
    en: {
      happened: 'The certificate “{subject}” is not trusted, so what tells of its revocation cannot be added',
      next: 'Import its root certificate in Settings first',
    },
  },
  LONGTERM_UNAVAILABLE: {
    'zh-CN': { happened: '待补队列无法读写', next: '请检查数据文件夹的磁盘空间和权限' },
    en: {
      happened: 'The queue of files that wait for timestamps cannot be used',
      next: 'Check space and permissions of the data folder',
    },
  },
  PDF_UNSIGNED: {
    'zh-CN': { happened: '这份 PDF 中没有签章', next: '请先盖章' },
    en: { happened: 'There is no signature in this PDF', next: 'Stamp it first' },
  },
  OCSP_UNAVAILABLE: {
    'zh-CN': { happened: '吊销查询服务没有给出答复（{reason}）', next: '请稍后重试，或导入吊销列表' },
    en: {
      happened: 'The revocation service gave no answer ({reason})',
      next: 'Try again later, or import a revocation list',
    },
  },
  CRL_UNREADABLE: {
    'zh-CN': { happened: '无法识别吊销列表', next: '请使用 DER 或 PEM 格式的 X.509 吊销列表' },
    en: { happened: 'The revocation list cannot be read', next: 'Use an X.509 CRL in DER or PEM form' },
  },
  VERIFICATION_LIMIT: {
    'zh-CN': {
      happened: '验证此文件所需的时间或内存超出限制，已停止',
      next: '来源可靠时，请用原程序重新导出 PDF 后再盖章',
      check: '请勿采信此文件；请与发送方核对，或换一台内存更大的电脑再验',
    },
    en: {
      happened: 'Verifying this file takes more time or memory than is allowed; it was stopped',
      next: 'If its source is sound, export it again from its program before you stamp it',
      check: 'Do not rely on it; ask the sender, or verify it on a computer with more memory',
    },
  },
  REPORT_NOT_KEPT: {
    'zh-CN': { happened: '这次验证的结果已不再保留', next: '请重新验证' },
    en: { happened: 'The result of this verification is no longer kept', next: 'Verify again' },
  },
  HISTORY_UNAVAILABLE: {
    'zh-CN': { happened: '无法写入用印记录，因此没有盖章', next: '请检查数据文件夹的磁盘空间和权限' },
    en: {
      happened: 'The record of seal use cannot be written, so nothing was stamped',
      next: 'Check space and permissions of the data folder',
    },
  },
  HISTORY_UNREADABLE: {
    'zh-CN': { happened: '无法读取用印记录', next: '请检查数据文件夹的权限；验证和设置不受影响' },
    en: {
      happened: 'The record of seal use cannot be read',
      next: 'Check the permissions of the data folder; verification and settings work all the same',
    },
  },
  HISTORY_DAMAGED: {
    'zh-CN': {
      happened: '用印记录文件已损坏，或不是钤印的文件；没有记录就不能盖章',
      next: '请用备份替换数据文件夹中的 history.sqlite，或将它移到别处后重试；验证和设置不受影响',
    },
    en: {
      happened: 'The record of seal use is damaged or is no file of Qianyin; without a record nothing is stamped',
      next: 'Put a backup in place of history.sqlite in the data folder, or move it elsewhere and try again; verification and settings work all the same',
    },
  },
  CHANGE_UNRECORDED: {
    'zh-CN': {
      happened: '已经更改，但没能写入用印记录',
      next: '请检查数据文件夹的磁盘空间和权限，并把这次更改补记为一次检查',
    },
    en: {
      happened: 'It is changed, but the record could not be written',
      next: 'Check space and permissions of the data folder, and enter this change as an inspection',
    },
  },
  BACKUP_UNREADABLE: {
    'zh-CN': { happened: '这不是用印记录的备份，或备份已损坏；本机的记录没有改动', next: '请换一份备份' },
    en: {
      happened: 'This is no backup of a record of seal use, or it is damaged; the record here is as it was',
      next: 'Choose another backup',
    },
  },
  BACKUP_PASSPHRASE: {
    'zh-CN': { happened: '备份的口令不对，或没有输入口令；本机的记录没有改动', next: '请输入备份时设置的口令' },
    en: {
      happened: 'The passphrase of the backup is wrong or missing; the record here is as it was',
      next: 'Enter the passphrase that was set when it was made',
    },
  },
  HISTORY_REPLACED: {
    'zh-CN': {
      happened: '用印记录文件不是上次写入的那一份：最后的记录缺失，或被换成了旧副本',
      next: '此文件会原样另存，并从新的记录继续；请用“用印记录 › 核对”查看缺了什么',
    },
    en: {
      happened:
        'The record of seal use is not the one last written: its last events are missing, or an older copy stands in its place',
      next: 'The file is kept aside as it is and a new record begins; “Record › Check” says what is missing',
    },
  },
  HISTORY_NEWER: {
    'zh-CN': {
      happened: '用印记录由更新版本的钤印写入，此版本不能使用；没有记录就不能盖章',
      next: '请安装更新的版本；若没有装过，请把数据文件夹中的 history.sqlite 移到别处保存并查明谁改过它，再重新打开钤印；验证和设置不受影响',
    },
    en: {
      happened: 'The record of seal use was written by a newer Qianyin; without a record nothing is stamped',
      next: 'Install the newer version. If there never was one, move history.sqlite out of the data folder, keep it, find out who changed it, and start Qianyin again; verification and settings work all the same',
    },
  },
  HISTORY_IN_USE: {
    'zh-CN': { happened: '正在盖章，或有用印还没有结果，因此没有归档', next: '请等盖章结束后再归档' },
    en: {
      happened: 'Something is being stamped, or the outcome of a use is not known yet; nothing was archived',
      next: 'Archive when it has ended',
    },
  },
  ARCHIVE_NOT_WHOLE: {
    'zh-CN': {
      happened: '用印记录不完整，因此没有归档，记录保持原样；证据包已删去',
      next: '请先核对记录：qianyin history check',
    },
    en: {
      happened:
        'The record of seal use is not whole; nothing was archived, the record is as it was and the package was taken away',
      next: 'Check the record first: qianyin history check',
    },
  },
  ARCHIVE_PACKAGE: {
    'zh-CN': {
      happened: '这不是归档时写出的证据包，或它已被改动；归档的记录没有删除',
      next: '请指定归档时写出的那个证据包',
    },
    en: {
      happened:
        'This is not the evidence package that was written when the record was archived, or it was changed; nothing was removed',
      next: 'Name the package that was written then',
    },
  },
  TOO_MANY_USES: {
    'zh-CN': {
      happened: 'PDF 台账最多 {max} 条，符合条件的有 {count} 条',
      next: '请按月份、印章或用印单位缩小范围分开导出，或导出为 XLSX、CSV',
    },
    en: {
      happened: 'A register in PDF holds {max} uses at most; {count} fit',
      next: 'Export less at a time, by month, seal or unit, or export to XLSX or CSV',
    },
  },
  TRIAL_UNAVAILABLE: {
    'zh-CN': {
      happened: '无法制作试用 UKey',
      next: '请重新安装钤印；仍不行请复制诊断信息并联系支持',
    },
    en: {
      happened: 'The trial token cannot be made',
      next: 'Install Qianyin again; else copy the diagnostics and contact support',
    },
  },
} as const;
