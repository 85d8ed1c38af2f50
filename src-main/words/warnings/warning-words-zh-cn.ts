import { tell } from './warning-row.ts';

const askAuthor = '请向文件的制作方索取不含此项的文件，或核对无误后再盖章';

export const zhCn = tell({
  'rule-entry-missing': {
    title: '缺少必填的登记',
    found: '“{seal}”要求填写{entry}',
    next: '请补填后再盖章',
  },
  'rule-outside-hours': {
    title: '不在用印时间',
    found: '“{seal}”只能在{hours}使用',
    next: '请在规定的时间盖章，或联系印章保管人',
  },
  'rule-uses-of-day': {
    title: '当日用印次数已满',
    found: '“{seal}”每天最多使用 {most} 次，今天已经用完',
    next: '请明天再盖章，或联系印章保管人',
  },
  'rule-other-place': {
    title: '不是规定的盖法',
    found: '“{seal}”只能按模板使用：{templates}',
    next: '请套用其中一个模板，不要移动印章',
  },
  'rule-template-changed': {
    title: '模板在定规则之后改过',
    found: '“{seal}”只能按模板使用，模板“{templates}”在规则保存之后改过',
    next: '请印章保管人核对模板，再重新保存规则',
  },
  'rule-ticket-missing': {
    title: '没有审批单',
    found: '“{seal}”只能凭审批单使用',
    next: '请从审批系统取得这份文件的审批单，用它盖章',
  },
  'rule-record-differs': {
    title: '用印规则与记录不符',
    found: '“{seal}”的用印规则与记录中最后一次更改不符，可能有人改动了印章文件',
    next: '请印章保管人重新确认规则并保存',
  },
  'amount-unreadable': {
    title: '金额看不懂',
    found: '“{seal}”要核对金额，填写的“{amount}”不是金额',
    next: '请写成 12,345.67 元或大写金额',
  },
  'amount-differs': {
    title: '金额与文件不符',
    found: '为“{seal}”填写的金额是“{amount}”，文件中写的是 {found}',
    next: '请核对文件和填写的金额',
  },
  'amounts-contradict': {
    title: '大小写金额不一致',
    found: '第 {page} 页的小写金额“{figures}”与大写金额“{capitals}”不一致',
    next: '请退回制作人改正',
  },
  'data-differs': {
    title: '数据与页面不一致',
    found: '“{name}”在内嵌的数据里是“{value}”，页面上印的是“{printed}”',
    next: '请退回制作人，让数据和页面一致',
  },
  'data-not-compared': {
    title: '数据没有核对',
    found: '内嵌的数据与页面无法逐项核对：页面没有文字、太多，或者数据读不出来',
    next: '请用由系统直接生成的 PDF 重新嵌入数据',
  },
  'amount-not-found': {
    title: '没有找到金额',
    found: '在读到的文字中没有找到为“{seal}”填写的金额“{amount}”',
    next: '请自己核对金额',
  },
  'same-payment': {
    title: '同一笔款项一天内盖过',
    found: '“{seal}”已于 {time} 为“{counterparty}”的 {amount} 用过（记录 #{seq}）',
    next: '请确认不是重复付款',
  },
  'certificate-expires-soon': {
    title: '证书即将到期',
    found: '证书即将到期，请尽快联系发证机构续期',
    next: '到期前盖的章仍然有效；续期后在“印章”中改绑新证书',
  },
  'seal-expires-soon': {
    title: '印章即将到期',
    found: '国标印章“{seal}”还有 {days} 天到期',
    next: '请联系制章人换发印章',
  },
  'trial-seal': {
    title: '试用印章',
    found: '这是试用印章，盖出的文件不具法律效力',
    next: '正式文件请换用单位自己的印章',
  },
  'seal-name-differs': {
    title: '印章与证书的名称不同',
    found: '印章“{seal}”上的名称与证书不同：印章写的是“{name}”，证书属于“{owner}”',
    next: '请确认收件人认可这枚印章，否则换用名称相符的印章',
  },
  'seal-off-size': {
    title: '印章尺寸与登记不符',
    found: '印章“{seal}”将盖成 {size} mm，登记的尺寸是 {registered} mm',
    next: '请由制章人重新制章，或重新导入印章',
  },
  'seal-reduced': {
    title: '签名域比印章小',
    found: '签名域“{field}”比印章小，“{seal}”将缩小到 {percent}%',
    next: '要按原尺寸盖章，请把印章直接放到页面上',
  },
  'party-not-named': {
    title: '文中没有盖章的单位',
    found: '在检查过的 {pages} 页文字中，没有找到印章“{seal}”的单位“{owner}”',
    next: '请确认拿对了文件和印章，单位名称没有写错',
  },
  'seal-kind-differs': {
    title: '印章种类与文字不符',
    found: '第 {page} 页此处写的是“{words}”，所盖的“{seal}”是{kind}',
    next: '请换用文字要求的印章，或移到它该盖的地方',
  },
  'seal-over-text': {
    title: '压住金额、证号或姓名',
    found: '第 {page} 页的“{seal}”压住了“{text}”',
    next: '请把印章移开一些，让它读得清楚',
  },
  'keyword-not-seen': {
    title: '看不见关键字',
    found: '印章按“{text}”定位，但在第 {page} 页上看不见这几个字',
    next: '请看一眼印章的位置；不是要盖的地方就直接放到页面上，并向来件人问清楚',
  },
  'seals-overlap': {
    title: '印章互相重叠',
    found: '有印章互相重叠，请确认位置',
    next: '请把重叠的印章移开',
  },
  'stamped-before': {
    title: '同一文件盖过同一枚章',
    found: '此文件已于 {time} 盖过“{seal}”（记录 #{seq}），再盖会得到第二份',
    next: '请先到“记录”中查看那一份；确实需要再盖时继续',
  },
  'bears-seal-already': {
    title: '文件上已有这枚章',
    found: '此文件就是 {time} 盖过“{seal}”的那一份（记录 #{seq}）',
    next: '请确认是要在同一份上再盖一次',
  },
  'blank-field': {
    title: '还有空白没有填',
    found: '第 {page} 页有没有填的空白：“{text}”',
    next: '请填好后再盖章：盖章后填写会使签章显示为“有改动”',
  },
  'blank-fields-further': {
    title: '更多空白',
    found: '另有 {count} 处空白没有逐一列出',
    next: '请通读全文',
  },
  'text-not-read': {
    title: '文字读不出来',
    found: '页面的文字读不出来，与文字有关的各项没有检查',
    next: '请自己核对单位、金额、空白和印章种类',
  },
  'text-pages-limited': {
    title: '没有读全部文字',
    found: '与文字有关的各项检查了 {total} 页中的 {pages} 页',
    next: '请自己核对其余盖章的页面',
  },
  'page-rotated': {
    title: '页面带旋转',
    found: '第 {pages} 页带有旋转标记，印章按屏幕上显示的方向盖',
    next: '无需处理；请看一眼印章的方向',
  },
  'page-sizes-differ': {
    title: '页面大小不一',
    found: '盖章的页面大小不一：{sizes} mm',
    next: '无需处理；请看一眼各页上的位置',
  },
  'earlier-signature-not-valid': {
    title: '已有的签章无效',
    found: '文件中已有的签章未通过验证，盖章不会使其变为有效',
    next: '请先到“验章”中查看，向上一位签章人索取有效的文件',
  },
  encrypted: {
    title: '文件已加密',
    found: '文件已加密，盖章后密码和权限都不变',
    next: '无需处理；要打开密码的文件，收件人也要有密码',
  },
  'printing-forbidden': {
    title: '文件不许打印',
    found: '文件不允许打印，盖章后也不允许',
    next: '需要纸质件时，请向制作方索取允许打印的文件',
  },
  'form-needs-appearances': {
    title: '表单由阅读器重画',
    found: '文件中的表单要求查看器重新绘制，部分查看器可能提示文件有改动',
    next: '请在制作文件的程序中另存为没有表单的 PDF',
  },
  'pdf-a-signature-form': {
    title: 'PDF/A 与国标签章',
    found: '文件标明为 PDF/A-{part}，而国标印章（GB/T 38540）的签名不是该标准要求的格式，盖章后不再符合该标准',
    next: '需要保持 PDF/A 时，请换用没有制成国标的印章',
  },
  'pdf-ua-structure': {
    title: 'PDF/UA 无法保持',
    found: '文件标明为 PDF/UA，而它的结构无法加入印章，盖章后不再符合该标准',
    next: '需要保持 PDF/UA 时，请在制作文件的程序中重新导出带标签的 PDF',
  },
  'viewers-sm2': {
    title: '其他阅读器的显示',
    found: '签章用国密 SM2 算法，Acrobat 等不支持国密的阅读器显示为“有效性未知”或无法验证',
    next: '请对方用支持国密的软件验章；也要在 Acrobat 中验证时，给印章加双签名',
  },
  'viewers-double': {
    title: '其他阅读器的显示',
    found: '双签名：支持国密的软件验证 SM2 签章，Acrobat 等验证另一个签章，并把 SM2 签章显示为“有效性未知”',
    next: '两个签章出自同一次用印，对方看其中能验证的一个即可',
  },
  'viewers-untrusted': {
    title: '其他阅读器的显示',
    found: '本机不信任签章证书的根证书，别的阅读器也可能把签章人显示为“身份未知”',
    next: '签章本身不受影响；请把颁发机构的根证书交给对方核实后信任',
  },
  'active-content': {
    title: '自动运行的动作',
    found: '文件中有自动运行或点击后运行的动作（{names}），可能改变显示的内容',
    next: askAuthor,
  },
  'xfa-form': {
    title: 'XFA 表单',
    found: '文件带有 XFA 表单，不同阅读器显示的可能不是同一份内容',
    next: askAuthor,
  },
  'field-without-appearance': {
    title: '没有外观的表单域',
    found: '第 {page} 页的表单域“{field}”有内容而没有固定的外观，由各阅读器自行绘制，显示可能不同',
    next: askAuthor,
  },
  'annotation-without-appearance': {
    title: '没有外观的批注',
    found: '第 {page} 页有批注没有固定的外观，由各阅读器自行绘制，显示可能不同',
    next: askAuthor,
  },
  'layers-differ': {
    title: '不总是显示的图层',
    found: '文件中有不总是显示的图层（{names}），在屏幕上、打印时和其他阅读器中看到的内容可能不同',
    next: askAuthor,
  },
  'print-differs': {
    title: '屏幕与打印不同',
    found: '第 {page} 页有只在屏幕上显示或只在打印时出现的内容',
    next: askAuthor,
  },
  'fonts-missing': {
    title: '没有嵌入的字体',
    found: '文件没有嵌入字体（{names}），在其他电脑上文字可能变样或缺字',
    next: '请在制作文件的程序中嵌入字体后重新导出',
  },
  'external-content': {
    title: '文件以外的内容',
    found: '文件引用了文件以外的内容，那部分以后可能改变',
    next: askAuthor,
  },
  'objects-missing': {
    title: '不存在的内容',
    found: '文件引用了不存在的内容（对象 {object}），以后的改动可能把它补上',
    next: askAuthor,
  },
  'pdf-a-1-transparency': {
    title: 'PDF/A-1 与透明图片',
    found: '文件标明为 PDF/A-1，而印章图片带有透明，盖章后不再符合该标准',
    next: '需要保持 PDF/A-1 时，请换用绘制的印章',
  },
  'sections-hybrid': {
    title: '混合交叉引用',
    found: '文件有两份对象目录（混合交叉引用），不同阅读器读到的内容可能不同',
    next: '请在制作文件的程序中重新导出',
  },
  'structure-irregular': {
    title: '写法不规范',
    found: '文件的写法不规范，盖章后若再追加内容，签章可能无法确认',
    next: '请在制作文件的程序中重新导出',
  },
  'pages-not-looked-at': {
    title: '没有检查全部页面',
    found: '文件较大，以上各项只检查了 {total} 页中的 {pages} 页',
    next: '请自己核对其余的页面',
  },
  'pin-low': {
    title: 'PIN 码曾输错',
    found: 'PIN 码曾输错，连续输错会锁定 UKey',
    next: '请确认 PIN 码后再输入',
  },
  'pin-final-try': {
    title: 'PIN 码只剩一次机会',
    found: 'PIN 码只剩最后一次机会，再输错 UKey 将被锁定',
    next: '没有把握时请先联系发证机构',
  },
  'timestamp-missing': {
    title: '没有时间戳',
    found: '签章还没有时间戳，文件已列入待补队列',
    next: '联网后会补上',
  },
  'timestamp-never': {
    title: '没有时间戳',
    found: '签章没有时间戳；OFD 文件盖章之后不能再补',
    next: '需要时间戳时，请在联网时用原文件重新盖章',
  },
  'not-queued': {
    title: '未列入队列',
    found: '文件未能列入待补队列',
    next: '请稍后在“设置”中重新列入',
  },
  'record-behind-token': {
    title: '用印记录比 UKey 旧',
    found: 'UKey {serial} 上记着比本机更新的用印记录：本机的记录可能被换成了旧副本',
    next: '请在“用印记录”中核对，并找回较新的记录文件；UKey 上的记号没有改动',
  },
});
