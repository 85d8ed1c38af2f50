/** Where a program can be killed: each time that its main thread enters one of these system calls. */
import { execFileSync } from 'node:child_process';

/** What changes the disk, and where the program waits meanwhile. */
const systemCalls = [
  'close',
  'epoll_wait',
  'epoll_pwait',
  'fchmod',
  'fcntl',
  'fdatasync',
  'fsync',
  'ftruncate',
  'link',
  'mkdir',
  'openat',
  'pwrite64',
  'rename',
  'unlink',
  'write',
] as const;

export type SystemCall = (typeof systemCalls)[number];

/** The `number`-th call of its kind since the program began. */
export interface Point {
  readonly call: SystemCall;
  readonly number: number;
}

/** Strace with the program as its own child, of which it follows the main thread. */
export const stracing = (...options: readonly string[]): string[] => ['strace', '-qq', ...options];

/** Those from where the program first notes what it is about to make, as a run traced into `log` met them. */
export function pointsOf(log: string, notes: string): Point[] {
  const counts = new Map<SystemCall, number>();
  const points: Point[] = [];
  let hasBegun = false;
  for (const line of log.split('\n')) {
    const call = systemCalls.find((name) => line.startsWith(`${name}(`));
    if (!call) continue;
    const number = (counts.get(call) ?? 0) + 1;
    counts.set(call, number);
    hasBegun ||= line.includes(`${notes}/`);
    if (hasBegun) points.push({ call, number });
  }
  return points;
}

export const tracedCalls = `trace=${systemCalls.join(',')}`;

/** Whether this machine lets a program be traced. */
export function canTrace(): boolean {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
