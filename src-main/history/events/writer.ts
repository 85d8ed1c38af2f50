import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** The process that wrote a row. `writerStartedAt` tells it from a later process that was given the same number. */
export interface Writer {
  readonly writerPid: number;
  readonly writerStartedAt: string;
}

/** Clocks are set while programs run; a start that differs by less is the same start. */
const clockToleranceMs = 60_000;

const bootedAtMs = () => Date.now() - uptime() * 1000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/**
 * When a process of Linux started, in the clock ticks since boot of proc(5) and the boot they count from: exact, whatever the clock
 * does. Null where there is no /proc, or no such process.
 */
function linuxStart(pid: number): string | null {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const ticks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${ticks}`;
  } catch {
    return null;
  }
}

/** The running process, as a writer of rows. */
export const thisWriter: Writer = {
  writerPid: process.pid,
  writerStartedAt: linuxStart(process.pid) ?? new Date(Date.now() - process.uptime() * 1000).toISOString(),
};

/** Whether the process that wrote a row has ended. In doubt it has not: a row must not be closed under a living writer. */
export function hasEnded({ writerPid, writerStartedAt }: Writer): boolean {
  if (!isAlive(writerPid)) return true;
  if (writerPid === thisWriter.writerPid) return writerStartedAt !== thisWriter.writerStartedAt;
  const start = linuxStart(writerPid);
  if (start !== null) return start !== writerStartedAt;
  const startedAtMs = Date.parse(writerStartedAt);
  return Number.isFinite(startedAtMs) && startedAtMs + clockToleranceMs < bootedAtMs();
}
