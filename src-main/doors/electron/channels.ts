/** The messages between the preload and the main process. */
export const channels = {
  call: 'qianyin:call',
  event: 'qianyin:event',
  pickFiles: 'qianyin:pick-files',
  saveFile: 'qianyin:save-file',
  choosePlace: 'qianyin:choose-place',
  title: 'qianyin:title',
} as const;
