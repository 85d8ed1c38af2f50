import { type ChildProcess, fork } from 'node:child_process';
import { compileCacheEnvironment } from '../../runtime/index.ts';

/** A child process that hosts one driver: Node's `fork` here, `utilityProcess.fork` in Electron. */
export interface HostProcess {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** @param listener told once why the process ended, in words for support */
  onExit(listener: (reason: string) => void): void;
  /** Ends the process at once, even when it hangs in native code. */
  kill(): void;
}

export type SpawnHost = (entry: string, env: Record<string, string>) => HostProcess;

/** How long the last words of a dead host may take to arrive. */
const pipeGraceMs = 300;

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Starts a host with Node. What the driver prints never reaches our own output. */
export const forkHost: SpawnHost = (entry, env) => {
  const child: ChildProcess = fork(entry, [], {
    env: { ...env, ...compileCacheEnvironment() },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4096);
  });
  /** Lets go of what a process that the driver started may hold open, so that ours can end. */
  const letGo = () => {
    if (child.connected) child.disconnect();
    child.stderr?.destroy();
    child.unref();
  };
  child.once('exit', () => setTimeout(letGo, pipeGraceMs).unref());
  // A message to a process that has just died: its exit tells the story.
  child.on('error', () => {});
  return {
    postMessage: (message) => {
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      let told = false;
      const tell = (reason: string) => {
        if (told) return;
        told = true;
        listener(reason);
      };
      const tellEnd = (code: number | null, signal: string | null) =>
        tell([signal ?? `exit code ${code}`, lastLine(complaint)].filter(Boolean).join(': '));
      child.once('close', tellEnd);
      // A process that the driver started may hold the pipe open, and 'close' back, for ever.
      child.once('exit', (code, signal) => setTimeout(tellEnd, pipeGraceMs, code, signal).unref());
      child.once('error', (error) => {
        if (child.pid === undefined) tell(error.message);
      });
    },
    kill: () => {
      child.kill('SIGKILL');
      letGo();
    },
  };
};
