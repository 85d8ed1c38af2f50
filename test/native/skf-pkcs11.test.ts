import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pkcs11js from 'pkcs11js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokens } from '../../src-main/token/index.ts';
import { eventually } from '../token/drivers.ts';
import {
  certify,
  opensslRecovers,
  opensslVerifiesRsa,
  opensslVerifiesSm2,
  type PublicKey,
  sm2Digest,
} from './skf-pkcs11-certificates.ts';
import { buildNative, makeSoftUKey, type NativeParts, type SoftUKey, slowly } from './skf-pkcs11-parts.ts';

vi.setConfig(slowly);

const folder = mkdtempSync(join(tmpdir(), 'skf-pkcs11-'));
const sm2Curve = Buffer.from('06082a811ccf5501822d', 'hex');
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const readWrite = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION;

let parts: NativeParts;
beforeAll(() => {
  parts = buildNative({ name: 'plain', sanitized: false });
  return () => rmSync(folder, { recursive: true });
});

const environmentOf = ({ home }: SoftUKey) => ({ QIANYIN_SKF_LIBRARY: parts.softSkf, QIANYIN_SOFTSKF_HOME: home });

function pkcs11Tool(ukey: SoftUKey, args: string[]): string {
  const env = { ...process.env, ...environmentOf(ukey), LC_ALL: 'C.UTF-8' };
  return execFileSync('pkcs11-tool', ['--module', parts.module, ...args], {
    env,
    stdio: 'pipe',
    cwd: folder,
  }).toString();
}

const client = (ukey: SoftUKey, ...args: string[]) =>
  execFileSync(parts.client, [parts.module, ...args], {
    env: { ...process.env, ...environmentOf(ukey) },
    stdio: 'pipe',
  }).toString();

/** The module in this process; it is taken out again when the block ends. */
function openModule(ukey: SoftUKey) {
  Object.assign(process.env, environmentOf(ukey));
  const module = new pkcs11js.PKCS11();
  module.load(parts.module);
  module.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK });
  const slot = () => {
    const [first] = module.C_GetSlotList(true);
    if (!first) throw new Error('no token is present');
    return first;
  };
  const find = (session: Buffer, ...template: pkcs11js.Template) => {
    module.C_FindObjectsInit(session, template);
    const found = module.C_FindObjects(session, 64);
    module.C_FindObjectsFinal(session);
    return found;
  };
  const read = (session: Buffer, object: Buffer, type: number) => {
    const value = module.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
    if (!Buffer.isBuffer(value)) throw new Error(`no attribute ${type}`);
    return value;
  };
  return { module, slot, find, read, [Symbol.dispose]: () => module.C_Finalize() };
}

/** Without it an object is of the session, which no UKey keeps. */
const onToken = { type: pkcs11js.CKA_TOKEN, value: true };

/** Makes a key pair on the token and returns its public part. */
function generate(ukey: SoftUKey, kind: PublicKey['kind'], label: string, id: number): PublicKey {
  using opened = openModule(ukey);
  const { module, slot, read } = opened;
  const session = module.C_OpenSession(slot(), readWrite);
  module.C_Login(session, pkcs11js.CKU_USER, ukey.pin);
  const names = [
    { type: pkcs11js.CKA_LABEL, value: label },
    { type: pkcs11js.CKA_ID, value: Buffer.from([id]) },
    onToken,
  ];
  if (kind === 'rsa') {
    const template = [{ type: pkcs11js.CKA_MODULUS_BITS, value: 2048 }, onToken];
    const pair = module.C_GenerateKeyPair(session, { mechanism: pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN }, template, names);
    const modulus = read(session, pair.publicKey, pkcs11js.CKA_MODULUS);
    return { kind, modulus, exponent: read(session, pair.publicKey, pkcs11js.CKA_PUBLIC_EXPONENT) };
  }
  const template = [{ type: pkcs11js.CKA_EC_PARAMS, value: sm2Curve }, onToken];
  const pair = module.C_GenerateKeyPair(session, { mechanism: pkcs11js.CKM_EC_KEY_PAIR_GEN }, template, names);
  return { kind, point: read(session, pair.publicKey, pkcs11js.CKA_EC_POINT).subarray(2) };
}

describe('a UKey that speaks SKF, in any PKCS#11 program', () => {
  let ukey: SoftUKey;
  let sm2: PublicKey;
  let rsa: PublicKey;
  let sm2Certificate: Buffer;
  const loggedIn = ['--login', '--pin', '123456'];
  const message = Buffer.from('合同正文：甲方同意按本合同约定付款。');
  const inFolder = (name: string) => join(folder, name);

  beforeAll(() => {
    ukey = makeSoftUKey(parts, { home: join(folder, 'tool'), serial: 'QY20260001', label: '测试有限公司' });
    sm2 = generate(ukey, 'sm2', '公章', 1);
    rsa = generate(ukey, 'rsa', '合同章', 2);
    sm2Certificate = certify(folder, sm2, '测试有限公司公章');
    for (const [certificate, id] of [
      [sm2Certificate, '01'],
      [certify(folder, rsa, '测试有限公司合同章'), '02'],
    ] as const) {
      writeFileSync(inFolder('certificate.der'), certificate);
      const write = ['--write-object', inFolder('certificate.der'), '--type', 'cert', '--id', id];
      pkcs11Tool(ukey, [...write, ...loggedIn]);
    }
  });

  it('is listed with its label, serial number, maker and state', () => {
    const listed = pkcs11Tool(ukey, ['-L']);
    expect(listed).toMatch(/token label +: 测试有限公司\n/);
    expect(listed).toMatch(/serial num +: QY20260001\n/);
    expect(listed).toMatch(/token flags +: login required, rng, token initialized, PIN initialized\n/);
    expect(listed).toMatch(/pin min\/max +: 6\/16\n/);
  });

  it('passes the test program of OpenSC', () => {
    const tested = pkcs11Tool(ukey, ['-t', ...loggedIn]);
    expect(tested).toMatch(/No errors$/m);
    expect(tested).toMatch(/all 4 signature functions seem to work/);
  });

  it('shows certificates and public keys to anybody, private keys only after login', () => {
    const kinds = (args: string[]) =>
      [...pkcs11Tool(ukey, ['-O', ...args]).matchAll(/^(\w+ ?\w*) Object/gm)].map(([, kind]) => kind).sort();
    expect(kinds([])).toEqual(['Certificate', 'Certificate', 'Public Key', 'Public Key']);
    const all = ['Certificate', 'Certificate', 'Private Key', 'Private Key', 'Public Key', 'Public Key'];
    expect(kinds(loggedIn)).toEqual(all);
  });

  it('gives certificate and keys of a pair one id and label, and the certificate its names', () => {
    using opened = openModule(ukey);
    const { module, slot, find, read } = opened;
    const session = module.C_OpenSession(slot(), readWrite);
    module.C_Login(session, pkcs11js.CKU_USER, ukey.pin);
    const pair = find(session, { type: pkcs11js.CKA_ID, value: Buffer.from([1]) });
    expect(pair.map((object) => read(session, object, pkcs11js.CKA_CLASS)[0]).sort()).toEqual([1, 2, 3]);
    expect(pair.map((object) => read(session, object, pkcs11js.CKA_LABEL).toString())).toEqual([
      '公章',
      '公章',
      '公章',
    ]);
    const [certificate] = find(
      session,
      { type: pkcs11js.CKA_ID, value: Buffer.from([1]) },
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
    );
    if (!certificate) throw new Error('no certificate');
    expect(read(session, certificate, pkcs11js.CKA_VALUE).equals(sm2Certificate)).toBe(true);
    const places = [pkcs11js.CKA_SERIAL_NUMBER, pkcs11js.CKA_ISSUER, pkcs11js.CKA_SUBJECT].map((type) =>
      sm2Certificate.indexOf(read(session, certificate, type)),
    );
    expect(places[0]).toBeGreaterThan(0);
    expect(places.toSorted((one, other) => one - other)).toEqual(places);
    expect(new Set(places).size).toBe(3);
    const [privateKey] = find(
      session,
      { type: pkcs11js.CKA_ID, value: Buffer.from([1]) },
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    );
    if (!privateKey) throw new Error('no private key');
    const flag = (type: number) => read(session, privateKey, type)[0];
    expect(
      [pkcs11js.CKA_SENSITIVE, pkcs11js.CKA_EXTRACTABLE, pkcs11js.CKA_SIGN, pkcs11js.CKA_DECRYPT].map(flag),
    ).toEqual([1, 0, 1, 0]);
    expect(read(session, privateKey, pkcs11js.CKA_EC_PARAMS).equals(sm2Curve)).toBe(true);
  });

  it('signs with SM2 what OpenSSL verifies under the default user id', () => {
    if (sm2.kind !== 'sm2') throw new Error('not SM2');
    writeFileSync(inFolder('e'), sm2Digest(sm2.point, message));
    const files = ['--input-file', inFolder('e'), '--output-file', inFolder('rs')];
    pkcs11Tool(ukey, ['--sign', '--mechanism', 'ECDSA', '--id', '01', ...files, ...loggedIn]);
    const signature = readFileSync(inFolder('rs'));
    expect(signature).toHaveLength(64);
    expect(opensslVerifiesSm2(folder, sm2.point, message, signature)).toBe(true);
    expect(opensslVerifiesSm2(folder, sm2.point, Buffer.from('合同正文：乙方'), signature)).toBe(false);
  });

  it('signs with RSA what OpenSSL verifies', () => {
    const digestInfo = Buffer.concat([sha256DigestInfo, createHash('sha256').update(message).digest()]);
    writeFileSync(inFolder('digest-info'), digestInfo);
    const files = ['--input-file', inFolder('digest-info'), '--output-file', inFolder('rsa')];
    pkcs11Tool(ukey, ['--sign', '--mechanism', 'RSA-PKCS', '--id', '02', ...files, ...loggedIn]);
    const signature = readFileSync(inFolder('rsa'));
    expect(opensslVerifiesRsa(folder, rsa, message, signature)).toBe(true);
    expect(opensslVerifiesRsa(folder, rsa, Buffer.from('another'), signature)).toBe(false);
  });

  it.each(['SHA256', 'SHA384', 'SHA512'])(
    'signs a message of any length with RSA and hashes it by %s itself',
    (hash) => {
      const long = Buffer.alloc(70_001, message);
      writeFileSync(inFolder('long'), long);
      const key = ['--mechanism', `${hash}-RSA-PKCS`, '--id', '02', '--input-file', inFolder('long')];
      pkcs11Tool(ukey, ['--sign', ...key, '--output-file', inFolder('hashed'), ...loggedIn]);
      const { modulus, exponent } = rsa.kind === 'rsa' ? rsa : { modulus: Buffer.of(), exponent: Buffer.of() };
      const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') };
      const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
      expect(verify(hash, long, publicKey, readFileSync(inFolder('hashed')))).toBe(true);
      const verifying = ['--verify', ...key, '--signature-file', inFolder('hashed'), ...loggedIn];
      expect(pkcs11Tool(ukey, verifying)).toMatch(/Signature is valid/);
    },
  );

  it('says of its keys how they were made, and that they decrypt nothing', () => {
    using opened = openModule(ukey);
    const { module, slot, find, read } = opened;
    const session = module.C_OpenSession(slot(), pkcs11js.CKF_SERIAL_SESSION);
    module.C_Login(session, pkcs11js.CKU_USER, ukey.pin);
    const keys = find(session, { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY });
    const made = keys.map((key) => Number(read(session, key, pkcs11js.CKA_KEY_GEN_MECHANISM).readBigUInt64LE()));
    expect(new Set(made)).toEqual(new Set([pkcs11js.CKM_EC_KEY_PAIR_GEN, pkcs11js.CKM_RSA_PKCS_KEY_PAIR_GEN]));
    for (const key of keys) expect(read(session, key, pkcs11js.CKA_DECRYPT)).toEqual(Buffer.of(0));
  });

  it('creates nothing that it cannot keep: an object of the session, an empty one, another application', () => {
    using opened = openModule(ukey);
    const { module, slot, find } = opened;
    const session = module.C_OpenSession(slot(), readWrite);
    module.C_Login(session, pkcs11js.CKU_USER, ukey.pin);
    const base = [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
      { type: pkcs11js.CKA_LABEL, value: '不存' },
    ];
    const value = { type: pkcs11js.CKA_VALUE, value: Buffer.from('x') };
    const application = { type: pkcs11js.CKA_APPLICATION, value: 'another' };
    const templates = [
      [...base, value],
      [...base, onToken],
      [...base, onToken, { type: pkcs11js.CKA_VALUE, value: Buffer.alloc(0) }],
      [...base, onToken, value, application],
    ];
    for (const template of templates) {
      expect(() => module.C_CreateObject(session, template)).toThrow('CKR_ATTRIBUTE_VALUE_INVALID');
    }
    expect(find(session, ...base)).toEqual([]);
  });

  it('is found by a library in a folder whose name has the separator of lists', () => {
    const odd = inFolder('odd:folder');
    mkdirSync(odd);
    const library = join(odd, basename(parts.softSkf));
    copyFileSync(parts.softSkf, library);
    const env = { ...process.env, ...environmentOf(ukey), QIANYIN_SKF_LIBRARY: library };
    const listed = execFileSync('pkcs11-tool', ['--module', parts.module, '-L'], { env, stdio: 'pipe' }).toString();
    expect(listed).toContain(ukey.serial);
  });

  it('gives only the hash to a vendor library that wants no DigestInfo', () => {
    const configuration = inFolder('bare-hash.conf');
    writeFileSync(configuration, `[softskf]\nlibrary = ${parts.softSkf}\nrsa-input = bare-hash\n`);
    const hash = createHash('sha256').update(message).digest();
    writeFileSync(inFolder('digest-info'), Buffer.concat([sha256DigestInfo, hash]));
    const files = ['--input-file', inFolder('digest-info'), '--output-file', inFolder('rsa')];
    const sign = ['--module', parts.module, '--sign', '--mechanism', 'RSA-PKCS', '--id', '02', ...files, ...loggedIn];
    const env = { ...process.env, ...environmentOf(ukey), QIANYIN_SKF_PKCS11_CONF: configuration };
    execFileSync('pkcs11-tool', sign, { env, stdio: 'pipe' });
    expect(opensslRecovers(folder, rsa, readFileSync(inFolder('rsa'))).equals(hash)).toBe(true);
    writeFileSync(inFolder('digest-info'), 'no DigestInfo at all');
    expect(() => execFileSync('pkcs11-tool', sign, { env, stdio: 'pipe' })).toThrow(/CKR_DATA_INVALID/);
  });

  it('verifies its own signatures and refuses altered ones', () => {
    writeFileSync(inFolder('verified-e'), Buffer.alloc(32, 5));
    const key = ['--mechanism', 'ECDSA', '--id', '01', '--input-file', inFolder('verified-e')];
    pkcs11Tool(ukey, ['--sign', ...key, '--output-file', inFolder('verified-rs'), ...loggedIn]);
    const verify = () =>
      pkcs11Tool(ukey, ['--verify', ...key, '--signature-file', inFolder('verified-rs'), ...loggedIn]);
    expect(verify()).toMatch(/Signature is valid/);
    writeFileSync(inFolder('verified-e'), Buffer.alloc(32, 6));
    expect(verify()).toMatch(/Invalid signature/);
  });

  it('keeps a seal as a data object: written, read and deleted', () => {
    const seal = Buffer.alloc(4_900, '印章数据');
    writeFileSync(inFolder('seal'), seal);
    const named = ['--type', 'data', '--label', '公章.esl'];
    pkcs11Tool(ukey, ['--write-object', inFolder('seal'), ...named, ...loggedIn]);
    pkcs11Tool(ukey, ['--read-object', ...named, '--output-file', inFolder('seal-read')]);
    expect(readFileSync(inFolder('seal-read')).equals(seal)).toBe(true);
    pkcs11Tool(ukey, ['--delete-object', ...named, ...loggedIn]);
    expect(pkcs11Tool(ukey, ['-O', '--type', 'data'])).not.toMatch(/公章\.esl/);
  });

  it('keeps large seals whole', () => {
    using opened = openModule(ukey);
    const { module, slot, read } = opened;
    const session = module.C_OpenSession(slot(), readWrite);
    module.C_Login(session, pkcs11js.CKU_USER, ukey.pin);
    const seal = Buffer.alloc(60_001, '印章数据');
    const object = module.C_CreateObject(session, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
      onToken,
      { type: pkcs11js.CKA_LABEL, value: '大.esl' },
      { type: pkcs11js.CKA_VALUE, value: seal },
    ]);
    expect(read(session, object, pkcs11js.CKA_VALUE).equals(seal)).toBe(true);
    module.C_DestroyObject(session, object);
    expect(() => read(session, object, pkcs11js.CKA_VALUE)).toThrow('CKR_OBJECT_HANDLE_INVALID');
  });

  it('shows a private data object only to who is logged in', () => {
    writeFileSync(inFolder('secret'), 'nobody else');
    const named = ['--type', 'data', '--label', 'secret'];
    pkcs11Tool(ukey, ['--write-object', inFolder('secret'), '--private', ...named, ...loggedIn]);
    expect(pkcs11Tool(ukey, ['-O', '--type', 'data'])).not.toMatch(/secret/);
    expect(pkcs11Tool(ukey, ['--read-object', ...named, ...loggedIn])).toMatch(/nobody else/);
    pkcs11Tool(ukey, ['--delete-object', ...named, ...loggedIn]);
  });

  it('refuses a certificate for which it has no key', () => {
    const foreign = execFileSync('openssl', ['x509', '-in', inFolder('ca.pem'), '-outform', 'DER']);
    writeFileSync(inFolder('foreign.der'), foreign);
    const write = ['--write-object', inFolder('foreign.der'), '--type', 'cert', ...loggedIn];
    expect(() => pkcs11Tool(ukey, write)).toThrow(/CKR_TEMPLATE_INCONSISTENT/);
  });

  it('keeps the rules of the standard for attributes and signatures', () => {
    client(ukey, 'attributes', ukey.pin);
  });

  it('keeps the rules of the standard for sessions, logins and locks', () => {
    client(ukey, 'sessions', ukey.pin);
    client(ukey, 'locking');
  });

  it('signs in eight threads at once, every signature good', () => {
    expect(client(ukey, 'threads', ukey.pin, '8', '20')).toBe('160 signatures\n');
  });

  it('starts anew in a child process without disturbing its parent', () => {
    client(ukey, 'fork', ukey.pin);
  });

  it('leaves no memory behind and touches none that is not its own, as valgrind sees it', () => {
    const leaks = ['--leak-check=full', '--show-leak-kinds=definite,indirect', '--error-exitcode=9'];
    const walked = execFileSync('valgrind', ['-q', ...leaks, parts.client, parts.module, 'walk', ukey.pin], {
      env: { ...process.env, ...environmentOf(ukey) },
      stdio: 'pipe',
    });
    expect(walked.toString()).toBe('1 walks\n');
  });

  it('is a token like any other to the token room, SM2 certificates included', async () => {
    const candidate = { id: 'skf', name: 'SKF', path: parts.module, library: parts.softSkf } as const;
    const discover = () => [{ ...candidate, source: 'added', rescan: 'slot-list', env: environmentOf(ukey) } as const];
    const room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover });
    room.start();
    try {
      const token = await eventually('the token is shown', () => room.tokens()[0], 60_000);
      const certificate = token.certificates.find(({ label }) => label === '公章');
      if (!certificate || sm2.kind !== 'sm2') throw new Error('certificate not shown');
      expect([token.label, token.pinState, certificate.keyAlgorithm, certificate.problem]).toEqual([
        '测试有限公司',
        'ok',
        'SM2',
        null,
      ]);
      const signer = await room.openSigner({
        tokenId: token.id,
        certificateFingerprint: certificate.fingerprint,
        pin: ukey.pin,
        finalTryConfirmed: false,
      });
      const toSign = { digest: sm2Digest(sm2.point, message), message };
      const signature = await signer.sign({ scheme: 'sm2', hash: 'sm3' }, toSign);
      expect(opensslVerifiesSm2(folder, sm2.point, message, Buffer.from(signature))).toBe(true);
      ukey.unplug();
      await expect(signer.sign({ scheme: 'sm2', hash: 'sm3' }, toSign)).rejects.toMatchObject({
        code: 'TOKEN_REMOVED',
      });
      await signer.close();
      await eventually('the token leaves the room', () => room.tokens().length === 0);
      ukey.plug();
      await eventually('the token comes back', () => room.tokens().length === 1);
    } finally {
      ukey.plug();
      await room.stop();
    }
  });
});

describe('the PIN of a UKey that speaks SKF', () => {
  const pinFlags = (flags: number) => ({
    low: (flags & pkcs11js.CKF_USER_PIN_COUNT_LOW) !== 0,
    final: (flags & pkcs11js.CKF_USER_PIN_FINAL_TRY) !== 0,
    locked: (flags & pkcs11js.CKF_USER_PIN_LOCKED) !== 0,
  });

  it('counts down to the last try, locks, and is unblocked by the administrator', () => {
    const home = join(folder, 'pin');
    const ukey = makeSoftUKey(parts, { home, serial: 'PIN1', label: '财务', userTries: 3 });
    using opened = openModule(ukey);
    const { module, slot } = opened;
    const flags = () => pinFlags(module.C_GetTokenInfo(slot()).flags);
    const session = module.C_OpenSession(slot(), readWrite);
    const logIn = (pin: string) => module.C_Login(session, pkcs11js.CKU_USER, pin);

    expect(flags()).toEqual({ low: false, final: false, locked: false });
    expect(() => logIn('000000')).toThrow('CKR_PIN_INCORRECT');
    expect(flags()).toEqual({ low: true, final: false, locked: false });
    expect(() => logIn('000000')).toThrow('CKR_PIN_INCORRECT');
    expect(flags()).toEqual({ low: true, final: true, locked: false });
    logIn(ukey.pin);
    module.C_Logout(session);
    expect(flags()).toEqual({ low: false, final: false, locked: false });

    for (let tries = 0; tries < 3; tries += 1) expect(() => logIn('000000')).toThrow(/CKR_PIN_(INCORRECT|LOCKED)/);
    expect(flags()).toEqual({ low: true, final: false, locked: true });
    expect(() => logIn(ukey.pin)).toThrow('CKR_PIN_LOCKED');

    module.C_Login(session, pkcs11js.CKU_SO, ukey.adminPin);
    module.C_InitPIN(session, '654321');
    module.C_Logout(session);
    expect(flags()).toEqual({ low: false, final: false, locked: false });
    logIn('654321');
  });

  it('is changed only by who knows it', () => {
    const ukey = makeSoftUKey(parts, { home: join(folder, 'change'), serial: 'PIN2', label: '财务' });
    using opened = openModule(ukey);
    const { module, slot } = opened;
    const session = module.C_OpenSession(slot(), readWrite);
    expect(() => module.C_SetPIN(session, '000000', '222222')).toThrow('CKR_PIN_INCORRECT');
    module.C_SetPIN(session, ukey.pin, '222222');
    expect(() => module.C_Login(session, pkcs11js.CKU_USER, ukey.pin)).toThrow('CKR_PIN_INCORRECT');
    module.C_Login(session, pkcs11js.CKU_USER, '222222');
  });
});

describe('UKeys that are pulled and plugged', () => {
  let ukey: SoftUKey;
  const plugging = (environment: Record<string, string> = {}) =>
    execFileSync(parts.client, [parts.module, 'plugging', ukey.pin, ukey.commands.unplug, ukey.commands.plug], {
      env: { ...process.env, ...environmentOf(ukey), ...environment },
      stdio: 'pipe',
    });

  beforeAll(() => {
    ukey = makeSoftUKey(parts, { home: join(folder, 'plug'), serial: 'PLUG1', label: '公章' });
    generate(ukey, 'sm2', '公章', 1);
  });
  afterAll(() => ukey.plug());

  it('are noticed while the program waits, close their sessions, and work again in the same slot', () => {
    plugging();
  });

  it('are noticed as well where the vendor library cannot be waited on', () => {
    const configuration = join(folder, 'poll.conf');
    writeFileSync(configuration, `[softskf]\nlibrary = ${parts.softSkf}\ndevice-events = poll\n`);
    plugging({ QIANYIN_SKF_PKCS11_CONF: configuration });
  });

  it('do not keep a waiting program from ending', () => {
    client(ukey, 'wait');
  });
});
