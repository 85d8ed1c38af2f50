/** What a page of an OFD does not show, and its copy for reading. */
export const drawingZhCn = {
  notAllShown: (what: string) => `本页显示不完整：${what}。请以原文件的专用阅读器为准`,
  undrawn: {
    'part-missing': (count: number) => `${count} 处内容在文件中缺失`,
    'part-unreadable': (count: number) => `${count} 处内容无法读取`,
    'font-unreadable': (count: number) => `${count} 种内嵌字体无法读取，用其他字体代替`,
    'image-kind': (count: number) => `${count} 张图片的格式无法显示`,
    'image-too-large': (count: number) => `${count} 张图片过大，没有显示`,
    'image-mask': (count: number) => `${count} 张图片的遮罩没有生效`,
    pattern: (count: number) => `${count} 处渐变或底纹以单色显示`,
    composite: (count: number) => `${count} 个组合图形嵌套有误，没有显示`,
    element: (count: number) => `${count} 处内容的写法无法识别`,
    'seal-picture': (count: number) => `${count} 处印章图案无法显示`,
    'several-documents': () => '文件里有多份文档，只显示第一份',
    'too-much': () => '内容过多',
  },
  readingCopy: '导出为 PDF（阅读副本，签章不随转换）',
};
