import { readFileSync } from 'node:fs';

/** The most memory that this process has held. Linux counts into maxRSS what the parent held before this program was loaded; VmHWM is this program's own. */
export function peakRssBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
