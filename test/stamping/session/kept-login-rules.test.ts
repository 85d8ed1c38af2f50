import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type LoginEnd } from '../../../src-main/contract/index.ts';
import { createKeptLogins, loginIdleMs, mayKeepPinOf } from '../../../src-main/stamping/session/kept-logins.ts';

describe('whether the PIN of a token may be kept', () => {
  it.each([
    ['a usual token', {}, true],
    ['a PIN pad', { pinPad: true }, false],
    ['no serial number', { serial: '0000' }, false],
    ['a PIN that was wrong lately', { pinState: 'low' }, false],
    ['the final try', { pinState: 'final-try' }, false],
    ['a locked PIN', { pinState: 'locked' }, false],
  ] as const)('%s: %o', (_, facts, may) => {
    expect(mayKeepPinOf({ pinPad: false, serial: '3F2A', pinState: 'ok', ...facts })).toBe(may);
  });
});

describe('time', () => {
  const ended: LoginEnd[] = [];
  const token = { id: 'token', serial: '3F2A', pinPad: false, pinState: 'ok' } as const;
  const placements = [{ seal: { id: 'seal' }, token, certificate: { fingerprint: 'ab' }, isCompanion: false }];
  const logins = createKeptLogins({
    isAllowed: () => true,
    tokens: () => [token],
    onEnded: ({ reason }) => ended.push(reason),
  });
  const pin = Uint8Array.from([1, 2, 3]);

  beforeEach(() => {
    vi.useFakeTimers();
    ended.length = 0;
  });
  afterEach(() => {
    logins.endAll('window');
    vi.useRealTimers();
  });

  function begin() {
    const run = logins.forRun({ path: '/1.pdf', documentId: 'd', loginFor: ['/2.pdf', '/3.pdf'] });
    run.takePins(placements);
    return run.stamped({ pins: { token: pin }, signaturePins: {} });
  }
  const take = (path: string, loginKey: string | undefined) => {
    const run = logins.forRun({ path, documentId: 'd', loginFor: [], loginKey });
    return { run, pins: run.takePins(placements) };
  };

  it('ends a login after ten minutes without a stamp, by itself', () => {
    begin();
    vi.advanceTimersByTime(loginIdleMs - 1);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(15_000);
    expect(ended).toEqual(['idle']);
  });

  it('counts from the last stamp', () => {
    const login = begin();
    vi.advanceTimersByTime(loginIdleMs - 60_000);
    const { run, pins } = take('/2.pdf', login?.loginKey);
    expect(pins).toEqual({ token: pin });
    run.stamped({ pins: {}, signaturePins: {} });
    vi.advanceTimersByTime(loginIdleMs - 60_000);
    expect(take('/3.pdf', login?.loginKey).pins).toEqual({ token: pin });
  });

  it('has ended when the machine wakes, whatever its timers say', () => {
    const login = begin();
    vi.setSystemTime(Date.now() + loginIdleMs);
    expect(take('/2.pdf', login?.loginKey).pins).toEqual({});
    expect(ended).toEqual(['idle']);
  });

  it('has ended when the clock was set back', () => {
    const login = begin();
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(take('/2.pdf', login?.loginKey).pins).toEqual({});
  });

  it('wipes what it kept, and hands out copies', () => {
    const login = begin();
    const { run, pins } = take('/2.pdf', login?.loginKey);
    pins.token?.fill(0);
    run.failed(new AppError('CANCELLED'));
    expect(take('/2.pdf', login?.loginKey).pins).toEqual({ token: pin });
    expect(pin).toEqual(Uint8Array.from([1, 2, 3]));
  });
});
