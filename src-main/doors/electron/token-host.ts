import { utilityProcess } from 'electron';
import type { AppConfig } from '../../app.ts';

type SpawnTokenHost = NonNullable<AppConfig['spawnTokenHost']>;

/** Starts the process of a driver as Electron's own kind, since a release does not run as plain Node. */
export const spawnTokenHost: SpawnTokenHost = (entry, env) => {
  const child = utilityProcess.fork(entry, [], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'qianyin-token',
  });
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString('utf8')).slice(-4096);
  });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        const lastLine = complaint.trim().split('\n').at(-1) ?? '';
        listener([`exit code ${code}`, lastLine].filter(Boolean).join(': '));
      });
    },
    kill: () => {
      // A driver that hangs in native code hears no polite request.
      if (child.pid === undefined) child.kill();
      else endProcess(child.pid);
    },
  };
};

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
