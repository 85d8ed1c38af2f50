/** The database that the records of many machines are collected in. By code, as `errorWords` takes them. */
export const databaseErrors = {
  DATABASE_UNREACHABLE: {
    'zh-CN': { happened: '无法连接数据库 {host}', next: '请检查地址、端口和网络，并确认 PostgreSQL 已启动' },
    en: {
      happened: 'Cannot connect to the database at {host}',
      next: 'Check address, port and network, and that PostgreSQL runs there',
    },
  },
  DATABASE_LOGIN_REFUSED: {
    'zh-CN': {
      happened: '数据库 {host} 不接受这个用户、密码或数据库名',
      next: '请检查 --to 中的用户和数据库名；密码可写在 --to、PGPASSWORD 或 ~/.pgpass 中',
    },
    en: {
      happened: 'The database at {host} does not accept this user, password or name of a database',
      next: 'Check user and database in --to; the password may be in --to, PGPASSWORD or ~/.pgpass',
    },
  },
  DATABASE_NOT_PERMITTED: {
    'zh-CN': {
      happened: '这个数据库用户没有所需的权限（{host}）',
      next: '收入需要在数据库中建立 schema 的权限，查看需要读取 schema qianyin 的权限，请向数据库管理员申请',
    },
    en: {
      happened: 'This user may not do this in the database at {host}',
      next: "To collect needs the right to create a schema, to look the right to read schema qianyin; ask the database's administrator",
    },
  },
  DATABASE_LOST: {
    'zh-CN': {
      happened: '与数据库 {host} 的连接中断，正在收入的证据包没有收入任何内容',
      next: '数据库恢复后再运行一次同样的命令，已收入的不会重复',
    },
    en: {
      happened: 'The connection to the database at {host} was lost; nothing of the package at hand was taken in',
      next: 'Run the same command again when it is back; what was taken in is not taken twice',
    },
  },
  DATABASE_UNSUITABLE: {
    'zh-CN': { happened: '数据库 {host} 不适合存放记录：{reason}', next: '请换用或新建一个数据库' },
    en: {
      happened: 'The database at {host} cannot take the records: {reason}',
      next: 'Use another one or make a new one',
    },
  },
  DATABASE_NEWER: {
    'zh-CN': { happened: '数据库 {host} 中的表由更新版本的程序建立', next: '请先更新本程序' },
    en: {
      happened: 'The tables in the database at {host} were made by a newer version',
      next: 'Update this program first',
    },
  },
  DATABASE_FAILED: {
    'zh-CN': {
      happened: '数据库 {host} 没有完成操作，正在收入的证据包没有收入任何内容',
      next: '请查看数据库的日志（如磁盘是否已满），解决后再运行一次',
    },
    en: {
      happened: 'The database at {host} could not do it; nothing of the package at hand was taken in',
      next: "See the database's log, a full disk perhaps, then run the command again",
    },
  },
} as const;
