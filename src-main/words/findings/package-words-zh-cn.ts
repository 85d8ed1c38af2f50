/** What is found of an OFD package, its parts and the list of its signatures, by the stable reason. */
export const packageReasonsZhCn = {
  'references/match': '签章保护的 {count} 个部分都与盖章时相同。',
  'references/differ': '签章保护的部分已被改动，共 {count} 个，例如“{part}”。',
  'references/missing': '签章保护的部分已不在文件中，共 {count} 个，例如“{part}”。',
  'references/none': '签章没有写明保护哪些部分，等于什么也没有保护。',
  'references/method-unknown': '签章用无法核对的方法（{algorithm}）保护各部分，不知道内容是否改动过。',
  'references/weak': '签章用已不安全的摘要（{algorithm}）保护各部分，内容可能被换成摘要相同的另一份，因此无法确认。',
  'package/sound': '文件包完整，{count} 个部分都只有一种读法。',
  'package/bytes-outside': '文件包里有 {count} 字节不属于任何部分，不同阅读器可能显示不同的内容，因此无法确认。',
  'package/case-differs':
    '有 {count} 处只靠忽略大小写才找到对应的部分，区分大小写的阅读器会显示不同的内容，因此无法确认。',
  'package/comment': '文件包末尾带有 {count} 字节的注释，不影响内容。',
  'package/entry-list':
    '文件带有另一份入口清单（OFDEntries.xml，GM/T 0099），有的阅读器会按它显示别的内容，因此无法确认。',
  'package/foreign-elements':
    '文件的入口或签名列表里混有别的命名空间的内容，不同阅读器会读出不同的结果，因此无法确认。',
  'package/invoice-data-signature': '发票内附有销售方的数据签名，但未附证书，无法核验；这里只核验了盖在版面上的签章。',
  'package/list-ambiguous': '签名列表有重复或歧义，不同阅读器可能读出不同的签章，因此无法确认。',
  'package/names-alike': '文件包里有 {count} 个部分只差大小写或写法，不同阅读器可能拿错，因此无法确认。',
  'package/names-otherwise': '文件包里有 {count} 个部分的名称不是标准的编码（UTF-8），有的阅读器可能找不到它们。',
  'package/part-unreadable': '“{part}”的写法不规范，不同阅读器可能显示不同的内容，因此无法确认。',
  'package/several-documents': '文件里有 {count} 份文档，不同阅读器可能显示其中不同的一份。请确认看到的是哪一份。',
  'package/unreferenced':
    '文件包里有 {count} 个多余的部分，既没有签章保护，文档也没有用到，例如“{part}”；有的阅读器可能会显示它们。',
  'signature/part-missing': '签名列表里写有这个签章，但它的数据缺失或无法读取。',
  'signature/other-type': '签名列表写明的种类（签章或签名）与签名数据不符，因此无法确认。',
  'signing-time/file-says-otherwise': '签章人的时钟显示 {time}，文件里另写的时间是“{written}”，以前者为准。',
  'later-changes/unprotected':
    '文件里有 {count} 个部分不受这个签章保护，盖章后是否改动或添加过无从判断。下面逐一列出。',
  'later-changes/other-document': '文件现在显示的不是盖章的那份文档，请勿采信显示的内容。',
  'ses/property-info': '签章写明的保护对象：{property}。',
  'seal/file-same': '文件中的印章文件与签章中的印章相同。',
  'seal/file-differs': '文件中的印章文件与签章中的印章不同。',
  'seal/file-missing': '签章写明另有印章文件，但它不在文件中，文件可能被人动过，因此无法确认。',
  'seal-picture/page-unknown': '有 {count} 处印章的位置指向不存在的页面，那里看不到印章。',
  'seal-picture/place-unreadable': '印章的位置写法不正确，不同阅读器可能显示在不同的地方，因此无法确认。',
} as const;
