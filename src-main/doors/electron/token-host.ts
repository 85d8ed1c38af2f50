import { type UtilityProcess, utilityProcess } from 'electron';
import type { AppConfig } from '../../app.ts';

type SpawnTokenHost = NonNullable<AppConfig['spawnTokenHost']>;

/** How long the last words of a dead host may take to arrive. */
const lastWordsMs = 300;

/** A driver that hangs in native code hears no polite request. */
function endProcess({ pid }: UtilityProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Starts the process of a driver as Electron's own kind, since a release does not run as plain Node. */
export const spawnTokenHost: SpawnTokenHost = (entry, env) => {
  const child = utilityProcess.fork(entry, [], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'qianyin-token',
    // macOS: drivers are signed by their vendors, or by nobody.
    allowLoadingUnsignedLibraries: true,
  });
  let ended = false;
  let complaint = '';
  const complain = (text: string) => {
    complaint = (complaint + text).slice(-4096);
  };
  child.stderr?.on('data', (text: Buffer) => complain(text.toString('utf8')));
  child.on('error', (type, location) => complain(`\n${type} ${location}`));
  child.once('exit', () => {
    ended = true;
  });
  return {
    postMessage: (message) => {
      if (!ended) child.postMessage(message);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        let told = false;
        const tell = () => {
          if (told) return;
          told = true;
          const lastLine = complaint.trim().split('\n').at(-1) ?? '';
          listener([`exit code ${code}`, lastLine].filter(Boolean).join(': '));
        };
        child.stderr?.once('end', tell);
        setTimeout(tell, lastWordsMs);
      });
    },
    kill: () => {
      if (child.pid !== undefined) endProcess(child);
      else if (!ended) child.once('spawn', () => endProcess(child));
    },
  };
};
