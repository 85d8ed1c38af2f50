import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { trustedCertificate } from '../../src-main/contract/index.ts';
import {
  createTrustHandlers,
  openSettings,
  openTrust,
  openTrustStore,
  readTrustSources,
} from '../../src-main/settings/index.ts';
import { describeCertificate } from '../../src-main/x509/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from '../signature/openssl-authority.ts';

const authority = new OpensslAuthority();
let folder: string;
let store: string;
const certificates: { pem: string; der: Uint8Array; fingerprint: string }[] = [];

const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-trust-'));
  store = join(folder, 'trust');
  for (const name of ['根证书甲', '根证书乙']) {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
    openssl('req', '-x509', ...key, '-utf8', '-subj', `/O=${name}/CN=${name}`, '-days', '30', '-out', `${name}.pem`);
    const [, fingerprint = ''] = openssl('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha256')
      .toString('utf8')
      .trim()
      .split('=');
    certificates.push({
      pem: readFileSync(join(folder, `${name}.pem`), 'utf8'),
      der: new Uint8Array(openssl('x509', '-in', `${name}.pem`, '-outform', 'DER')),
      fingerprint: fingerprint.replaceAll(':', '').toLowerCase(),
    });
  }
});
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => rmSync(store, { recursive: true, force: true }));

const fingerprints = () => certificates.map(({ fingerprint }) => fingerprint).toSorted();
const one = (index: number) => {
  const found = certificates[index];
  if (!found) throw new Error('no such certificate');
  return found;
};
const ders = (found: Uint8Array[]) => found.map((der) => Buffer.from(der).toString('hex')).toSorted();
const unreadable = expect.objectContaining({ code: 'CERTIFICATE_UNREADABLE' });

describe('the certificates that are trusted', () => {
  test('are none at first', () => {
    expect(openTrustStore(store).list()).toEqual([]);
    expect(openTrustStore(store).anchors()).toEqual([]);
  });

  test('are kept over a restart with the day they were added, until they are removed', () => {
    const added = openTrustStore(store).add(Buffer.from(one(0).pem));
    expect(added.map((certificate) => trustedCertificate.parse(certificate))).toMatchObject([
      { fingerprint: one(0).fingerprint, subject: { commonName: '根证书甲' } },
    ]);
    expect(Math.abs(Date.parse(added[0]?.addedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(ders(openTrustStore(store).anchors())).toEqual(ders([one(0).der]));
    expect(openTrustStore(store).remove(one(0).fingerprint)).toEqual([]);
    expect(openTrustStore(store).anchors()).toEqual([]);
  });

  test('come in every form that authorities hand out, each once', () => {
    const bundle = certificates.map(({ pem }) => pem).join('some words between\n');
    openssl(
      'crl2pkcs7',
      '-nocrl',
      '-certfile',
      '根证书甲.pem',
      '-certfile',
      '根证书乙.pem',
      '-outform',
      'DER',
      '-out',
      'a.p7b',
    );
    const forms = [Buffer.from(bundle), readFileSync(join(folder, 'a.p7b'))];
    for (const form of forms) {
      rmSync(store, { recursive: true, force: true });
      const added = openTrustStore(store).add(form);
      expect(added.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(fingerprints());
      expect(openTrustStore(store).add(one(0).der)).toHaveLength(2);
    }
  });

  test('are not added in part: one damaged certificate in a file, and none of it is trusted', () => {
    const [first, second] = certificates.map(({ pem }) => pem);
    const damaged = `${first}${second?.replace(/\n[^\n]{20}/, '\n')}`;
    expect(() => openTrustStore(store).add(Buffer.from(damaged))).toThrowError(unreadable);
    expect(() => openTrustStore(store).add(Buffer.from('hello'))).toThrowError(unreadable);
    expect(() => openTrustStore(store).add(new Uint8Array())).toThrowError(unreadable);
    expect(openTrustStore(store).list()).toEqual([]);
  });

  test('are not what else lies in their folder, nor under another name', () => {
    openTrustStore(store).add(one(0).der);
    writeFileSync(join(store, 'other.pem'), one(1).pem);
    writeFileSync(join(store, `${'0'.repeat(64)}.pem`), 'damaged');
    expect(openTrustStore(store).list()).toMatchObject([{ fingerprint: one(0).fingerprint }]);
    expect(openTrustStore(store).anchors()).toHaveLength(1);
    openTrustStore(store).remove('../../../etc/passwd');
    openTrustStore(store).remove('other');
    expect(readdirSync(store)).toContain('other.pem');
  });

  test('that cannot be kept say so', () => {
    writeFileSync(store, 'in the way');
    expect(() => openTrustStore(store).add(one(0).der)).toThrowError(
      expect.objectContaining({ code: 'OUTPUT_FOLDER_UNWRITABLE' }),
    );
  });
});

describe('certificates that are trusted for one verification', () => {
  const path = (name: string) => join(folder, 'sources', name);
  beforeEach(() => {
    rmSync(path(''), { recursive: true, force: true });
    mkdirSync(path('many'), { recursive: true });
  });

  test('are files, folders of files, and PEM text', () => {
    writeFileSync(path('a.cer'), one(0).der);
    writeFileSync(path('many/b.pem'), one(1).pem);
    writeFileSync(path('many/README.txt'), 'our authorities');
    symlinkSync(path('a.cer'), path('many/linked.cer'));
    symlinkSync('/nowhere', path('many/gone.cer'));
    mkdirSync(path('many/old'));
    execFileSync('mkfifo', [path('many/pipe')]);
    expect(ders(readTrustSources([path('a.cer')]))).toEqual(ders([one(0).der]));
    expect(ders(readTrustSources([path('many')]))).toEqual(ders([one(0).der, one(1).der]));
    expect(ders(readTrustSources([one(1).pem]))).toEqual(ders([one(1).der]));
    expect(readTrustSources([])).toEqual([]);
  });

  test('that are not there or none are an error, so that nothing is called untrusted by mistake', () => {
    writeFileSync(path('text.pem'), 'hello');
    execFileSync('mkfifo', [path('pipe')]);
    expect(() => readTrustSources([path('none.pem')])).toThrowError(
      expect.objectContaining({ code: 'FILE_NOT_FOUND', values: { path: path('none.pem') } }),
    );
    expect(() => readTrustSources([path('text.pem')])).toThrowError(unreadable);
    expect(() => readTrustSources([path('pipe')])).toThrowError(unreadable);
    expect(() => readTrustSources([path('text.pem/x')])).toThrowError(
      expect.objectContaining({ code: 'FILE_UNREADABLE' }),
    );
  });
});

describe('a root that came with a signed file', () => {
  const handlers = () => createTrustHandlers(openTrust(folder, openSettings(join(folder, 'settings.json'))), () => {});
  const trusted = () =>
    openTrustStore(store)
      .list()
      .map(({ fingerprint }) => fingerprint);

  test('is trusted when it is the one whose fingerprint was shown', async () => {
    const { pem, fingerprint } = one(0);
    await handlers()['trust.addIssuer']({ pem, fingerprint, onlyTimestamps: false });
    expect(trusted()).toEqual([fingerprint]);
  });

  test('is trusted for timestamps alone, when it is that of one', async () => {
    const { pem, fingerprint } = one(0);
    const trust = openTrust(folder, openSettings(join(folder, 'settings.json')));
    const { 'trust.addIssuer': add, 'trust.list': list, 'trust.remove': remove } = createTrustHandlers(trust, () => {});
    const [added] = await add({ pem, fingerprint, onlyTimestamps: true });
    expect(added).toMatchObject({ fingerprint, onlyTimestamps: true });
    expect(trusted()).toEqual([]);
    expect(await trust.anchors()).toEqual([{ timestamps: expect.any(Uint8Array) }]);
    // Whom she trusts for everything is listed once.
    await add({ pem, fingerprint, onlyTimestamps: false });
    expect((await list(null)).map(({ onlyTimestamps }) => onlyTimestamps)).toEqual([undefined]);
    expect(await remove({ fingerprint })).toEqual([]);
    expect(await trust.anchors()).toEqual([]);
  });

  test('is refused when it is another one, or brings others along', async () => {
    const { fingerprint } = one(0);
    for (const pem of [one(1).pem, one(0).pem + one(1).pem]) {
      const asked = handlers()['trust.addIssuer']({ pem, fingerprint, onlyTimestamps: false });
      await expect(asked).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(trusted()).toEqual([]);
  });

  test.each([
    { what: 'says that it is no authority', extensions: ['basicConstraints=critical,CA:FALSE'] },
    { what: 'does not say that it is one', extensions: ['keyUsage=critical,keyCertSign'] },
    {
      what: 'may not issue certificates',
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,cRLSign'],
    },
  ])('is refused when it $what', async ({ extensions }) => {
    const refused = authority.issue({ subject: '/O=CFCA/CN=CFCA Root', extensions });
    await expectNoRoot(refused);
  });

  test('is refused when another one issued it, or when its signature is not its own', async () => {
    const root = authority.issue({ subject: '/CN=Root', extensions: authorityExtensions });
    await expectNoRoot(authority.issue({ subject: '/CN=CFCA OCA1', issuer: root, extensions: authorityExtensions }));
    // Of the same name, and signed by another key.
    await expectNoRoot(authority.issue({ subject: '/CN=Root', issuer: root, extensions: authorityExtensions }));
  });

  async function expectNoRoot({ certificate }: Holder) {
    const { pem, fingerprint } = describeCertificate(certificate);
    const asked = handlers()['trust.addIssuer']({ pem, fingerprint, onlyTimestamps: false });
    await expect(asked).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_ROOT' });
    expect(trusted()).toEqual([]);
  }
});
