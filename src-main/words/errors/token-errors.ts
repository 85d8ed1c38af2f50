/** Drivers, tokens and PINs. By code, as `errorWords` takes them. */
export const tokenErrors = {
  DRIVER_FAILED: {
    'zh-CN': { happened: 'UKey 驱动 {driver} 无法加载', next: '请在设置的“驱动诊断”中查看原因，或重新安装驱动' },
    en: {
      happened: 'The token driver {driver} cannot be loaded',
      next: 'See the driver diagnostics in Settings, or install it again',
    },
  },
  DRIVER_CRASHED: {
    'zh-CN': { happened: 'UKey 驱动 {driver} 意外退出', next: '程序已重新启动该驱动，请重试' },
    en: { happened: 'The token driver {driver} crashed', next: 'It was started again; please retry' },
  },
  DRIVER_TIMEOUT: {
    'zh-CN': {
      happened: 'UKey 驱动 {driver} 长时间没有响应',
      next: '请查看驱动是否弹出了等待输入 PIN 码或确认的窗口，UKey 是否在等待按键或触摸；都没有时，请拔下 UKey 再插回，然后重试',
    },
    en: {
      happened: 'The token driver {driver} did not answer in time',
      next: 'See whether the driver opened a window of its own, or the token waits for a key or a touch; else unplug it, plug it in again and retry',
    },
  },
  DRIVER_NOT_CONFIRMED: {
    'zh-CN': {
      happened: '没有载入 UKey 驱动 {driver}：网页不能让程序载入代码',
      next: '请在终端运行 qianyin drivers add {driver}，核对路径和所有者后确认，再回到这里添加',
    },
    en: {
      happened: 'The token driver {driver} was not loaded: a page cannot make the program load code',
      next: 'Run qianyin drivers add {driver} in a terminal, check the path and its owner and confirm, then add it here again',
    },
  },
  DRIVER_FOREIGN_ARCHITECTURE: {
    'zh-CN': {
      happened: 'UKey 驱动 {driver} 是 {architecture} 版本，本程序是 {needed} 版本，无法载入',
      next: '请向 UKey 厂商索取 {needed} 版本的驱动',
    },
    en: {
      happened: 'The token driver {driver} is made for {architecture}; this program is {needed} and cannot load it',
      next: 'Ask the maker of the token for the {needed} driver',
    },
  },
  DRIVER_NOT_ALLOWED: {
    'zh-CN': {
      happened: '不允许使用 UKey 驱动 {driver}',
      next: '请在设置的“驱动诊断”中允许它；由变量 QIANYIN_DRIVERS 限定时，请联系管理员',
    },
    en: {
      happened: 'The token driver {driver} is not allowed',
      next: 'Allow it in the driver diagnostics of Settings; where QIANYIN_DRIVERS decides, ask the administrator',
    },
  },
  TOKEN_NOT_FOUND: {
    'zh-CN': { happened: '没有插入序列号为 {serial} 的 UKey', next: '请插入该 UKey 后重试' },
    en: { happened: 'The token with serial {serial} is not plugged in', next: 'Plug it in and try again' },
  },
  TOKEN_HIDDEN: {
    'zh-CN': {
      happened: '看不到序列号为 {serial} 的 UKey：驱动 {driver} 有问题，可能正是它的驱动',
      next: '请确认 UKey 已插入，并在设置的“驱动诊断”中查看该驱动的原因，或重新启动它',
    },
    en: {
      happened: 'The token {serial} does not show: the driver {driver} has trouble, and may be the one that it needs',
      next: 'Make sure that the token is plugged in; see the driver diagnostics in Settings, or restart the driver there',
    },
  },
  TOKEN_REMOVED: {
    'zh-CN': { happened: 'UKey 在操作中被拔出，文件没有改动', next: '请插回序列号为 {serial} 的 UKey 后重试' },
    en: {
      happened: 'The token was removed during the work; no file was changed',
      next: 'Plug in the token {serial} again and retry',
    },
  },
  TOKEN_ERROR: {
    'zh-CN': { happened: 'UKey 返回错误', next: '请拔下 UKey 再插回，然后重试；仍不行请联系发证机构' },
    en: {
      happened: 'The token answered with an error',
      next: 'Unplug it, plug it in again and retry; else contact its issuer',
    },
  },
  TOKEN_KEY_NOT_FOUND: {
    'zh-CN': { happened: 'UKey 中没有与证书匹配的私钥', next: '请使用另一个 UKey，或联系发证机构' },
    en: {
      happened: 'The token has no private key for this certificate',
      next: 'Use another token or contact its issuer',
    },
  },
  TOKEN_MECHANISM_UNSUPPORTED: {
    'zh-CN': { happened: 'UKey 不支持所需的签名算法 {mechanism}', next: '请换用其他 UKey 或算法' },
    en: {
      happened: 'The token does not support the signature algorithm {mechanism}',
      next: 'Use another token or algorithm',
    },
  },
  PIN_REQUIRED: {
    'zh-CN': { happened: '需要 UKey 的 PIN 码', next: '请输入 PIN 码' },
    en: { happened: 'The token needs its PIN', next: 'Enter the PIN' },
  },
  PIN_INCORRECT: {
    'zh-CN': { happened: 'PIN 码不正确，操作未执行', next: '请核对后重新输入；多次输错会锁定 UKey' },
    en: {
      happened: 'The PIN is not right; nothing was done',
      next: 'Check it and enter it again; repeated errors lock the token',
    },
  },
  PIN_INVALID: {
    'zh-CN': { happened: 'PIN 码的长度或字符不符合 UKey 的要求', next: '请输入 {length} 位的 PIN 码' },
    en: { happened: 'The PIN has a length or characters the token refuses', next: 'Enter one of {length} characters' },
  },
  PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的 PIN 码已锁定', next: '请用管理员 PIN 码解锁；不知道管理员 PIN 码时，请联系发证机构' },
    en: {
      happened: 'The PIN of the token is locked',
      next: "Unlock it with the administrator's PIN, or contact the issuer of the token",
    },
  },
  ADMIN_PIN_INCORRECT: {
    'zh-CN': { happened: '管理员 PIN 码不正确，没有解锁', next: '请核对后重新输入；多次输错会锁定管理员 PIN 码' },
    en: {
      happened: "The administrator's PIN is not right; nothing was unlocked",
      next: 'Check it and enter it again; repeated errors lock it too',
    },
  },
  ADMIN_PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的管理员 PIN 码已锁定', next: '请联系发证机构' },
    en: { happened: "The token's administrator PIN is locked", next: 'Contact its issuer' },
  },
  PIN_FINAL_TRY: {
    'zh-CN': {
      happened: '这是最后一次输入机会，再输错 UKey 将被锁定',
      next: '请确认 PIN 码无误，并明确确认后再继续',
    },
    en: {
      happened: 'This is the final try; another wrong PIN locks the token',
      next: 'Make sure of the PIN and confirm explicitly',
    },
  },
  PIN_EXPIRED: {
    'zh-CN': { happened: 'PIN 码需要修改后才能使用', next: '请先修改 PIN 码' },
    en: { happened: 'The PIN must be changed before use', next: 'Change the PIN first' },
  },
  PIN_LIKELY_INCORRECT: {
    'zh-CN': {
      happened: 'UKey 拒绝登录，没有说明原因，很可能是 PIN 码不正确',
      next: '请核对 PIN 码后重新输入；多次输错会锁定 UKey。确定 PIN 码无误时，请拔下 UKey 再插回',
    },
    en: {
      happened: 'The token refused the login without a reason; most likely the PIN is not right',
      next: 'Check the PIN and enter it again; repeated errors lock the token. If it is right, unplug the token and plug it in again',
    },
  },
  SIGNATURE_PIN_REQUIRED: {
    'zh-CN': {
      happened: '这把私钥每次签名要用单独的签名 PIN 码，没有用登录 PIN 码代替去试',
      next: '请输入签名 PIN 码；发证机构说明两个 PIN 码相同时，再输入一次登录 PIN 码',
    },
    en: {
      happened: 'This key wants a signature PIN of its own; the login PIN was not tried in its place',
      next: "Enter the signature PIN; where the token's issuer says that both are one, enter the login PIN again",
    },
  },
  SIGNATURE_PIN_INCORRECT: {
    'zh-CN': { happened: '签名 PIN 码不正确，没有签名', next: '请核对签名 PIN 码后重新输入；多次输错会锁定它' },
    en: {
      happened: 'The signature PIN is not right; nothing was signed',
      next: 'Check the signature PIN and enter it again; repeated errors lock it',
    },
  },
  SIGNATURE_PIN_LOCKED: {
    'zh-CN': { happened: 'UKey 的签名 PIN 码已锁定', next: '请用它的解锁码（PUK）解锁，或联系发证机构' },
    en: {
      happened: 'The signature PIN of the token is locked',
      next: 'Unlock it with its PUK, or contact the issuer of the token',
    },
  },
} as const;
