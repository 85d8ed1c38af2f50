import type { CollectedLedger, CollectedPackage, CollectedState } from '../../../../audit/index.ts';
import { AppError } from '../../../../contract/index.ts';
import { describeHistoryFault, localMinute } from '../../../../words/index.ts';
import { unreadable } from '../../failure.ts';
import type { Session } from '../../session.ts';
import { formatTable } from '../../table.ts';
import { writeInLine } from '../../terminal.ts';

export interface DatabaseOptions {
  to: string;
}

export interface CollectOptions extends DatabaseOptions {
  broken: boolean;
}

const someRefused = 1;
const listedFaults = 20;

interface Turn {
  readonly signal: AbortSignal;
  onProgress(fraction: number): void;
}

/** Does a long work, tells a terminal how far it is, and ends it on Ctrl-C. */
async function withProgress<T>(session: Session, work: (turn: Turn) => Promise<T>): Promise<T> {
  const isShown = process.stderr.isTTY && !session.json;
  const show = (line: string) => {
    if (isShown) writeInLine(process.stderr, line, { anew: true });
  };
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    const onProgress = (fraction: number) => show(`${Math.floor(fraction * 100)}%`);
    return await work({ signal: controller.signal, onProgress });
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    show('');
  }
}

function describePackage({ language, words }: Session, one: CollectedPackage): string {
  const { audit } = words;
  const { path, state, ledger, first, head, newEvents, newUses, faults, faultCount, conflict } = one;
  const range = first === null || head === null ? '' : `${first}–${head}`;
  const said: Readonly<Record<CollectedState, () => string>> = {
    taken: () => audit.taken(range, newEvents, newUses),
    takenBroken: () => audit.takenBroken(range, newEvents, newUses),
    known: () => audit.known,
    broken: () => audit.broken(faultCount),
    gap: () => audit.gap(conflict?.number ?? 0, conflict?.until ?? conflict?.number ?? 0),
    forked: () => audit.forked(conflict?.number ?? 0),
    unreadable: () => audit.unreadable,
  };
  const told = state === 'unreadable' ? [] : faults.slice(0, listedFaults);
  const wrong = told.map((fault) => {
    const { happened, next } = describeHistoryFault(fault, language);
    return `  ${happened}${next}`;
  });
  const more =
    told.length > 0 && faultCount > told.length ? [`  ${words.history.moreFaults(faultCount - told.length)}`] : [];
  const place = ledger === null ? [] : [`  ${words.history.ledger} ${ledger}`];
  return [audit.of(path, said[state]()), ...place, ...wrong, ...more].join('\n');
}

/** `qianyin audit collect`: the exit code says whether all was taken in. */
export async function collectAudit(
  session: Session,
  packages: string[],
  { to, broken }: CollectOptions,
): Promise<void> {
  session.exitWith(unreadable);
  session.tellWhoChecks();
  // It brings no core: whoever collects keeps no records of his own on this machine.
  const { collectInto, isDatabaseAddress, refusedStates } = await import('../../../../audit/index.ts');
  // It may hold a password, and no sentence about a file may repeat it.
  if (packages.some(isDatabaseAddress))
    throw new AppError('INVALID_INPUT', { detail: session.words.audit.addressAstray });
  const collected = await withProgress(session, (turn) =>
    collectInto(to, { paths: packages, takesBroken: broken }, turn),
  );
  session.print(collected, (shown) => shown.packages.map((one) => describePackage(session, one)).join('\n'));
  const isRefused = collected.packages.some(({ state }) => refusedStates.has(state));
  session.exitWith(isRefused || collected.stoppedBy ? someRefused : 0);
  if (collected.stoppedBy) throw AppError.fromShape(collected.stoppedBy);
}

const rowOf = ({ words }: Session, one: CollectedLedger): string[] => [
  one.machine,
  one.systemUser,
  one.ledger,
  `${one.first}–${one.head.number}`,
  one.head.hash.slice(0, 16),
  localMinute(one.lastEventAt),
  localMinute(one.reportedAt),
  String(one.daysSinceReport),
  String(one.vouchedUntil),
  [...(one.isWhole ? [] : [words.audit.notWhole]), ...(one.successor === null ? [] : [words.audit.succeeded])].join(
    ' ',
  ),
];

/** `qianyin audit status` */
export async function showAuditStatus(session: Session, { to }: DatabaseOptions): Promise<void> {
  session.exitWith(unreadable);
  const { ledgersIn } = await import('../../../../audit/index.ts');
  const ledgers = await withProgress(session, (turn) => ledgersIn(to, turn));
  const { audit } = session.words;
  session.print({ ledgers }, (shown) =>
    shown.ledgers.length === 0
      ? audit.none
      : formatTable(
          audit.headings,
          shown.ledgers.map((one) => rowOf(session, one)),
        ),
  );
  session.exitWith(0);
}
