import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { addSignatureTimestamp, findSignatureTimestamps } from '../../src-main/signature/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import { describeFinding } from '../../src-main/words/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { makeCrl, timestampExtensions, timestamped } from '../signature/openssl-responders.ts';
import { signByHand, unsignedPdf, verify } from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let root: Holder;
let intermediate: Holder;
let signer: Holder;
let timestampRoot: Holder;
let timestampAuthority: Holder;

beforeAll(() => {
  const cfca = '/C=CN/O=China Financial Certification Authority';
  root = authority.issue({ subject: `${cfca}/CN=CFCA ACS CA`, extensions: authorityExtensions });
  const under = { issuer: root, extensions: authorityExtensions };
  intermediate = authority.issue({ subject: `${cfca}/CN=CFCA ACS OCA31`, ...under });
  signer = authority.issue({ subject: '/CN=示例有限公司', issuer: intermediate, extensions: signerExtensions });
  timestampRoot = authority.issue({ subject: '/CN=TSA Root', extensions: authorityExtensions });
  timestampAuthority = authority.issue({
    subject: '/O=CFCA/CN=CFCA TSA',
    issuer: timestampRoot,
    extensions: timestampExtensions,
  });
});
afterAll(() => authority.remove());

const fingerprintOf = ({ certificate }: Holder) => createHash('sha256').update(certificate).digest('hex');

/** A file that openssl signed, these certificates of issuers with it. */
function signedWith(
  issuers: readonly Holder[],
  finish: (cms: Uint8Array) => Uint8Array = (cms) => cms,
  by = signer,
): Buffer {
  const bundle = authority.write(
    issuers.map(({ certificatePath }) => authority.run('x509', '-in', certificatePath).toString()).join('\n'),
  );
  const sign = (covered: Uint8Array) =>
    finish(
      authority.run(
        ...['cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-outform', 'DER', '-in', authority.write(covered)],
        ...['-signer', by.certificatePath, '-inkey', by.keyPath],
        ...(issuers.length > 0 ? ['-certfile', bundle] : []),
      ),
    );
  return signByHand(unsignedPdf(), { authority, signer: by, issuer: root, sign });
}

const only = ({ signatures }: VerificationReport) => {
  const [signature] = signatures;
  if (!signature) throw new Error('no signature');
  return signature;
};
const chainOf = (report: VerificationReport) => {
  const found = only(report).findings.find(({ code }) => code === 'chain');
  if (!found) throw new Error('nothing is said of the chain');
  return found;
};

describe('a signature whose issuer nobody here trusts', () => {
  it('names who is written in the certificate, as a name, and the root that came along', async () => {
    const report = await verify(signedWith([intermediate, root]), []);
    expect(report.verdict).toBe('indeterminate');
    const told = describeFinding(chainOf(report), 'zh-CN');
    expect(told).toContain('证书上写的签发者是“CFCA ACS OCA31”（中国金融认证中心 CFCA 所用的名称），本机未信任此机构');
    expect(told).toContain(`“CFCA ACS CA”（SHA-256 指纹 ${fingerprintOf(root)}）`);
    expect(told).not.toMatch(/由.*CFCA.*签发/u);
    expect(describeFinding(chainOf(report), 'en')).toContain('which this computer does not trust');
    expect(only(report).untrustedTop).toMatchObject({
      isRoot: true,
      certificate: { fingerprint: fingerprintOf(root) },
    });
  });

  it.each([
    { what: 'the intermediate alone came along', issuers: () => [intermediate], top: () => intermediate },
    { what: 'nothing came along but the signer’s own', issuers: () => [], top: () => signer },
  ])('has no root to trust where $what', async ({ issuers, top }) => {
    const report = await verify(signedWith(issuers()), []);
    expect(report.verdict).toBe('indeterminate');
    expect(only(report).untrustedTop).toMatchObject({
      isRoot: false,
      certificate: { fingerprint: fingerprintOf(top()) },
    });
    expect(describeFinding(chainOf(report), 'zh-CN')).toContain(fingerprintOf(top()));
  });

  it('has none either where the signer signed his own certificate, which is no authority', async () => {
    const alone = authority.issue({ subject: '/O=CFCA/CN=CFCA OCA1', extensions: signerExtensions });
    const report = await verify(signedWith([], undefined, alone), []);
    expect(only(report).untrustedTop).toMatchObject({
      isRoot: false,
      certificate: { fingerprint: fingerprintOf(alone) },
    });
  });

  it('offers nothing where the signature is broken: no trust would mend it', async () => {
    const pdf = signedWith([intermediate, root]);
    pdf.write('W', pdf.indexOf(') Tj') - 1);
    const report = await verify(pdf, []);
    expect([report.verdict, only(report).untrustedTop]).toEqual(['invalid', null]);
  });

  it('offers nothing where the issuer is trusted', async () => {
    const report = await verify(signedWith([intermediate, root]), [root]);
    expect([report.verdict, only(report).untrustedTop]).toEqual(['valid', null]);
  });
});

describe('a timestamp whose authority nobody here trusts', () => {
  const stamped = () => signedWith([intermediate, root], (cms) => timestamped(authority, cms, timestampAuthority));

  it('is told as what it claims, and nothing is judged by its time', async () => {
    const file = stamped();
    const signature = only(await verify(file, [root]));
    expect(signature).toMatchObject({ verdict: 'valid', signingTimeSource: 'signer-clock', timestamp: null });
    expect(signature.claimedTimestamp?.authority.subject.display).toBe('CFCA TSA');
    const finding = signature.findings.find(({ code }) => code === 'timestamp');
    expect(finding).toMatchObject({ state: 'warning', reason: 'timestamp/untrusted-claim' });
    const told = finding && describeFinding(finding, 'zh-CN');
    expect(told).toContain('证书上写的时间戳机构是“CFCA TSA”（中国金融认证中心 CFCA 所用的名称）');
    expect(told).toContain('本机未信任此时间戳机构');
  });

  it('does not say that a signature came before its certificate was revoked; a trusted one does', async () => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const booked = [{ holder: signer, revokedAt: inHours(1), reason: 'keyCompromise' }];
    const until = { thisUpdate: inHours(2), nextUpdate: inHours(48) };
    const crls = [
      makeCrl(authority, { issuer: intermediate, booked, ...until }),
      makeCrl(authority, { issuer: root, ...until }),
    ];
    const file = stamped();
    const judged = async (trusted: Holder[]) => {
      const report = await verifyDocument({
        ...{ source: bytesSource(file), path: '/合同.pdf', name: '合同.pdf', now: inHours(3) },
        trustAnchors: trusted.map(({ certificate }) => certificate),
        revocationData: { certificates: [], crls, ocspResponses: [], unanswered: null },
      });
      return [report.verdict, only(report).findings.find(({ code }) => code === 'revocation')?.reason];
    };
    expect(await judged([root, timestampRoot])).toEqual(['valid', 'revocation/revoked-later']);
    expect(await judged([root])).toEqual(['indeterminate', 'revocation/revoked-unproven']);
  });

  it('is no claim where it is about something else: then it is broken', async () => {
    const other = stamped();
    const token = addedTo(other);
    const signature = only(
      await verify(
        signedWith([intermediate, root], (cms) => addSignatureTimestamp(cms, token)),
        [root],
      ),
    );
    expect(signature.claimedTimestamp).toBeNull();
    expect(signature.findings).toContainEqual(expect.objectContaining({ code: 'timestamp', state: 'failed' }));
  });
});

/** The token in the signature of a file. */
function addedTo(pdf: Buffer): Uint8Array {
  const hex = /\/Contents <([\dA-Fa-f]+)>/.exec(pdf.toString('latin1'))?.[1] ?? '';
  const [token] = findSignatureTimestamps(Buffer.from(hex, 'hex'))?.tokens ?? [];
  if (!token) throw new Error('no timestamp');
  return token;
}
