import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oid } from '../../../src-main/x509/asn1/object-identifiers.ts';
import { type Certificate, readCertificate } from '../../../src-main/x509/certificates/certificate.ts';
import { judgePath } from '../../../src-main/x509/path/chain-rules.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions, wordsOf } from '../../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
let root: Certificate;
let middle: Certificate;
/** Of the same name as `middle`, which issued it: self-issued (RFC 5280, 3.2). */
let renewed: Certificate;
let signer: Certificate;
/** Allows one authority below it, and names under 甲 only. */
let strict: Certificate;
let plain: Certificate;

beforeAll(() => {
  const issue = (options: Parameters<OpensslAuthority['issue']>[0]) => openssl.issue(options);
  const top = issue({ subject: '/C=CN/CN=根', extensions: authorityExtensions, days: 3650 });
  const authority = (subject: string, issuer = top, extensions = authorityExtensions) =>
    issue({ subject, issuer, extensions, days: 1000 });
  const first = authority('/C=CN/O=甲/CN=中级');
  const second = authority('/C=CN/O=甲/CN=中级', first);
  const limited = authorityExtensions.map((line) =>
    line.startsWith('basicConstraints') ? 'basicConstraints=critical,CA:TRUE,pathlen:0' : line,
  );
  const read = ({ certificate }: { certificate: Uint8Array }) => readCertificate(certificate);
  root = read(top);
  middle = read(first);
  renewed = read(second);
  strict = read(authority('/C=CN/CN=严格', top, limited));
  signer = read(issue({ subject: '/C=CN/O=甲/CN=公章', issuer: first, extensions: signerExtensions }));
  plain = read(issue({ subject: '/C=CN/O=甲/CN=财务章', issuer: top, extensions: signerExtensions }));
});
afterAll(() => openssl.remove());

const said = (path: readonly Certificate[], at = new Date(Date.now() + 60_000), purpose?: 'timestamps') =>
  wordsOf(judgePath(path, at, purpose ?? 'documents')).filter((word) => !word.startsWith('passed'));
const without = (certificate: Certificate, ...names: string[]): Certificate => ({
  ...certificate,
  extensions: new Map([...certificate.extensions].filter(([name]) => !names.includes(name))),
});
const withExtension = (certificate: Certificate, name: string, critical: boolean): Certificate => ({
  ...certificate,
  extensions: new Map([...certificate.extensions, [name, { critical, value: Uint8Array.of(5, 0) }]]),
});

describe('a path', () => {
  it('in order has nothing against it', () => {
    expect(said([signer, middle, root])).toEqual([]);
    expect(said([signer])).toEqual([]);
    expect(said([])).toEqual([]);
  });

  it('needs every authority to be one; an old root has no way to say so, and another old one does not count', () => {
    const mute = (certificate: Certificate) => without(certificate, oid.basicConstraints);
    expect(said([signer, mute(middle), root])).toEqual(['failed chain/not-a-ca']);
    expect(said([signer, middle, mute(root)])).toEqual(['failed chain/not-a-ca']);
    expect(said([signer, middle, { ...root, extensions: new Map(), version: 1 }])).toEqual([]);
    // With extensions it could have said so.
    expect(said([signer, middle, { ...mute(root), version: 1 }])).toEqual(['failed chain/not-a-ca']);
    expect(said([signer, { ...mute(middle), version: 1 }, root])).toEqual(['failed chain/not-a-ca']);
  });

  it('needs every authority to be allowed to issue, if it says what it may do at all', () => {
    expect(said([plain, signer, root])).toContain('failed chain/not-a-ca');
    expect(said([signer, without(middle, oid.keyUsage), root])).toEqual([]);
    const usage = signer.extensions.get(oid.keyUsage);
    if (!usage) throw new Error('no keyUsage');
    const signing: Certificate = { ...middle, extensions: new Map([...middle.extensions, [oid.keyUsage, usage]]) };
    expect(said([signer, signing, root])).toEqual(['failed chain/not-for-issuing']);
  });

  it('may be as long as its authorities say, not counting those that only renewed themselves', () => {
    expect(said([signer, strict, root])).toEqual([]);
    expect(said([signer, middle, strict, root])).toEqual(['failed chain/path-length']);
    const selfIssued: Certificate = { ...middle, issuer: middle.subject };
    expect(said([signer, selfIssued, strict, root])).toEqual([]);
    // The signer himself is no authority, whatever he is called.
    expect(said([{ ...signer, issuer: signer.subject }, strict, root])).toEqual([]);
    expect(said([signer, renewed, middle, root])).toEqual([]);
  });

  it('is refused for a critical extension that nobody here understands, and for no other', () => {
    for (const [index, name] of [
      [0, 'signer'],
      [1, 'authority'],
      [2, 'root'],
    ] as const) {
      const strange = (critical: boolean) =>
        [signer, middle, root].map((one, at) => (at === index ? withExtension(one, '1.2.3.4', critical) : one));
      expect(said(strange(true)), name).toEqual(['failed chain/critical-extension']);
      expect(said(strange(false)), name).toEqual([]);
    }
  });

  it('is refused for an extension that cannot be read', () => {
    const damaged: Certificate = {
      ...middle,
      extensions: new Map([...middle.extensions, [oid.basicConstraints, { critical: true, value: Uint8Array.of(1) }]]),
    };
    expect(said([signer, damaged, root])).toContain('failed chain/malformed-extension');
  });
});

describe('the validity of a path (RFC 5280, 4.1.2.5: both ends included)', () => {
  const ms = (date: Date, more: number) => new Date(date.getTime() + more);

  it('begins and ends with that of each certificate', () => {
    const path = [signer, middle, root].map((one) => ({ ...one, notBefore: new Date(1000), notAfter: new Date(9000) }));
    expect(said(path, new Date(1000))).toEqual([]);
    expect(said(path, new Date(9000))).toEqual([]);
    expect(new Set(said(path, new Date(999)))).toEqual(new Set(['failed validity/not-yet-valid']));
    expect(new Set(said(path, new Date(9001)))).toEqual(new Set(['failed validity/expired']));
  });

  it.each([0, 1, 2])('of certificate %d counts like any other', (index) => {
    const path = [signer, middle, root].map((one, at) => (at === index ? { ...one, notAfter: new Date(9000) } : one));
    expect(said(path, ms(signer.notBefore, 1000))).toEqual(['failed validity/expired']);
  });

  it('is not known at no time', () => {
    expect(new Set(said([signer, middle, root], new Date(Number.NaN)))).toEqual(
      new Set(['unknown validity/unknown-time']),
    );
  });
});

describe('what an authority is for', () => {
  const webOnly = (certificate: Certificate, text: string): Certificate => ({
    ...certificate,
    extensions: new Map([
      ...certificate.extensions,
      [oid.extendedKeyUsage, { critical: false, value: Buffer.from(text, 'hex') }],
    ]),
  });
  /** SEQUENCE of id-kp-timeStamping; of id-kp-emailProtection. */
  const timestamps = '300a06082b06010505070308';
  const mail = '300a06082b06010505070304';

  it('limits whom it vouches for, unless it is the one that was chosen', () => {
    const forTimestamps = [signer, webOnly(middle, timestamps), root];
    expect(said(forTimestamps)).toEqual(['failed chain/issuer-for-other-purpose']);
    expect(said([signer, webOnly(middle, mail), root])).toEqual([]);
    expect(said([signer, middle, webOnly(root, timestamps)])).toEqual([]);
  });
});
