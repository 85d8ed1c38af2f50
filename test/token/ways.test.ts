import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Token } from '../../src-main/contract/index.ts';
import { createTokens, type DriverCandidate, type Tokens, type TokensConfig } from '../../src-main/token/index.ts';
import { groupTokens, isSameToken, mergeWays, rankWays, type WayFacts } from '../../src-main/token/ways.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from './faulty-driver.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const epoch = new Date(0).toISOString();
const certificate = (fingerprint: string, problem: 'no-private-key' | null = null) => ({
  fingerprint,
  serialNumber: '01',
  subject: { display: '章', text: 'CN=章' },
  issuer: { display: 'CA', text: 'CN=CA' },
  notBefore: epoch,
  notAfter: epoch,
  keyAlgorithm: 'RSA 2048',
  keyUsage: [],
  trial: false,
  pem: '',
  label: '',
  keyId: '01',
  problem,
  daysLeft: 1,
});

const tokenOf = (driverId: string, changes: Partial<Token> = {}): Token => ({
  id: `${driverId}/0A1B/章`,
  ways: [{ driverId, driverName: driverId }],
  driverId,
  driverName: driverId,
  slotId: 0,
  serial: '0A1B',
  label: '章',
  manufacturer: 'maker',
  model: driverId,
  pinState: 'ok',
  pinMinLength: 4,
  pinMaxLength: 16,
  pinPad: false,
  writeProtected: false,
  trial: false,
  mechanisms: ['CKM_RSA_PKCS'],
  certificates: [certificate('aa')],
  ...changes,
});

describe('two drivers speak of one token', () => {
  it.each<[string, Partial<Token>, Partial<Token>, boolean]>([
    ['when serial and certificate are the same', {}, {}, true],
    ['when they write its serial differently', { serial: '00 0a-1b' }, { serial: '0A1B' }, true],
    ['when one sees a certificate more', { certificates: [certificate('aa'), certificate('bb')] }, {}, true],
    ['not when the serials differ, as of a spare with the same key', { serial: '0A1C' }, {}, false],
    ['not when a maker gave one serial to two tokens', { certificates: [certificate('bb')] }, {}, false],
    ['when one sees no certificate and the label is the same', { certificates: [] }, {}, true],
    ['not when one sees none and nothing else agrees', { certificates: [], label: '别的' }, {}, false],
    ['not when neither has a serial nor a certificate', { serial: '', certificates: [] }, { serial: '' }, false],
    ['when neither has a serial and the certificate is the same', { serial: '0000' }, { serial: '' }, true],
  ])('%s', (_, one, other, same) => {
    expect(isSameToken(tokenOf('a', one), tokenOf('b', other))).toBe(same);
  });

  it('and two tokens of one driver never become one', () => {
    const ways = [tokenOf('a'), tokenOf('a', { id: 'a/2' }), tokenOf('b')].map((token) => ({ token }));
    expect(groupTokens(ways).map((group) => group.map(({ token }) => token.id))).toEqual([
      ['a/0A1B/章', 'b/0A1B/章'],
      ['a/2'],
    ]);
  });
});

describe('of the ways to a token', () => {
  const way = (driverId: string, changes: Partial<WayFacts> = {}): WayFacts => ({
    token: tokenOf(driverId),
    preference: null,
    failedLast: false,
    hadTrouble: false,
    signedLast: false,
    standsForOthers: false,
    ...changes,
  });
  const task = {
    certificateFingerprint: 'aa',
    mechanism: { scheme: 'rsa-pss', hash: 'sha256' },
  } as const;
  const keyless = { token: tokenOf('a', { certificates: [certificate('aa', 'no-private-key')] }) };
  const pss = { token: tokenOf('b', { mechanisms: ['CKM_RSA_PKCS_PSS'] }) };

  it.each<[string, Partial<WayFacts>, Partial<WayFacts>, string]>([
    ['the one found first, when nothing else tells them apart', {}, {}, 'a'],
    ['the one that has the key', keyless, {}, 'b'],
    ['the one that has the key, even against the wish of the person', { ...keyless, preference: 0 }, {}, 'b'],
    ['the one that can sign so', {}, pss, 'b'],
    ['the one that the person prefers', {}, { preference: 1 }, 'b'],
    ['the one that she prefers most', { preference: 1 }, { preference: 0 }, 'b'],
    ['the one that did not fail last time', { failedLast: true }, {}, 'b'],
    ['the one that signed last', {}, { signedLast: true }, 'b'],
    ['the one that had no trouble', { hadTrouble: true }, {}, 'b'],
    ['the one that is nearer to the token', { standsForOthers: true }, {}, 'b'],
  ])('comes first %s', (_, one, other, first) => {
    expect(rankWays([way('a', one), way('b', other)], task)[0]?.token.driverId).toBe(first);
  });

  it('all count for what the token shows: the worst of the PIN, the best of each certificate', () => {
    const best = tokenOf('a', { certificates: [certificate('aa'), certificate('bb', 'no-private-key')] });
    const other = tokenOf('b', { pinState: 'final-try', certificates: [certificate('bb'), certificate('aa')] });
    const merged = mergeWays([best, other], 'first');
    expect(merged).toMatchObject({ id: 'first', driverId: 'a', pinState: 'final-try' });
    expect(merged.ways.map(({ driverId }) => driverId)).toEqual(['a', 'b']);
    expect(merged.certificates.map(({ fingerprint, problem }) => [fingerprint, problem])).toEqual([
      ['aa', null],
      ['bb', null],
    ]);
  });
});

describe('one token behind two drivers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-ways-'));
  const mechanism = { scheme: 'rsa-pkcs1', hash: 'sha256' } as const;
  const toSign = { digest: new Uint8Array(32), message: new Uint8Array() };
  let made: SoftHsmToken;
  let faulty: FaultyDriver;
  let room: Tokens | null = null;

  beforeAll(() => {
    const key = { algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=合同专用章' } as const;
    made = makeSoftHsmToken({ folder, label: '合同章', pin: '123456', keys: [key] });
    faulty = makeFaultyDriver('faulty', folder, made);
  });
  afterEach(async () => {
    faulty.obey();
    await room?.stop();
    room = null;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const plain = () => softHsmDriver('plain', made);

  async function open(candidates: DriverCandidate[], config: Partial<TokensConfig> = {}): Promise<Tokens> {
    room = createTokens({
      homeFolder: folder,
      addedDriverPaths: [],
      discover: () => candidates,
      pollIntervalMs: 100,
      timeLimits: { login: 4000, sign: 4000 },
      restartDelaysMs: [50, 50, 50],
      ...config,
    });
    room.start();
    await room.settle();
    return room;
  }

  const logIn = (opened: Tokens, pin = made.pin, tokenId = opened.tokens()[0]?.id ?? '') =>
    opened.openSigner({
      tokenId,
      certificateFingerprint: made.certificates[0]?.fingerprint ?? '',
      pin,
      finalTryConfirmed: false,
    });

  async function sign(opened: Tokens, tokenId?: string): Promise<number> {
    const signer = await logIn(opened, made.pin, tokenId);
    const signature = await signer.sign(mechanism, toSign);
    await signer.close();
    return signature.length;
  }

  const waysOf = (opened: Tokens) => opened.tokens().map(({ ways }) => ways.map(({ driverId }) => driverId));

  it('is one token, whose id stays when a driver goes', async () => {
    const opened = await open([plain(), faulty.candidate]);
    expect(waysOf(opened)).toEqual([['plain', 'faulty']]);
    const { id } = opened.tokens()[0] ?? { id: '' };
    await opened.chooseDrivers({ disabledDrivers: ['plain'], preferredDrivers: [], driverInitStrings: {} });
    expect(waysOf(opened)).toEqual([['faulty']]);
    expect(opened.tokens()[0]?.id).toBe(id);
    expect(opened.drivers().find((driver) => driver.id === 'plain')).toMatchObject({ state: 'disabled' });
    expect(await sign(opened, id)).toBe(256);
  });

  it('signs by the driver that the person prefers', async () => {
    const driverChoice = { disabledDrivers: [], preferredDrivers: ['faulty'], driverInitStrings: {} };
    const opened = await open([plain(), faulty.candidate], { driverChoice });
    const before = faulty.logins().length;
    expect(await sign(opened)).toBe(256);
    expect(faulty.logins().length - before).toBe(1);
  });

  it.each(['sign-fails', 'crash C_Sign', 'hang C_Sign'])(
    'signs by the next one after %s, and that one comes first then',
    async (order) => {
      const opened = await open([faulty.candidate, plain()]);
      const signer = await logIn(opened);
      faulty.obey(order);
      expect(await signer.sign(mechanism, toSign)).toHaveLength(256);
      expect(await signer.sign(mechanism, toSign)).toHaveLength(256);
      await signer.close();
      faulty.obey();
      await eventually('both are there', () => waysOf(opened)[0]?.length === 2);
      const before = faulty.logins().length;
      expect(await sign(opened)).toBe(256);
      expect(faulty.logins().length).toBe(before);
    },
  );

  it('is not asked by a second driver for a wrong PIN, nor for one whose fate is not known', async () => {
    const both = [faulty.candidate, { ...faulty.candidate, id: 'twin', name: 'Twin' }];
    const opened = await open(both);
    let before = faulty.logins().length;
    await expect(logIn(opened, '000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(faulty.logins().length - before).toBe(1);
    before = faulty.logins().length;
    faulty.obey('crash C_Login');
    await expect(logIn(opened)).rejects.toMatchObject({ code: 'DRIVER_CRASHED' });
    expect(faulty.logins().length - before).toBe(1);
  });

  it('is used through the proxy of p11-kit where that is the only way', async () => {
    vi.stubEnv('SOFTHSM2_CONF', made.confPath);
    const path = '/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so';
    const proxy = {
      id: 'proxy',
      name: 'proxy',
      path,
      library: path,
      source: 'added',
      rescan: 'slot-list',
      env: {},
    } as const;
    const alone = await open([proxy]);
    expect(await sign(alone)).toBe(256);
    await expect(logIn(alone, '000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    await alone.stop();
    const beside = await open([proxy, plain()]);
    expect(waysOf(beside)).toEqual([['plain', 'proxy']]);
    expect(await sign(beside)).toBe(256);
    vi.unstubAllEnvs();
  });
});
