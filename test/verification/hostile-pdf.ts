/** A signed PDF that says hostile things wherever a report repeats what a document says. */

import { hostileText } from '../fixtures/hostile-text.ts';
import {
  authorityExtensions,
  type Holder,
  type OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, withSecondSignature } from './sign-by-hand.ts';

/** A text string of PDF in UTF-16BE (ISO 32000-2, 7.9.2.2). */
const textString = (text: string) => `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;

/** X.520 lets every character stand in a name, of which a common name takes 64; openssl’s command line takes no zero. */
const nameText = [...hostileText.replaceAll('\0', '')].slice(0, 60).join('');

export function hostileSigner(authority: OpensslAuthority): { signer: Holder; issuer: Holder } {
  const issuer = authority.issue({ subject: `/CN=根${nameText}`, extensions: authorityExtensions });
  return { issuer, signer: authority.issue({ subject: `/CN=章${nameText}`, issuer, extensions: signerExtensions }) };
}

/** Signed twice; names of fields, reasons, places and the signer’s name are all hostile. */
export function hostilePdf(authority: OpensslAuthority, people: { signer: Holder; issuer: Holder }): Buffer {
  const said = `/Reason ${textString(hostileText)} /Location ${textString(hostileText)} /Name ${textString(hostileText)}`;
  const field = (value: string) => signatureField('', value).replace('/T ()', `/T ${textString(hostileText)}`);
  const second = (value: string) => signatureField('', value).replace('/T ()', `/T ${textString(`2${hostileText}`)}`);
  const signing = { authority, ...people };
  const first = unsignedPdf({ signature: emptySignature({ entries: said }), more: { 7: field('/V 6 0 R') } });
  const signed = signByHand(first, signing);
  return signByHand(
    withSecondSignature(signed, { 10: emptySignature({ entries: said }), 11: second('/V 10 0 R') }),
    signing,
  );
}
