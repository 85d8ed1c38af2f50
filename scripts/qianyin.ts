/** Runs the built `qianyin` from the scripts, as anybody's script would. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const program = fileURLToPath(new URL('../dist/main/qianyin.js', import.meta.url));

/**
 * Runs a command with `--json` and returns what it printed.
 * @param accepted exit codes that are an answer, not a failure
 * @throws Error with what the program said
 */
export function askQianyin(
  args: readonly string[],
  options: { pin?: string; accepted?: readonly number[] } = {},
): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, ...(options.pin === undefined ? {} : { QIANYIN_PIN: options.pin }) },
  });
  if (!(options.accepted ?? [0]).includes(status ?? -1)) {
    throw new Error(stderr.trim() || `qianyin ${args[0]}: exit code ${status}`);
  }
  return JSON.parse(stdout);
}
