import { spawn } from 'node:child_process';
import type { BegunUse, HistoryIntent } from '../../src-main/history/index.ts';

/** A use of the company seal on a contract, with what a test wants otherwise. */
export function use(changes: Partial<HistoryIntent> = {}): HistoryIntent {
  return {
    at: new Date().toISOString(),
    runId: 'run',
    operator: '张三',
    tokenSerial: 'A1B2',
    tokenLabel: '财务UKey',
    certificateFingerprint: 'ab'.repeat(32),
    certificateSubject: 'CN=某某有限公司',
    certificateSerial: '01',
    sealId: 'seal-1',
    sealName: '公章',
    sealKind: 'official',
    documentName: '合同.pdf',
    documentPath: '/文件/合同.pdf',
    outputPath: '/文件/合同_已盖章.pdf',
    sha256Before: 'cd'.repeat(32),
    page: 2,
    xMm: 105.5,
    yMm: 210,
    reason: '采购',
    door: 'cli',
    trial: false,
    ...changes,
  };
}

/** The numbers of uses. */
export const seqsOf = (uses: readonly BegunUse[]) => uses.map(({ seq }) => seq);

const ledgerModule = new URL('../../src-main/history/index.ts', import.meta.url).href;

/** Starts another program that has `ledger` open at `path` and runs `statements`. */
export function otherProgram(path: string, statements: string, options: { uid?: number; timeZone?: string } = {}) {
  const script = `
    import { openLedger } from ${JSON.stringify(ledgerModule)};
    const ledger = openLedger(${JSON.stringify(path)});
    ${statements}
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    env: { ...process.env, ...(options.timeZone === undefined ? {} : { TZ: options.timeZone }) },
  });
}

/** What another program printed, and its exit code, when it has ended. */
export async function ended(program: ReturnType<typeof otherProgram>) {
  let output = '';
  let trouble = '';
  program.stdout.on('data', (chunk) => {
    output += chunk;
  });
  program.stderr.on('data', (chunk) => {
    trouble += chunk;
  });
  const exitCode = await new Promise<number | null>((resolve) => program.once('close', resolve));
  return { exitCode, output, trouble };
}
