import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Token } from '../../src-main/contract/index.ts';
import { createDescription, describedUntil } from '../../src-main/token/certificates/token-description.ts';
import { requestEnvelope } from '../../src-main/token/host/messages.ts';
import { createTokens, type SpawnHost, type Tokens } from '../../src-main/token/index.ts';
import { forkHost } from '../../src-main/token/supervision/host-process.ts';
import { issueTrialCertificates } from '../../src-main/x509/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const dayMs = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'token-descriptions-'));
afterAll(() => rmSync(folder, { recursive: true }));

let scans = 0;
/** Node's, counting how often drivers are asked what is plugged in. */
const countingSpawn: SpawnHost = (entry, env) => {
  const host = forkHost(entry, env);
  return {
    ...host,
    postMessage(message) {
      if (requestEnvelope.safeParse(message).data?.request.operation === 'scan') scans += 1;
      host.postMessage(message);
    },
  };
};

async function afterScans(count: number): Promise<void> {
  const from = scans;
  await eventually(`${count} scans`, () => scans >= from + count);
}

describe('what drivers tell of their tokens', () => {
  let first: SoftHsmToken;
  let second: SoftHsmToken;
  let room: Tokens;
  let announced: Token[][];

  beforeAll(() => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=印章' } as const;
    first = makeSoftHsmToken({ folder: join(folder, 'a'), label: '合同章', pin: '123456', keys: [key, key] });
    second = makeSoftHsmToken({ folder: join(folder, 'b'), label: '公章', pin: '123456', keys: [key] });
  });
  afterEach(() => room.stop());

  async function open(config: Partial<Parameters<typeof createTokens>[0]> = {}): Promise<void> {
    announced = [];
    room = createTokens({
      homeFolder: folder,
      addedDriverPaths: [],
      discover: () => [softHsmDriver('first', first), softHsmDriver('second', second)],
      spawn: countingSpawn,
      pollIntervalMs: 100,
      ...config,
    });
    room.onTokensChanged((tokens) => announced.push(tokens));
    await room.needed();
    await room.settle();
  }

  const areTheSame = (one: readonly Token[], other: readonly Token[]) =>
    one.length === other.length && one.every((token, index) => token === other[index]);

  it('is described once for each change, however often they are asked, and handed on', async () => {
    await open();
    const before = room.tokens();
    expect(before).toHaveLength(2);
    announced = [];
    await afterScans(10);
    expect(areTheSame(room.tokens(), before)).toBe(true);
    expect(announced).toEqual([]);

    first.pull();
    await eventually('the token is gone', () => room.tokens().length === 1);
    first.plug();
    await eventually('the token is back', () => room.tokens().length === 2);
    await afterScans(4);
    // Nobody described the tokens of the other driver again.
    const stayed = ({ driverId }: Token) => driverId === 'second';
    expect(areTheSame(room.tokens().filter(stayed), before.filter(stayed))).toBe(true);
    expect(announced).toHaveLength(2);
    expect(areTheSame(announced[1] ?? [], room.tokens())).toBe(true);
  });

  it('of a token behind SKF is described once as well', async () => {
    await open({ discover: undefined, homeFolder: join(folder, 'home'), allowedDrivers: ['trial'] });
    const names = { organization: '试用公司', commonName: '试用 合同专用章' };
    const issue = async (spki: Uint8Array) => (await issueTrialCertificates(spki, names)).certificate;
    const pins = { pin: '12345678', adminPin: '87654321' };
    const made = await room.provisionTrialToken({ algorithm: 'sm2', label: '试用 UKey', ...pins, issue });
    announced = [];
    await afterScans(5);
    expect(areTheSame(room.tokens(), [made])).toBe(true);
    expect(announced).toEqual([]);
    await room.changePin({ tokenId: made.id, oldPin: pins.pin, newPin: '11223344', finalTryConfirmed: false });
    await afterScans(2);
    expect(room.tokens()).toEqual([made]);
    await room
      .changePin({ tokenId: made.id, oldPin: '00000000', newPin: '55667788', finalTryConfirmed: false })
      .catch(() => 0);
    const [changed] = await eventually('the PIN state is told', () => announced.at(-1));
    expect(changed).toEqual({ ...made, pinState: 'low' });
  });

  it('changes by time alone: a certificate that ends is told of, though no driver has news', async () => {
    const ends = new Date(Date.now() + 8_000);
    const subject = '/C=CN/O=测试有限公司/CN=将到期';
    const keys = [{ algorithm: 'p256', subject, notAfter: ends } as const];
    const ending = makeSoftHsmToken({ folder: join(folder, 'ending'), label: '将到期', pin: '123456', keys });
    await open({ discover: () => [softHsmDriver('ending', ending)] });
    const problemOf = (tokens: readonly Token[]) => tokens[0]?.certificates[0]?.problem;
    expect(Date.now()).toBeLessThan(ends.getTime() - 1000);
    expect(problemOf(room.tokens())).toBeNull();
    announced = [];
    const told = await eventually('the end is told', () => announced[0]);
    expect(problemOf(told)).toBe('expired');
    expect(Date.now()).toBeGreaterThan(ends.getTime() - 1000);
  });
});

describe('how long a description holds', () => {
  const now = new Date('2026-06-01T12:00:00Z');
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const certificate = (fromMs: number, toMs: number) => ({
    notBefore: at(fromMs),
    notAfter: at(toMs),
    daysLeft: Math.floor(toMs / dayMs),
  });
  const cases: [what: string, certificates: ReturnType<typeof certificate>[], forMs: number][] = [
    ['for ever without certificates', [], Number.POSITIVE_INFINITY],
    ['until there is a day less', [certificate(-dayMs, 10 * dayMs + 500)], 501],
    ['until the certificate ends', [certificate(-dayMs, 500)], 501],
    ['until the certificate begins', [certificate(300, 10 * dayMs + 500)], 300],
    ['until the first of several changes', [certificate(-1, 3 * dayMs + 70), certificate(-1, 5 * dayMs + 30)], 31],
    ['until the day after one that has ended', [certificate(-2 * dayMs, 200 - dayMs)], 201],
    [
      'for ever where a certificate cannot be read',
      [{ notBefore: new Date(0).toISOString(), notAfter: new Date(0).toISOString(), daysLeft: 0 }],
      Number.POSITIVE_INFINITY,
    ],
  ];
  it.each(cases)('%s', (_, certificates, forMs) => {
    expect(describedUntil([{ certificates } as unknown as Token], now) - now.getTime()).toBe(forMs);
  });

  it('is not made again before that, unless the driver has told something', () => {
    const facts = {
      slotId: 1,
      serial: '01',
      label: '公章',
      manufacturer: '',
      model: '',
      flags: 0x8,
      pinMinLength: 4,
      pinMaxLength: 8,
      mechanisms: [],
      certificates: [{ value: new Uint8Array(), id: '', label: '' }],
      publicKeys: [],
      privateKeys: null,
    };
    const describeTokens = createDescription(softHsmDriver('first', { confPath: '' }));
    const told = [facts];
    const described = describeTokens(told);
    expect(described).toMatchObject([{ serial: '01', pinState: 'ok' }]);
    expect(describeTokens(told)).toBe(described);
    const [same, other] = describeTokens([facts, { ...facts, serial: '02' }]);
    expect(same).toBe(described[0]);
    expect(other?.serial).toBe('02');
  });
});
