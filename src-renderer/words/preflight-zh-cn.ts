/** 盖章预检，和其中使盖章停止的项目。 */
export const preflightZhCn = {
  title: '盖章预检',
  running: '正在检查…',
  passed: (checked: number) => `预检通过，${checked} 项`,
  found: (checked: number, stops: number, warnings: number) =>
    stops > 0 ? `${checked} 项中，停止 ${stops}，注意 ${warnings}` : `${checked} 项中，注意 ${warnings}`,
  enlarge: (what: string) => `放大看：${what}`,
  stopped: (count: number) => `预检有 ${count} 项设为停止，不能盖章`,
  stopsTitle: '预检停止项',
  stopsText:
    '盖章前的预检发现下列勾选的项目时停止盖章，不询问 PIN 码，也不用印章；其余的只提示。窗口和命令行都照此办理。',
};
