import { AppError, type HistoryFilter, type HistoryOutcome } from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import { localMinute, nameWords } from '../../../../words/index.ts';
import type { Session } from '../../session.ts';
import { formatTable } from '../../table.ts';

export interface HistoryOptions {
  search: string;
  outcome: readonly HistoryOutcome[];
  seal: readonly string[];
  operator: readonly string[];
  unit: readonly string[];
  from?: string;
  to?: string;
}

/** `--ledger`: another ledger than this computer's current one. */
export interface LedgerOption {
  ledger?: string;
}

/** What a call is asked of another ledger with. */
export const ofLedger = ({ ledger }: LedgerOption) => (ledger === undefined ? {} : { ledger: absolutePath(ledger) });

const dayMs = 86_400_000;

/** The first instant of a local day. @throws AppError INVALID_INPUT */
export function startOfDay(day: string, option: string): Date {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const start = new Date(year, month - 1, date);
  const isSame = start.getFullYear() === year && start.getMonth() === month - 1 && start.getDate() === date;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !isSame) throw new AppError('INVALID_INPUT', { detail: `${option} ${day}` });
  return start;
}

function endOfDay(day: string): Date {
  const start = startOfDay(day, '--to');
  // A day is not always 24 hours long.
  const next = new Date(start.getTime() + dayMs + dayMs / 2);
  return new Date(new Date(next.getFullYear(), next.getMonth(), next.getDate()).getTime() - 1);
}

/** What the options narrow the uses to. @throws AppError INVALID_INPUT */
export function filterFrom(options: HistoryOptions): HistoryFilter {
  return {
    search: options.search,
    outcomes: [...options.outcome],
    sealIds: [...options.seal],
    operators: [...options.operator],
    units: [...options.unit],
    ...(options.from ? { from: startOfDay(options.from, '--from').toISOString() } : {}),
    ...(options.to ? { to: endOfDay(options.to).toISOString() } : {}),
  };
}

/** `qianyin history list`, newest first. */
export async function listHistory(
  session: Session,
  options: HistoryOptions & LedgerOption & { limit: number },
): Promise<void> {
  const app = await session.app();
  const { columns, none } = session.words;
  const { outcomes } = nameWords[session.language];
  const { rows } = await app.call('history.list', {
    filter: filterFrom(options),
    limit: options.limit,
    ...ofLedger(options),
  });
  session.print(rows, (shown) => {
    if (shown.length === 0) return none.history;
    return formatTable(
      [columns.seq, columns.time, columns.seal, columns.document, columns.page, columns.operator, columns.outcome],
      shown.map((row) => [
        String(row.seq),
        localMinute(row.at),
        row.sealName,
        row.documentName,
        String(row.page),
        row.operator,
        outcomes[row.outcome] + (row.errorCode ? ` (${row.errorCode})` : ''),
      ]),
    );
  });
}
