const long = '江苏省南京市玄武区钤印电子签章软件技术服务有限责任公司第一分公司南京路营业部';

/** A registered name of this many characters. */
export const nameOf = (length: number) => long.repeat(2).slice(0, length);
