/** PDFs that this program had no part in signing: a placeholder written by hand, a CMS made by openssl. */
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import { onePage, update } from '../fixtures/pdf/index.ts';
import type { Holder, OpensslAuthority } from '../signature/openssl-authority.ts';

const widest = '9999999999';

/** A signature dictionary without a signature. */
export const emptySignature = (options: { subFilter?: string; entries?: string; contents?: string } = {}) =>
  `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${options.subFilter ?? 'ETSI.CAdES.detached'} ` +
  `/ByteRange [0 ${widest} ${widest} ${widest}] ${options.contents ?? `/Contents <${'0'.repeat(12_000)}>`} ${options.entries ?? ''} >>`;

export const signatureField = (name: string, value: string, entries = '/Rect [0 0 0 0]') =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /P 3 0 R /F 132 ${value} ${entries} >>`;

/** One page with a signature (object 6) in a field (object 7), to be signed. */
export function unsignedPdf(options: { signature?: string; more?: Record<number, string>; pageEntries?: string } = {}) {
  return onePage({
    catalog: '/AcroForm << /Fields [7 0 R] /SigFlags 3 >>',
    pageEntries: `/Annots [7 0 R] ${options.pageEntries ?? ''}`,
    more: {
      6: options.signature ?? emptySignature(),
      7: signatureField('First', '/V 6 0 R'),
      ...options.more,
    },
  });
}

/** Appends a second signature (object 10 in field 11) to a file that began as `unsignedPdf`, to be signed. */
export function withSecondSignature(signed: Uint8Array, more: Record<number, string> = {}): Buffer {
  return update(signed, {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> >>',
    10: emptySignature(),
    11: signatureField('Second', '/V 10 0 R'),
    ...more,
  });
}

type ByteRange = readonly number[];

export interface Signing {
  authority: OpensslAuthority;
  signer: Holder;
  issuer: Holder;
  /** Makes /Contents from the covered bytes, where openssl’s CMS is not what is wanted. */
  sign?: (covered: Uint8Array) => Uint8Array;
  /** Adds to openssl’s CMS what comes after it, as a timestamp. */
  finish?: (cms: Uint8Array) => Uint8Array;
}

/**
 * Fills the last empty signature of `pdf` with what openssl signs. `byteRange` may be another one than the honest one; the signature
 * is made over whatever it covers. `write` is how a number is written.
 */
export function signByHand(
  pdf: Uint8Array,
  signing: Signing,
  byteRange: (honest: ByteRange) => ByteRange = (it) => it,
  write: (number: number) => string = String,
): Buffer {
  const file = Buffer.from(pdf);
  const rangeAt = file.lastIndexOf(`/ByteRange [0 ${widest}`);
  const gapStart = file.indexOf(`<${'0'.repeat(1000)}`);
  const lastGap = Math.max(gapStart, file.lastIndexOf(`<${'0'.repeat(12_000)}`));
  const gapEnd = file.indexOf('>', lastGap) + 1;
  const range = byteRange([0, lastGap, gapEnd, file.length - gapEnd]);
  const placeholderEnd = file.indexOf(']', rangeAt);
  file.write(`/ByteRange [${range.map(write).join(' ')}`.padEnd(placeholderEnd - rangeAt), rangeAt, 'latin1');
  const covered: Buffer[] = [];
  for (let pair = 0; pair + 1 < range.length; pair += 2) {
    const [start = 0, length = 0] = range.slice(pair, pair + 2);
    covered.push(file.subarray(start, Math.max(start, start + length)));
  }
  file.write(Buffer.from(signCovered(signing, Buffer.concat(covered))).toString('hex'), lastGap + 1, 'latin1');
  return file;
}

function signCovered(
  { authority, signer, issuer, sign, finish = (cms) => cms }: Signing,
  covered: Uint8Array,
): Uint8Array {
  if (sign) return sign(covered);
  const who = ['-signer', signer.certificatePath, '-inkey', signer.keyPath, '-certfile', issuer.certificatePath];
  const cms = authority.run(
    'cms',
    '-sign',
    '-binary',
    '-cades',
    '-md',
    'sha256',
    '-outform',
    'DER',
    '-in',
    authority.write(covered),
    ...who,
  );
  return finish(cms);
}

/** Verifies bytes, trusting these certificates and nobody else. */
export function verify(pdf: Uint8Array, trusted: readonly Holder[], now = new Date()): Promise<VerificationReport> {
  return verifyDocument({
    source: bytesSource(pdf),
    path: '/合同.pdf',
    name: '合同.pdf',
    trustAnchors: trusted.map(({ certificate }) => certificate),
    now,
  });
}

/** The verdict, or the code of the error where the file can no longer be read. */
export async function verdictOf(pdf: Uint8Array, trusted: readonly Holder[]): Promise<string> {
  try {
    return (await verify(pdf, trusted)).verdict;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
    throw thrown;
  }
}

/** A root and somebody with a certificate under it. */
export function makeSigning(authority: OpensslAuthority, extensions: string[], issuerExtensions: string[]): Signing {
  const issuer = authority.issue({ subject: '/C=CN/O=测试认证机构/CN=测试根证书', extensions: issuerExtensions });
  const signer = authority.issue({ subject: '/C=CN/O=测试有限公司/CN=测试有限公司公章', issuer, extensions });
  return { authority, signer, issuer };
}
