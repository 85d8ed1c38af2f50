import { type ChildProcess, fork } from 'node:child_process';
import { Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
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

/** Never handed to a driver: PINs, and what would change how its host runs. */
const notInherited = new Set(['QIANYIN_PIN', 'QIANYIN_SIGNATURE_PIN', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE']);

/** The environment of a host: ours, without what is not for drivers, and what its driver needs beside it. */
export function hostEnvironment(added: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value === undefined || notInherited.has(name) ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(inherited), ...added };
}

// What the driver prints never reaches our own output.
const forkNode = (entry: string, env: Record<string, string>): ChildProcess =>
  fork(entry, [], {
    env: { ...env, ...compileCacheEnvironment() },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });

/** Our ends of what connects us to a host. */
const endsOf = ({ channel, stderr }: ChildProcess) => [
  ...(channel ? [channel] : []),
  ...(stderr instanceof Socket ? [stderr] : []),
];

/** A host that was started before anybody knew which driver it is for. */
interface Prepared {
  readonly entry: string;
  readonly env: Record<string, string>;
  readonly child: ChildProcess;
}

let prepared: Prepared | null = null;

/** Starts a host before it is known which driver it is for: the first that needs nothing added to its environment has it. */
export function prepareHost(entry: string): void {
  const env = hostEnvironment({});
  const child = forkNode(entry, env);
  // One that nobody takes keeps no program from ending, and ends with it.
  child.unref();
  for (const end of endsOf(child)) end.unref();
  child.on('error', () => {});
  prepared = { entry, env, child };
}

/** The host that was started before, once, if it is as it would be started now. */
function takePrepared(entry: string, env: Record<string, string>): ChildProcess | null {
  if (prepared?.entry !== entry || !isDeepStrictEqual(prepared.env, env)) return null;
  const { child } = prepared;
  prepared = null;
  if (!child.connected) return null;
  child.ref();
  for (const end of endsOf(child)) end.ref();
  return child;
}

/** Starts a host with Node. */
export const forkHost: SpawnHost = (entry, env) => {
  const child = takePrepared(entry, env) ?? forkNode(entry, env);
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
