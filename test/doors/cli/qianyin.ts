/** The built program as a person or a script starts it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../../src-main/contract/index.ts';
import type { SoftHsmToken } from '../../fixtures/softhsm.ts';

// Each command is a process, with a process for each driver: seconds of work when the machine is busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

export const program = fileURLToPath(new URL('../../../dist/main/qianyin.js', import.meta.url));
const terminalScript = fileURLToPath(new URL('./terminal.py', import.meta.url));

/** Where and with what a command runs. */
export interface Caller {
  home: string;
  token?: Pick<SoftHsmToken, 'env'>;
  env?: Record<string, string>;
  cwd?: string;
  /** The Node that starts it; default: the one that runs the tests. */
  node?: string;
  /** Another user of the machine. */
  uid?: number;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function environmentOf({ home, token, env = {} }: Caller): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    LANG: 'C.UTF-8',
    QIANYIN_HOME: home,
    ...(token?.env ?? { QIANYIN_DRIVERS: 'trial' }),
    ...env,
  };
}

/** Starts the program and leaves it running. */
export function start(where: Caller, args: readonly string[]): ChildProcess {
  return spawn(where.node ?? process.execPath, [program, ...args], {
    env: environmentOf(where),
    cwd: where.cwd,
    ...(where.uid === undefined ? {} : { uid: where.uid, gid: where.uid }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** What a started program said and how it ended. */
export function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs a command to its end; `input` is piped in. */
export function run(where: Caller, args: readonly string[], input = ''): Promise<Ended> {
  const child = start(where, args);
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return ended(child);
}

/** Runs a command that must succeed, and reads its JSON by the contract's schema. */
export async function runForJson<Schema extends z.ZodType>(
  where: Caller,
  schema: Schema,
  args: readonly string[],
  input?: string,
): Promise<z.output<Schema>> {
  const { code, stdout, stderr } = await run(where, ['--json', ...args], input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return schema.parse(JSON.parse(stdout));
}

const shownOnTerminal = z.object({ shown: z.string(), code: z.number(), echoes: z.boolean() });

/** Runs a command on a terminal: each step waits until a text is shown and then types. */
export function runOnTerminal(
  where: Caller,
  args: readonly string[],
  steps: readonly { until: string; type: string }[],
): z.infer<typeof shownOnTerminal> {
  const command = [where.node ?? process.execPath, program, ...args];
  const input = JSON.stringify({ command, environment: environmentOf(where), steps });
  return shownOnTerminal.parse(JSON.parse(execFileSync('python3', [terminalScript], { input, encoding: 'utf8' })));
}

/**
 * Expects a failure as the command line promises it: nothing on standard output; on standard error one line with what happened,
 * the next step and the code; no stack trace.
 */
export function expectFailure({ code, stdout, stderr }: Ended, errorCode: ErrorCode, exitCode: number): void {
  expect({ code, stdout, stderr }).toMatchObject({ code: exitCode, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+[.。] ?[^\n]+[.。] ?\([A-Z_]+(?:: [^\n]*)?\)\n$/u);
  expect(errorCodes.find((known) => stderr.includes(`(${known})`) || stderr.includes(`(${known}:`))).toBe(errorCode);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node:internal|\{[a-z]+\}|…/i);
}
