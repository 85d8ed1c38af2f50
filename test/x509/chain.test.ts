import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkChain, orderChain } from '../../src-main/x509/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
  wordsOf,
} from '../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
const dayMs = 24 * 60 * 60 * 1000;
const now = new Date();
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);
let root: Holder;
let intermediate: Holder;
let clerk: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/O=示例/CN=根', extensions: authorityExtensions, days: 3650 });
  intermediate = issueAuthority('中级', root);
  clerk = openssl.issue({ subject: '/C=CN/O=示例有限公司/CN=公章', issuer: intermediate });
});
afterAll(() => openssl.remove());

function issueAuthority(name: string, issuer: Holder, extensions = authorityExtensions, days = 1825): Holder {
  return openssl.issue({ subject: `/C=CN/O=示例/CN=${name}`, issuer, extensions, days });
}

interface Question {
  certificate: Holder;
  intermediates?: Holder[];
  anchors?: Holder[];
  at?: Date;
}

/** Our answer, after openssl has given the same one. */
async function ask({ certificate, intermediates = [], anchors = [root], at = inDays(1) }: Question) {
  const found = await checkOnlyHere({ certificate, intermediates, anchors, at });
  expect(openssl.trusts({ certificate, intermediates, anchors, at }), 'openssl verify').toBe(found.trusted);
  return found;
}

async function checkOnlyHere({ certificate, intermediates = [], anchors = [root], at = inDays(1) }: Question) {
  const der = (holders: Holder[]) => holders.map((holder) => holder.certificate);
  const input = {
    certificate: certificate.certificate,
    intermediates: der(intermediates),
    trustAnchors: der(anchors),
    at,
  };
  const { trusted, chain, findings } = await checkChain(input);
  return { trusted, chain, words: wordsOf(findings) };
}

describe('a certificate is trusted', () => {
  it('through its intermediate up to a trusted root', async () => {
    const found = await ask({ certificate: clerk, intermediates: [intermediate] });
    expect(found.words).toEqual(['passed chain/trusted', 'passed validity/valid', 'passed usage/for-signing']);
    expect(found.chain).toEqual([clerk, intermediate, root].map((one) => one.certificate));
  });

  it('when it is trusted itself', async () => {
    const found = await ask({ certificate: clerk, anchors: [clerk] });
    expect(found).toMatchObject({ trusted: true, chain: [clerk.certificate] });
    expect(found.words).toContain('passed chain/pinned');
  });

  it('when an intermediate is trusted and the root unknown', async () => {
    expect(await ask({ certificate: clerk, anchors: [intermediate] })).toMatchObject({ trusted: true });
  });

  it('when one of two ways up is good', async () => {
    const keyPath = intermediate.keyPath;
    const subject = '/C=CN/O=示例/CN=中级';
    const short = openssl.issue({ subject, issuer: root, keyPath, extensions: authorityExtensions, days: 2 });
    const other = openssl.issue({ subject: '/CN=他根', extensions: authorityExtensions });
    const elsewhere = openssl.issue({ subject, issuer: other, keyPath, extensions: authorityExtensions });
    const ways = [short, elsewhere, other, intermediate];
    for (const intermediates of [ways, ways.toReversed()]) {
      expect(await checkOnlyHere({ certificate: clerk, intermediates, at: inDays(30) })).toMatchObject({
        trusted: true,
      });
    }
  });

  it('when its extended key usage is critical and speaks of clients and mail', async () => {
    const extensions = [...signerExtensions, 'extendedKeyUsage=critical,clientAuth,emailProtection'];
    const certificate = openssl.issue({ subject: '/CN=省级CA用户', issuer: root, extensions });
    expect(await ask({ certificate })).toMatchObject({ trusted: true });
  });

  it('when the name of the issuer is written in another kind of string', async () => {
    const config = openssl.write(
      '[req]\ndistinguished_name=dn\nprompt=no\nstring_mask=MASK:0x800\n[dn]\nCN=示例 ROOT\n',
    );
    const keyPath = openssl.makeKey('P-256');
    const upper = openssl.issue({ subject: '/CN=示例 Root', keyPath, extensions: authorityExtensions });
    const request = openssl.write('');
    openssl.run('req', '-new', '-utf8', '-config', config, '-key', keyPath, '-out', request);
    const path = openssl.write('');
    const extensions = openssl.write(authorityExtensions.join('\n'));
    openssl.run('x509', '-req', '-in', request, '-key', keyPath, '-extfile', extensions, '-out', path);
    const issuer = { ...upper, certificatePath: path };
    const certificate = openssl.issue({ subject: '/CN=用户', issuer, withIdentifiers: false });
    expect(await checkOnlyHere({ certificate, anchors: [upper] })).toMatchObject({ trusted: true });
  });
});

describe('a certificate is not trusted', () => {
  it('when nobody trusts its root', async () => {
    const found = await ask({ certificate: clerk, intermediates: [intermediate, root], anchors: [] });
    expect(found).toMatchObject({ trusted: false });
    expect(found.words).toContain('unknown chain/untrusted-root');
    expect(found.chain).toHaveLength(3);
  });

  it('when it signed itself and nobody trusts it', async () => {
    const certificate = openssl.issue({ subject: '/CN=自签' });
    expect((await ask({ certificate })).words).toContain('unknown chain/untrusted-root');
  });

  it('when an intermediate is missing', async () => {
    expect((await ask({ certificate: clerk })).words).toContain('unknown chain/incomplete');
  });

  it('when an impostor bears the name of the issuer', async () => {
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: intermediate, withIdentifiers: false });
    const impostor = openssl.issue({ subject: '/C=CN/O=示例/CN=中级', extensions: authorityExtensions });
    const found = await ask({ certificate, intermediates: [], anchors: [impostor] });
    expect(found.words).toContain('failed chain/bad-signature');
  });

  it.each([
    { at: () => inDays(400), reason: 'validity/expired' },
    { at: () => inDays(-1), reason: 'validity/not-yet-valid' },
  ])('at a time when $reason', async ({ at, reason }) => {
    const found = await ask({ certificate: clerk, intermediates: [intermediate], at: at() });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain(`failed ${reason}`);
  });

  it('when its issuer has expired before it', async () => {
    const issuer = issueAuthority('短命中级', root, authorityExtensions, 2);
    const certificate = openssl.issue({ subject: '/CN=用户', issuer });
    expect((await ask({ certificate, intermediates: [issuer] })).trusted).toBe(true);
    const found = await ask({ certificate, intermediates: [issuer], at: inDays(10) });
    expect(found.words).toContain('failed validity/expired');
  });

  it.each([
    { extensions: signerExtensions, reason: 'chain/not-a-ca' },
    { extensions: ['keyUsage=critical,keyCertSign'], reason: 'chain/not-a-ca' },
    {
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature'],
      reason: 'chain/not-for-issuing',
    },
  ])('when its issuer may not issue ($extensions)', async ({ extensions, reason }) => {
    const issuer = issueAuthority('假中级', root, extensions);
    const certificate = openssl.issue({ subject: '/CN=用户', issuer });
    const found = await checkOnlyHere({ certificate, intermediates: [issuer] });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain(`failed ${reason}`);
    expect(found.words).not.toContain('passed chain/trusted');
  });

  it('when a person trusts a signer and the signer plays CA', async () => {
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: clerk });
    expect((await checkOnlyHere({ certificate, anchors: [clerk] })).words).toContain('failed chain/not-a-ca');
  });

  it('when the path is longer than an issuer allows', async () => {
    const upper = issueAuthority('上级', root, [
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign',
    ]);
    const lower = issueAuthority('下级', upper);
    const direct = openssl.issue({ subject: '/CN=用户', issuer: upper });
    expect((await ask({ certificate: direct, intermediates: [upper] })).trusted).toBe(true);
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: lower });
    const found = await ask({ certificate, intermediates: [lower, upper] });
    expect(found.words).toContain('failed chain/path-length');
  });

  it('when it carries a critical extension nobody here understands', async () => {
    const extensions = [...signerExtensions, '1.2.3.4.5=critical,ASN1:NULL'];
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: root, extensions });
    const found = await checkOnlyHere({ certificate });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed chain/critical-extension');
  });

  it.each(['keyEncipherment,dataEncipherment', 'keyAgreement'])('when its key is for %s only', async (usage) => {
    const certificate = openssl.issue({
      subject: '/CN=用户',
      issuer: root,
      extensions: [`keyUsage=critical,${usage}`],
    });
    const found = await checkOnlyHere({ certificate });
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed usage/not-for-signing');
  });

  it('when it is critically for time stamps alone', async () => {
    const extensions = [...signerExtensions, 'extendedKeyUsage=critical,timeStamping'];
    const certificate = openssl.issue({ subject: '/CN=TSA', issuer: root, extensions });
    expect((await checkOnlyHere({ certificate })).words).toContain('failed usage/other-purpose');
  });

  it('when CAs certify each other in a circle', async () => {
    const one = openssl.issue({ subject: '/CN=甲', extensions: authorityExtensions });
    const two = openssl.issue({ subject: '/CN=乙', extensions: authorityExtensions });
    const cross = { extensions: authorityExtensions, withIdentifiers: false };
    const oneByTwo = openssl.issue({ subject: '/CN=甲', issuer: two, keyPath: one.keyPath, ...cross });
    const twoByOne = openssl.issue({ subject: '/CN=乙', issuer: one, keyPath: two.keyPath, ...cross });
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: one });
    expect((await ask({ certificate, intermediates: [oneByTwo, twoByOne] })).trusted).toBe(false);
    expect((await ask({ certificate, intermediates: [oneByTwo, twoByOne], anchors: [two] })).trusted).toBe(true);
  });

  it('when many CAs of one name and key make countless ways, and the answer still comes', async () => {
    const keyPath = openssl.makeKey('P-256');
    const cross = { subject: '/CN=同名', keyPath, extensions: authorityExtensions };
    const first = openssl.issue(cross);
    const crowd = Array.from({ length: 16 }, () => openssl.issue({ ...cross, issuer: first }));
    const certificate = openssl.issue({ subject: '/CN=用户', issuer: first });
    const start = performance.now();
    const many = Array.from({ length: 200 }, () => crowd).flat();
    const found = await checkOnlyHere({ certificate, intermediates: many });
    expect(found.trusted).toBe(false);
    expect(performance.now() - start).toBeLessThan(20_000);
    expect((await checkOnlyHere({ certificate, intermediates: crowd, anchors: [first] })).trusted).toBe(true);
  });
});

describe('name constraints of an issuer', () => {
  const permitted = ['nameConstraints=critical,permitted;dirName:inside', '[inside]', 'C=CN', 'O=Example Ltd'];
  const cases = [
    { constraint: permitted, subject: '/C=CN/O=Example  LTD/CN=公章', trusted: true },
    { constraint: permitted, subject: '/C=CN/O=别家公司/CN=公章', trusted: false },
    {
      constraint: ['nameConstraints=critical,excluded;dirName:inside', ...permitted.slice(1)],
      subject: '/C=CN/O=Example  LTD/CN=公章',
      trusted: false,
    },
    {
      constraint: ['nameConstraints=critical,permitted;email:example.cn'],
      subject: '/CN=x/emailAddress=a@example.cn',
      trusted: true,
    },
    {
      constraint: ['nameConstraints=critical,permitted;email:example.cn'],
      subject: '/CN=x/emailAddress=a@evil.cn',
      trusted: false,
    },
    {
      constraint: ['nameConstraints=critical,permitted;email:.example.cn'],
      subject: '/CN=x',
      alternative: 'email:a@sub.example.cn',
      trusted: true,
    },
    {
      constraint: ['nameConstraints=critical,excluded;DNS:example.cn'],
      subject: '/CN=x',
      alternative: 'DNS:www.example.cn',
      trusted: false,
    },
    {
      constraint: ['nameConstraints=critical,permitted;DNS:example.cn'],
      subject: '/CN=x',
      alternative: 'DNS:badexample.cn',
      trusted: false,
    },
    {
      constraint: ['nameConstraints=critical,permitted;IP:10.0.0.0/255.0.0.0'],
      subject: '/CN=x',
      alternative: 'IP:10.1.2.3',
      trusted: true,
    },
    {
      constraint: ['nameConstraints=critical,permitted;IP:10.0.0.0/255.0.0.0'],
      subject: '/CN=x',
      alternative: 'IP:11.1.2.3',
      trusted: false,
    },
    {
      constraint: ['nameConstraints=critical,permitted;URI:.example.cn'],
      subject: '/CN=x',
      alternative: 'URI:https://a.example.cn/x',
      trusted: true,
    },
    {
      constraint: ['nameConstraints=critical,permitted;URI:.example.cn'],
      subject: '/CN=x',
      alternative: 'URI:https://example.org/x',
      trusted: false,
    },
  ];

  it.each(cases)(
    '$constraint.0 lets $subject $alternative be trusted: $trusted',
    async ({ constraint, subject, alternative, trusted }) => {
      const issuer = openssl.issue({
        subject: '/C=CN/CN=受限中级',
        issuer: root,
        extensions: [...authorityExtensions, ...constraint],
      });
      const extensions = [...signerExtensions, ...(alternative ? [`subjectAltName=${alternative}`] : [])];
      const certificate = openssl.issue({ subject, issuer, extensions });
      const found = await ask({ certificate, intermediates: [issuer] });
      expect(found.trusted).toBe(trusted);
      if (!trusted) expect(found.words).toContain('failed chain/name-constraints');
    },
  );
});

describe('a root that is trusted for timestamps', () => {
  it.each([
    ['documents', 'signerExtensions', false],
    ['timestamps', 'extendedKeyUsage=critical,timeStamping', true],
  ] as const)('for %s: %s', async (purpose, usage, trusted) => {
    const extensions = usage === 'signerExtensions' ? signerExtensions : [...signerExtensions, usage];
    const { certificate } = openssl.issue({ subject: '/CN=signer', issuer: root, extensions });
    const trustAnchors = [{ timestamps: root.certificate }];
    const found = await checkChain({ certificate, intermediates: [], trustAnchors, at: inDays(1), purpose });
    expect(found.trusted).toBe(trusted);
  });
});

describe('a root of the operating system', () => {
  const underSystemRoot = async (extendedKeyUsage: string | null, purpose?: 'timestamps') => {
    const usage = extendedKeyUsage === null ? [] : [`extendedKeyUsage=${extendedKeyUsage}`];
    const extensions = [...signerExtensions, ...usage];
    const { certificate } = openssl.issue({ subject: '/CN=signer', issuer: root, extensions });
    const trustAnchors = [{ system: root.certificate }];
    const { trusted, findings } = await checkChain({
      certificate,
      intermediates: [],
      trustAnchors,
      at: inDays(1),
      purpose,
    });
    return { trusted, words: wordsOf(findings) };
  };

  it.each([
    'emailProtection',
    '1.3.6.1.5.5.7.3.36',
    '1.2.840.113583.1.1.5',
    '1.3.6.1.4.1.311.10.3.12',
    'serverAuth,emailProtection',
  ])('counts for a certificate that is made for documents or mail (%s)', async (usage) => {
    const found = await underSystemRoot(usage);
    expect(found.trusted).toBe(true);
    expect(found.words).toContain('passed chain/trusted-by-system');
  });

  it.each(['serverAuth,clientAuth', 'clientAuth', 'codeSigning', 'anyExtendedKeyUsage', null])(
    'does not count for a document under any other (%s)',
    async (usage) => {
      const found = await underSystemRoot(usage);
      expect(found.trusted).toBe(false);
      expect(found.words).toContain('unknown chain/system-not-for-documents');
    },
  );

  it('counts for a timestamp authority, whose certificate is for nothing else', async () => {
    expect(await underSystemRoot('critical,timeStamping', 'timestamps')).toMatchObject({ trusted: true });
    expect(await underSystemRoot('serverAuth', 'timestamps')).toMatchObject({ trusted: false });
  });

  it('counts like any other when the person chose it as well', async () => {
    const trustAnchors = [{ system: root.certificate }, root.certificate];
    const input = {
      certificate: clerk.certificate,
      intermediates: [intermediate.certificate],
      trustAnchors,
      at: inDays(1),
    };
    expect(wordsOf((await checkChain(input)).findings)).toContain('passed chain/trusted');
  });
});

describe('the issuers to be embedded', () => {
  it('come in order up to the root, without strangers', () => {
    const stranger = issueAuthority(
      '中级',
      openssl.issue({ subject: '/C=CN/O=示例/CN=根', extensions: authorityExtensions }),
    );
    const candidates = [root, stranger, clerk, intermediate].map((one) => one.certificate);
    const junk = new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x01]);
    expect(orderChain(clerk.certificate, [junk, ...candidates])).toEqual([intermediate.certificate, root.certificate]);
    expect(orderChain(root.certificate, candidates)).toEqual([]);
  });
});

describe('hostile certificates', () => {
  it('cut off or changed anywhere are not trusted, and nothing breaks', async () => {
    const { certificate } = openssl.issue({ subject: '/CN=用户', issuer: root });
    const trustAnchors = [root.certificate];
    const check = (der: Uint8Array) => checkChain({ certificate: der, intermediates: [], trustAnchors, at: inDays(1) });
    expect((await check(certificate)).trusted).toBe(true);
    for (let offset = 0; offset < certificate.length; offset += 1) {
      expect((await check(certificate.subarray(0, offset))).trusted).toBe(false);
      const changed = new Uint8Array(certificate);
      changed[offset] = (certificate[offset] ?? 0) ^ (1 << (offset % 8));
      expect((await check(changed)).trusted, `byte ${offset}`).toBe(false);
    }
  });
});
