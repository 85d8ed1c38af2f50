import type { GuideWords } from './guide-words.ts';

export const guideEn: GuideWords = {
  title: 'How to check a seal',
  intro:
    'You received a PDF with an electronic seal. This is how to find out that it is genuine and unchanged. It needs no network and no token.',
  steps: {
    title: 'How to verify',
    items: [
      'Ask for the PDF file itself. A seal on a print, a scan or a screenshot is a picture only and cannot be verified.',
      'Open Qianyin, go to Verify and drop the file on the window; drop a whole folder where there are many.',
      'Read the verdict on top, then the three lines: content when stamped, after stamping, certificate and seal.',
      'See on the pages beside it where each signature and each change is; click “After stamping” to compare before and after.',
      'Make sure that the signer is the party you mean: name, issuer and time are on the card.',
      'Do what “Next step” says; export the report where you have to prove what was found.',
    ],
  },
  verdicts: { title: 'What the verdicts mean' },
  lines: {
    title: 'What the three lines say',
    items: [
      'Content when stamped: whether what the signature covers was changed since.',
      'After stamping: what was added to the file later. Further signatures are ordinary; a change that no signer permitted makes the file one not to rely on.',
      'Certificate and seal: who issued the signer’s certificate, whether you trust the issuer, whether it has expired or was revoked, and who made the seal.',
    ],
  },
  acrobat: {
    title: 'What Adobe Acrobat and other programs show',
    items: [
      '“Signed and all signatures are valid”: nothing was changed, and Acrobat trusts the issuer.',
      '“At least one signature has problems”, “signature validity is unknown”: the content need not be wrong. Most often the issuer is not in the list that comes with Acrobat; it can be trusted there once its root certificate was compared with the issuer.',
      'SM2 signatures: Acrobat does not know the Chinese national algorithms and always shows an unknown validity or an error. Use a program that supports them, such as Qianyin.',
      '“At least one signature is invalid”: the content was changed after signing, or the signature is damaged. Do not rely on it, and ask for a new copy.',
      'Browsers and viewers on telephones mostly draw the seal and check nothing: that a seal can be seen does not make it valid.',
    ],
  },
  pitfalls: {
    title: 'Please note',
    items: [
      'A seal on a page is a picture that anybody can draw; what counts is the signature behind it. Pictures of seals without a signature are pointed out.',
      'Anybody can write a name into a certificate. What matters is who issued it, and whether you trust the issuer.',
      'Do not save, compress, split or merge the file with another program: that breaks its signatures.',
    ],
  },
  made: (program) => `Made by ${program}. It may be sent along with a contract.`,
  fileName: 'how-to-check-a-seal',
};
