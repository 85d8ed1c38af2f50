import { afterEach, describe, expect, it, vi } from 'vitest';
import { Desk } from './desk.ts';

vi.setConfig({ testTimeout: 120_000 });

let desk: Desk | null = null;
afterEach(async () => {
  await desk?.close();
  desk = null;
});

async function openDesk(pace: Parameters<typeof Desk.open>[0] = {}): Promise<Desk> {
  desk = await Desk.open(pace);
  return desk;
}

/** The timestamp authority is out of order. */
function breakTimestamps({ services }: Desk): void {
  services.timestamp = () => {
    throw new Error('out of order');
  };
}

const timestampRequests = ({ services }: Desk) => services.asked.filter((path) => path === '/tsa').length;
const endedRuns = ({ changes }: Desk) => changes.filter(({ schedule }) => !schedule.running).length;
const untilRuns = (at: Desk, count: number) =>
  vi.waitFor(() => expect(endedRuns(at)).toBeGreaterThanOrEqual(count), 60_000);

describe('the queue, where nobody asks for anything', () => {
  it('completes what waits when the program starts, and tells when it did', async () => {
    const at = await openDesk();
    await at.add(await at.sign(at.signer('张三')));
    at.queue.startSchedule();
    await untilRuns(at, 1);
    expect(await at.items()).toEqual([]);
    expect(at.changes.map(({ schedule }) => schedule.running)).toEqual([true, false]);
    const { schedule } = at.changes[1] ?? {};
    expect(Date.now() - Date.parse(schedule?.lastRunAt ?? '')).toBeLessThan(60_000);
    expect(schedule?.nextRunAt).toBeNull();
  });

  it('sends nothing until the network is allowed, begins when it is, and ends when it is no more', async () => {
    const at = await openDesk({ everyMs: 50 });
    at.settings = { ...at.settings, networkAllowed: false };
    await at.add(await at.sign(at.signer('张三')));
    at.queue.startSchedule();
    at.queue.settingsChanged();
    expect((await at.queue.handlers['longterm.list'](null)).schedule).toEqual({
      running: false,
      lastRunAt: null,
      nextRunAt: null,
    });
    expect(at.changes).toEqual([]);
    expect(at.services.asked).toEqual([]);

    at.settings = { ...at.settings, networkAllowed: true };
    at.queue.settingsChanged();
    await vi.waitFor(async () => expect(await at.items()).toEqual([]), 60_000);
    await untilRuns(at, 2);

    at.settings = { ...at.settings, networkAllowed: false };
    at.queue.settingsChanged();
    await at.add(await at.sign(at.signer('李四')));
    at.services.asked.length = 0;
    expect((await at.queue.handlers['longterm.list'](null)).schedule.nextRunAt).toBeNull();
    expect((await at.items())[0]?.attempts).toBe(0);
    expect(at.services.asked).toEqual([]);
  });

  it('tries a file that failed once an hour at most, however often it is looked through', async () => {
    const at = await openDesk({ everyMs: 20 });
    breakTimestamps(at);
    await at.add(await at.sign(at.signer('张三')));
    at.queue.startSchedule();
    await untilRuns(at, 8);
    expect(timestampRequests(at)).toBe(1);
    const { items, schedule } = await at.queue.handlers['longterm.list'](null);
    expect(items).toMatchObject([{ attempts: 1, lastError: { code: 'NETWORK_STATUS' } }]);
    const waitMs = Date.parse(schedule.nextRunAt ?? '') - Date.parse(items[0]?.lastTriedAt ?? '');
    expect(Math.abs(waitMs - 3_600_000)).toBeLessThan(1000);
    // A person who asks is not kept waiting.
    await at.run();
    expect(timestampRequests(at)).toBe(2);
  });

  it('tries it again after that', async () => {
    const at = await openDesk({ everyMs: 20, retryAfterMs: 200 });
    const { timestamp } = at.services;
    breakTimestamps(at);
    await at.add(await at.sign(at.signer('张三')));
    at.queue.startSchedule();
    await vi.waitFor(() => expect(timestampRequests(at)).toBeGreaterThanOrEqual(2), 60_000);
    at.services.timestamp = timestamp;
    await vi.waitFor(async () => expect(await at.items()).toEqual([]), 60_000);
  });

  it('does not ask a service that failed for the files behind', async () => {
    const at = await openDesk();
    breakTimestamps(at);
    const signer = at.signer('张三');
    for (let count = 0; count < 3; count++) await at.add(await at.sign(signer));
    at.queue.startSchedule();
    await untilRuns(at, 1);
    expect(timestampRequests(at)).toBe(1);
    expect((await at.items()).map(({ attempts }) => attempts)).toEqual([1, 0, 0]);
  });

  it('begins with no other file once the network is forbidden during its run', async () => {
    const at = await openDesk();
    const signer = at.signer('张三');
    for (let count = 0; count < 3; count++) await at.add(await at.sign(signer));
    const { timestamp } = at.services;
    at.services.timestamp = (request) => {
      at.settings = { ...at.settings, networkAllowed: false };
      return timestamp(request);
    };
    at.queue.startSchedule();
    await untilRuns(at, 1);
    expect(timestampRequests(at)).toBe(1);
    expect((await at.items()).map(({ attempts }) => attempts)).toEqual([1, 0, 0]);
  });

  it('does not take its turn behind a person’s once the network is forbidden meanwhile', async () => {
    const at = await openDesk();
    breakTimestamps(at);
    const signer = at.signer('张三');
    await at.add(await at.sign(signer));
    const second = (await at.add(await at.sign(signer))).path;
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    at.services.timestamp = async () => {
      await answered;
      throw new Error('out of order');
    };
    const asked = at.queue.handlers['longterm.run']({ paths: [second] });
    await vi.waitFor(() => expect(timestampRequests(at)).toBe(1), 60_000);
    at.queue.startSchedule();
    at.settings = { ...at.settings, networkAllowed: false };
    answer();
    await asked;
    await untilRuns(at, 1);
    expect(timestampRequests(at)).toBe(1);
    expect((await at.items()).map(({ attempts }) => attempts)).toEqual([0, 1]);
  });

  it('begins nothing more once it is closed', async () => {
    const at = await openDesk();
    const signer = at.signer('张三');
    for (let count = 0; count < 3; count++) await at.add(await at.sign(signer));
    at.queue.startSchedule();
    await vi.waitFor(() => expect(timestampRequests(at)).toBe(1), 60_000);
    await at.queue.close();
    const left = await at.items();
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(left.every(({ attempts }) => attempts === 0)).toBe(true);
  });
});
