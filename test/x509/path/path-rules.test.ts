import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkChain, type TrustAnchor } from '../../../src-main/x509/index.ts';
import {
  authorityExtensions,
  type Holder,
  type KeyKind,
  OpensslAuthority,
  signerExtensions,
  wordsOf,
} from '../../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
let root: Holder;
beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
});
afterAll(() => openssl.remove());

const tomorrow = () => new Date(Date.now() + 86_400_000);
const authority = (options: { issuer?: Holder; key?: KeyKind; extensions?: string[]; arguments?: string[] } = {}) =>
  openssl.issue({
    subject: '/C=CN/CN=中级',
    issuer: options.issuer ?? root,
    key: options.key,
    extensions: [...authorityExtensions, ...(options.extensions ?? [])],
    arguments: options.arguments,
  });
const signer = (options: { issuer?: Holder; key?: KeyKind; extensions?: string[]; arguments?: string[] } = {}) =>
  openssl.issue({
    subject: '/CN=公章',
    issuer: options.issuer ?? root,
    key: options.key,
    extensions: [...signerExtensions, ...(options.extensions ?? [])],
    arguments: options.arguments,
  });

async function check(
  certificate: Holder,
  options: { intermediates?: Holder[]; anchors?: TrustAnchor[]; purpose?: 'timestamps' } = {},
) {
  const { trusted, findings } = await checkChain({
    certificate: certificate.certificate,
    intermediates: (options.intermediates ?? []).map((one) => one.certificate),
    trustAnchors: options.anchors ?? [root.certificate],
    at: tomorrow(),
    purpose: options.purpose,
  });
  return { trusted, words: wordsOf(findings) };
}

const sha1 = ['-sha1'];

describe('a path with a weak link is not trusted', () => {
  it('when an intermediate has a key of 1024 bits', async () => {
    const middle = authority({ key: 'RSA-1024' });
    const found = await check(signer({ issuer: middle }), { intermediates: [middle] });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed chain/weak-key');
    expect(found.words).not.toContain('passed chain/trusted');
  });

  it('when an intermediate was signed with SHA-1', async () => {
    const middle = authority({ arguments: sha1 });
    const found = await check(signer({ issuer: middle }), { intermediates: [middle] });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed chain/weak-hash');
  });

  it('when the certificate itself was, or its key is short', async () => {
    expect((await check(signer({ arguments: sha1 }))).words).toContain('failed chain/weak-hash');
    expect((await check(signer({ key: 'RSA-1024' }))).words).toContain('failed chain/weak-key');
  });

  it('when the key of the root is short', async () => {
    const weak = openssl.issue({ subject: '/CN=弱根', key: 'RSA-1024', extensions: authorityExtensions });
    const found = await check(signer({ issuer: weak }), { anchors: [weak.certificate] });
    expect(found.words).toContain('failed chain/weak-key');
  });

  it('but is where the root alone signed itself with SHA-1, which nobody relies upon', async () => {
    const old = openssl.issue({ subject: '/CN=旧根', extensions: authorityExtensions, arguments: sha1 });
    expect(await check(signer({ issuer: old }), { anchors: [old.certificate] })).toMatchObject({ trusted: true });
  });

  it('and another path without one is taken', async () => {
    const keyPath = openssl.makeKey('P-256');
    const cross = { subject: '/C=CN/CN=中级', issuer: root, keyPath, extensions: authorityExtensions };
    const weak = openssl.issue({ ...cross, arguments: sha1 });
    const strong = openssl.issue(cross);
    const certificate = signer({ issuer: weak });
    for (const intermediates of [
      [weak, strong],
      [strong, weak],
    ]) {
      expect(await check(certificate, { intermediates })).toMatchObject({ trusted: true });
    }
  });
});

describe('the purposes in the certificate of a signer', () => {
  it.each([
    'serverAuth',
    'codeSigning',
    'timeStamping',
    'OCSPSigning',
    'serverAuth,codeSigning',
    'ipsecEndSystem',
    'msEFS',
  ])('%s alone are none for documents, critical or not', async (purposes) => {
    for (const value of [purposes, `critical,${purposes}`]) {
      const found = await check(signer({ extensions: [`extendedKeyUsage=${value}`] }));
      expect(found.trusted, value).toBe(false);
      expect(found.words).toContain('failed usage/other-purpose');
    }
  });

  it.each([
    'critical,clientAuth,emailProtection',
    'clientAuth',
    'serverAuth,emailProtection',
    'anyExtendedKeyUsage',
    '1.3.6.1.5.5.7.3.36',
    'msSmartcardLogin',
    '1.2.156.112570.1.1',
  ])('%s are no hindrance', async (purposes) => {
    expect(await check(signer({ extensions: [`extendedKeyUsage=${purposes}`] }))).toMatchObject({ trusted: true });
  });
});

describe('the purposes in the certificate of an intermediate', () => {
  const under = async (purposes: string | null, anchors: TrustAnchor[], ofSigner = 'emailProtection') => {
    const middle = authority({ extensions: purposes === null ? [] : [`extendedKeyUsage=${purposes}`] });
    const certificate = signer({ issuer: middle, extensions: [`extendedKeyUsage=${ofSigner}`] });
    return check(certificate, { intermediates: [middle], anchors });
  };

  it.each(['serverAuth', 'codeSigning,timeStamping', 'critical,OCSPSigning'])(
    '%s do not let it vouch for a signer of documents under any root',
    async (purposes) => {
      for (const anchor of [root.certificate, { system: root.certificate }]) {
        const found = await under(purposes, [anchor]);
        expect(found.trusted).toBe(false);
        expect(found.words).toContain('failed chain/issuer-for-other-purpose');
      }
    },
  );

  it.each([null, 'emailProtection', 'serverAuth,emailProtection', 'anyExtendedKeyUsage'])(
    '%s let it, under a root of the system as well',
    async (purposes) => {
      expect(await under(purposes, [{ system: root.certificate }])).toMatchObject({ trusted: true });
      expect(await under(purposes, [root.certificate])).toMatchObject({ trusted: true });
    },
  );

  it('for clients alone let it under a root that the person chose, and not under one of the system', async () => {
    expect(await under('clientAuth', [root.certificate])).toMatchObject({ trusted: true });
    const found = await under('clientAuth', [{ system: root.certificate }]);
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('unknown chain/system-not-for-documents');
  });

  it('have to include timestamps where it vouches for an authority of them', async () => {
    for (const [purposes, trusted] of [
      ['emailProtection', false],
      ['timeStamping', true],
      ['anyExtendedKeyUsage', true],
    ] as const) {
      const middle = authority({ extensions: [`extendedKeyUsage=${purposes}`] });
      const certificate = signer({ issuer: middle, extensions: ['extendedKeyUsage=critical,timeStamping'] });
      const found = await check(certificate, { intermediates: [middle], purpose: 'timestamps' });
      expect(found.trusted, purposes).toBe(trusted);
    }
  });
});

describe('certificate policies on a path made by openssl', () => {
  const policy = '1.2.156.10260.1';
  const other = '1.2.156.10260.2';

  it.each([
    { what: 'demanded and there', of: `certificatePolicies=${policy}`, trusted: true },
    { what: 'demanded and absent', of: null, trusted: false },
    { what: 'demanded and another', of: `certificatePolicies=${other}`, trusted: false },
  ])('$what: trusted $trusted', async ({ of, trusted }) => {
    const middle = authority({
      extensions: [`certificatePolicies=${policy}`, 'policyConstraints=critical,requireExplicitPolicy:0'],
    });
    const certificate = signer({ issuer: middle, extensions: of === null ? [] : [of] });
    const found = await check(certificate, { intermediates: [middle] });
    expect(found.trusted).toBe(trusted);
    if (!trusted) expect(found.words).toContain('failed chain/no-valid-policy');
  });

  it('malformed are a failure', async () => {
    const found = await check(signer({ extensions: ['2.5.29.36=critical,ASN1:NULL'] }));
    expect(found.words).toContain('failed chain/malformed-extension');
  });
});
