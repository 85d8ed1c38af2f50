import koffi from 'koffi';

/** Parameters of mallopt(3), as glibc's malloc.h numbers them. */
const trimThreshold = -1;
const mmapThreshold = -3;
const maxArenas = -8;
/** glibc's own value at the start. */
const thresholdBytes = 128 * 1024;

/**
 * Keeps what malloc of glibc returns to the system as it is at the start. By itself it raises its thresholds with each large block that is
 * freed, and then every thread keeps what it needed at its peak: 50 MB and more where pages are drawn. Does nothing on other systems.
 */
export function keepMallocThresholds(): void {
  if (process.platform !== 'linux') return;
  try {
    const mallopt = koffi.load('libc.so.6').func('int mallopt(int, int)');
    mallopt(mmapThreshold, thresholdBytes);
    mallopt(trimThreshold, thresholdBytes);
    // Each thread would have one of its own, and keep in it what another could use.
    mallopt(maxArenas, 2);
  } catch {
    // Another C library, whose memory is its own affair.
  }
}
