/** A host ends with its parent, even while its driver holds the main thread for ever and no message can be read. */
import { Worker } from 'node:worker_threads';
import koffi from 'koffi';

/** PR_SET_PDEATHSIG of prctl(2). */
const parentDeathSignal = 1;
const sigkill = 9;

/**
 * Asks the kernel. Only where Node itself forked us: the signal comes when the forking *thread* ends, and Electron's
 * launcher threads come and go.
 */
function askKernel(): boolean {
  if (process.platform !== 'linux' || 'parentPort' in process) return false;
  try {
    const prctl = koffi.load('libc.so.6').func('int prctl(int option, unsigned long value)');
    return prctl(parentDeathSignal, sigkill) === 0;
  } catch {
    // Another C library.
    return false;
  }
}

/** Looks from a thread of its own, which a driver cannot hold. */
const watch = `
const parent = process.ppid;
const isAlive = () => {
  if (process.ppid !== parent) return false;
  try {
    process.kill(parent, 0);
    return true;
  } catch (thrown) {
    return thrown.code === 'EPERM';
  }
};
setInterval(() => { if (!isAlive()) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

/** To be called once, as the host starts. */
export function endWithParent(): void {
  if (askKernel()) return;
  new Worker(watch, { eval: true }).unref();
}
