#!/usr/bin/env node
/**
 * The program behind `qianyin`. It runs on any Node since 18 and starts the real one with a Node that is new enough: this one,
 * or the one that came with the development dependencies.
 */
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const neededVersion = [22, 13] as const;

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > neededVersion[0] || (major === neededVersion[0] && minor >= neededVersion[1]);
}

/** A Node that the package `node` brought, in this project or in one that this package is installed in. */
function findBroughtNode(): string | undefined {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', executable);
    if (existsSync(candidate)) return candidate;
    folder = dirname(folder);
  }
  return undefined;
}

/** The real program, a file of its own beside this one. */
const program = new URL('./cli.js', import.meta.url);

async function restartWith(node: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal tells its Ctrl-C to the program as well as to us: told twice, the second would cut short what the first began.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  // The program decides what an interruption means; we only carry it and wait.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    process.stderr.write(`${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

if (isNewEnough(process.versions.node)) {
  // Half of a short command's time would go into compiling what the last one compiled. Beside the program, and so as trustworthy as it.
  nodeModule.enableCompileCache(fileURLToPath(new URL('../compiled', import.meta.url)));
  await import(program.href);
} else {
  const node = findBroughtNode();
  if (node) await restartWith(node);
  else {
    process.stderr.write(
      `钤印需要 Node ${neededVersion.join('.')} 或更新版本，当前为 ${process.versions.node}。` +
        `Qianyin needs Node ${neededVersion.join('.')} or newer; this is ${process.versions.node}.\n`,
    );
    process.exitCode = 1;
  }
}
