/** 盖章预检，和其中使盖章停止的项目。 */
export const preflightZhCn = {
  title: '盖章预检',
  running: '正在检查…',
  passed: (checked: number) => `预检通过，${checked} 项`,
  passedText:
    '看过：单位名称，印章种类与旁边的文字，空白，压住的金额、证号和姓名，尺寸和重叠，是否盖过，已有的签章，脚本、图层和字体，加密，PDF/A 和 PDF/UA。扫描件没有文字，与文字有关的不算在内。',
  found: (checked: number, stops: number, warnings: number) =>
    stops > 0 ? `${checked} 项中，停止 ${stops}，注意 ${warnings}` : `${checked} 项中，注意 ${warnings}`,
  enlarge: (what: string) => `放大看：${what}`,
  stopped: (count: number) => `预检有 ${count} 项设为停止，不能盖章`,
  stopsTitle: '预检停止项',
  stopsText:
    '盖章前的预检发现下列勾选的项目时停止盖章，不询问 PIN 码，也不用印章；其余的只提示。窗口和命令行都照此办理。',
};
