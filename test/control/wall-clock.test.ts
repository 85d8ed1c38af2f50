import { describe, expect, it } from 'vitest';
import { dayBegan, wallOf } from '../../src-main/control/wall-clock.ts';

describe('the clock on the wall of a place', () => {
  it.each([
    ['2026-12-01T15:59:59Z', 'Asia/Shanghai', '23:59', 2, '2026-11-30T16:00:00.000Z'],
    ['2026-12-01T16:00:00.500Z', 'Asia/Shanghai', '00:00', 3, '2026-12-01T16:00:00.000Z'],
    ['2026-12-01T15:59:59Z', 'UTC', '15:59', 2, '2026-12-01T00:00:00.000Z'],
    // Put forward at two, and back at three.
    ['2026-03-29T12:00:00Z', 'Europe/Berlin', '14:00', 7, '2026-03-28T23:00:00.000Z'],
    ['2026-10-25T12:00:00Z', 'Europe/Berlin', '13:00', 7, '2026-10-24T22:00:00.000Z'],
  ])('%s in %s', (at, timeZone, clock, weekday, began) => {
    expect(wallOf(new Date(at), timeZone)).toMatchObject({ clock, weekday });
    expect(dayBegan(new Date(at), timeZone).toISOString()).toBe(began);
  });
});
