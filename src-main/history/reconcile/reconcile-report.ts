import type { Language, MethodOutput, ReconcileReportFormat, Reconciliation } from '../../contract/index.ts';
import { type SheetColumn, type SheetValue, writeSpreadsheet } from '../../report/index.ts';
import { csvOf, describeError, localDay, reconcileWords, verdictWords } from '../../words/index.ts';

const titles: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['文件', '对账结果', '记录编号', '验证结论', '回执', 'SHA-256', '路径', '说明'],
  en: ['File', 'Result', 'No. in the record', 'Verdict', 'Receipt', 'SHA-256', 'Path', 'Explanation'],
};
const widths = [40, 30, 14, 14, 50, 66, 60, 40];

function rowsOf({ files, gone }: Reconciliation, language: Language): SheetValue[][] {
  const words = reconcileWords[language];
  const { verdicts } = verdictWords[language];
  const found = files.map(({ name, state, seqs, verdict, receipts, sha256, path, error }) => [
    name,
    words.states[state],
    seqs.join(' '),
    verdict === null ? '' : verdicts[verdict],
    receipts.map(({ ledger, number }) => `${ledger}#${number}`).join(' '),
    sha256 ?? '',
    path,
    error ? describeError(error, language).happened : '',
  ]);
  const missing = gone.map(({ seq, path, sha256 }) => ['', words.gone, String(seq), '', '', sha256, path, '']);
  return [...found, ...missing];
}

/** What 对账 found, as a file with a name to save it under. */
export async function makeReconcileReport(
  result: Reconciliation,
  format: ReconcileReportFormat,
  language: Language,
): Promise<MethodOutput<'history.reconcileReport'>> {
  const name = language === 'en' ? 'reconciliation' : '对账';
  const fileName = `${name}_${localDay(result.startedAt)}.${format}`;
  const rows = rowsOf(result, language);
  if (format === 'csv') {
    const cells = rows.map((row) => row.map((value) => value ?? ''));
    return { fileName, content: csvOf([titles[language], ...cells]) };
  }
  const columns = titles[language].map(
    (title, index): SheetColumn => ({ title, width: widths[index] ?? 20, kind: 'text' }),
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of writeSpreadsheet({ name, columns, rowCount: rows.length, rows: () => [rows] }))
    pieces.push(piece);
  return { fileName, content: Buffer.concat(pieces) };
}
