import type { Language } from '../../contract/index.ts';

/** What whoever received a file may do next, the most pressing first: of several, this order is theirs. */
export const nextSteps = [
  'keep-file',
  'check-permitted',
  'ask-formal',
  'ask-unchanged',
  'ask-original',
  'finish-stamping',
  'ask-new-copy',
  'ask-stamp-again',
  'ask-new-seal',
  'add-issuer',
  'get-root',
  'add-maker',
  'get-maker-root',
  'go-online',
  'get-crl',
  'compare-by-eye',
  'check-clock',
  'other-program',
  'ask-signer',
  'ask-signed-file',
] as const;
export type NextStep = (typeof nextSteps)[number];

interface NextStepWords {
  readonly title: string;
  readonly steps: Readonly<Record<NextStep, string>>;
}

/** What to do next after a verification, for whoever received the file. Window, command line and report share it. */
export const nextStepWords: Readonly<Record<Language, NextStepWords>> = {
  'zh-CN': {
    title: '下一步',
    steps: {
      'keep-file': '请保存这个文件本身：打印件、截图和转存的文件都不能再查验。',
      'check-permitted': '请逐项看盖章之后的改动，确认正是您预期的（例如填写的表单）。',
      'ask-formal': '请对方用正式的证书和印章重新盖章；这一份只供试用。',
      'ask-unchanged': '请发件人重新发来盖章后没有改动过的文件；在此之前可以另存盖章时的版本，只以那一份为准。',
      'ask-original': '请发件人发来盖章后的原文件：不要用别的软件打开后另存、压缩或合并。',
      'finish-stamping': '这里没有盖完章。请对方完成盖章后重新发来。',
      'ask-new-copy':
        '请发件人重新发来一份。如果新的一份仍是这个结果，请用您已有的电话（不是文件里写的）向签章人核实。',
      'ask-stamp-again': '请签章人用有效的证书重新盖章后发来。',
      'ask-new-seal': '请签章人更换或重新制作电子印章，再重新盖章后发来。',
      'add-issuer': '请用电话等其他途径向颁发者核对证书指纹；核对无误后信任它，再验一次。',
      'get-root': '请向颁发者取得根证书，核对指纹后在“设置”中添加，再验一次。',
      'add-maker': '请向制章人核对其证书指纹；核对无误后在“设置”的“受信任的制章人”中添加，再验一次。',
      'get-maker-root': '请向制章人的证书颁发者取得根证书，核对指纹后在“设置”中添加，再验一次。',
      'go-online': '请连接网络，并在“设置”中允许联网查询证书是否被吊销，然后再验一次。',
      'get-crl': '证书没有写明查询吊销的地址。请向颁发者取得吊销列表（CRL），在“设置”中导入后再验一次。',
      'compare-by-eye': '请对照盖章时与现在的页面，自己看内容是否相同；看不准时，请签章人重新发来。',
      'check-clock': '请检查这台电脑的日期和时间；改正后再验一次。',
      'other-program': '本程序暂不能核对这种签章。请用制作它的软件查验，或请对方换一种方式重新盖章。',
      'ask-signer': '请用您已有的电话（不是文件里写的）向签章人核实。',
      'ask-signed-file': '请对方发来盖了电子签章的 PDF 原文件；扫描件、打印件和图片上的印章不能查验。',
    },
  },
  en: {
    title: 'Next step',
    steps: {
      'keep-file': 'Keep this file itself: prints, screenshots and files saved anew can no longer be verified.',
      'check-permitted':
        'Go through what was changed after stamping and make sure that it is what you expect (a form that was filled in, for example).',
      'ask-formal': 'Ask for a file stamped with a proper certificate and seal; this one is for trial only.',
      'ask-unchanged':
        'Ask the sender for the file without changes after stamping; until then save it as it was stamped, and go by that alone.',
      'ask-original':
        'Ask the sender for the file as it was stamped: not opened and saved, compressed or merged by another program.',
      'finish-stamping': 'Stamping was not finished here. Ask the sender to stamp it and send it again.',
      'ask-new-copy':
        'Ask the sender for a new copy. If that gives the same result, ask the signer by a telephone number that you already have, not one in the file.',
      'ask-stamp-again': 'Ask the signer to stamp it again with a valid certificate and to send it anew.',
      'ask-new-seal': 'Ask the signer to replace or remake the electronic seal, to stamp again and to send it anew.',
      'add-issuer':
        'Compare the fingerprint of the certificate with the issuer, by telephone or another way; if it is the same, trust the issuer and verify again.',
      'get-root':
        'Get the root certificate from the issuer, compare its fingerprint, add it in Settings, and verify again.',
      'add-maker':
        'Compare the fingerprint of the certificate with the seal maker; if it is the same, add the maker in Settings under trusted seal makers, and verify again.',
      'get-maker-root':
        'Get the root certificate from the issuer of the seal maker’s certificate, compare its fingerprint, add it in Settings, and verify again.',
      'go-online':
        'Connect to the network, allow in Settings to ask online whether certificates are revoked, and verify again.',
      'get-crl':
        'The certificate names no place to ask whether it is revoked. Get the revocation list (CRL) from the issuer, import it in Settings, and verify again.',
      'compare-by-eye':
        'Compare the page as it was stamped with the page as it is now; where you cannot tell, ask the signer to send the file again.',
      'check-clock': 'Check the date and time of this computer; put them right and verify again.',
      'other-program':
        'This program cannot check signatures of this kind yet. Verify with the program that made it, or ask for a file stamped another way.',
      'ask-signer': 'Ask the signer by a telephone number that you already have, not one in the file.',
      'ask-signed-file':
        'Ask for the PDF with the electronic signature; seals on scans, prints and pictures cannot be verified.',
    },
  },
};
