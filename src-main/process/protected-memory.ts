import koffi from 'koffi';

/** Numbers of prctl(2) and setrlimit(2) on Linux, and of setrlimit(2) on macOS. */
const setDumpable = 4;
const coreLimit = 4;

/**
 * Keeps what is in the memory of this process, PINs for a moment among it, out of files and from other programs of the
 * same user: no core dump is written, and on Linux no other process may look in (ptrace(2), /proc/PID/mem). Processes
 * started from here inherit the limit. Does nothing on Windows, where no dump is written unless the administrator has
 * asked for it.
 */
export function protectMemory(): void {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return;
  try {
    const library = koffi.load(process.platform === 'linux' ? 'libc.so.6' : 'libSystem.B.dylib');
    const limits = new BigUint64Array([0n, 0n]);
    library.func('int setrlimit(int, void *)')(coreLimit, limits);
    if (process.platform !== 'linux') return;
    library.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)')(setDumpable, 0, 0, 0, 0);
  } catch {
    // Another C library: what it leaves undone is no reason not to start.
  }
}
