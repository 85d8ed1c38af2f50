import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { MethodInput } from '../../../src-main/contract/index.ts';
import { methods } from '../../../src-main/contract/index.ts';
import { exportHistory } from '../../../src-main/history/exports/export-history.ts';

type Request = MethodInput<'history.export'>;

/** Exports the ledger of a folder, in its thread. */
export function exportFrom(
  folder: string,
  request: Request,
  {
    signal = new AbortController().signal,
    onFraction = () => undefined,
  }: {
    signal?: AbortSignal;
    onFraction?: (fraction: number) => void;
  } = {},
) {
  return exportHistory(
    {
      ledgerPath: join(folder, 'history.sqlite'),
      folder: join(folder, 'exports'),
      program: { name: '钤印 Qianyin', version: '0' },
      sign: () => Promise.reject(new Error('nobody signs here')),
    },
    methods['history.export'].input.parse(request),
    { language: request.language ?? 'zh-CN', signal, onFraction, onFinished: () => undefined },
  );
}

/** The rows of a CSV as another program reads them: Python's csv module. */
export function readCsv(path: string): Record<string, string>[] {
  const script =
    "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))";
  return JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 28 }));
}
