import { randomUUID } from 'node:crypto';
import type { App } from '../../../../app.ts';
import { type HistoryCheck, type KnownEvent, knownEvent, type Receipt } from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import { describeHistoryFault, localMinute } from '../../../../words/index.ts';
import { unreadable } from '../../failure.ts';
import { requireOutput } from '../../output-file.ts';
import type { Session } from '../../session.ts';
import { formatFacts } from '../../table.ts';
import { writeInLine } from '../../terminal.ts';

export interface CheckOptions {
  receipt: readonly Receipt[];
  head: readonly KnownEvent[];
}

export interface PackageOptions {
  from: number;
  force: boolean;
}

const notWhole = 1;
const listedFaults = 50;

/** An event as `--head NUMBER:HASH` names it; null where it names none. */
export function readKnownEvent(text: string): KnownEvent | null {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  return knownEvent.safeParse({ number: Number(number), hash }).data ?? null;
}

/** As `verify` has them: what could not be read at all is not called wrong. */
function exitCodeOf({ whole, events, faults }: HistoryCheck): number {
  if (whole) return 0;
  return events === 0 && faults.some(({ kind }) => kind === 'unreadable') ? unreadable : notWhole;
}

/** Does a long work on the ledger, tells a terminal how far it is, and ends it on Ctrl-C. */
export async function withProgress<T>(session: Session, work: (app: App, runId: string) => Promise<T>): Promise<T> {
  const app = await session.app();
  const runId = randomUUID();
  const isShown = process.stderr.isTTY && !session.json;
  const show = (line: string) => {
    if (isShown) writeInLine(process.stderr, line, { anew: true });
  };
  const cancel = () => {
    app.call('history.cancel', { runId }).catch(() => {});
  };
  const unsubscribe = app.subscribe('history.progress', (progress) => {
    if (progress.runId === runId) show(`${progress.done}%`);
  });
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    return await work(app, runId);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    unsubscribe();
    show('');
  }
}

/** What the check comes to. */
function resultOf({ words: { history } }: Session, { whole, chainWhole, faultCount, setAside }: HistoryCheck): string {
  if (whole) return setAside ? history.wholeSince : history.whole;
  return chainWhole ? history.listsOnly : history.notWhole(faultCount);
}

function describeCheck(session: Session, found: HistoryCheck): string {
  const { language, words } = session;
  const { history } = words;
  const { head, faults, faultCount, checkpoints, first, setAside, archived, listsRemade } = found;
  const facts = formatFacts([
    [history.result, resultOf(session, found)],
    [history.ledger, found.ledger ?? '—'],
    [history.events, head ? `${first}–${head.number}` : String(found.events)],
    [history.head, head ? `${head.number}:${head.hash}` : '—'],
    [history.vouched, checkpoints.length === 0 ? history.noCheckpoint : String(found.vouchedUntil)],
  ]);
  const told = faults.slice(0, listedFaults).map((fault) => {
    const { happened, next } = describeHistoryFault(fault, language);
    return `${happened}${next}`;
  });
  const more = faultCount > told.length ? [history.moreFaults(faultCount - told.length)] : [];
  const signers = new Map(checkpoints.map((one) => [one.fingerprint, one]));
  const signed = [...signers.values()].map((one) =>
    history.signedBy(one.head, localMinute(one.time), one.signer, one.fingerprint),
  );
  const notes = [
    ...(listsRemade === undefined ? [] : [listsRemade ? history.listsRemade : history.listsKept]),
    ...(first > 1 ? [history.fromLater(first)] : []),
    ...(archived === undefined ? [] : [history.ofArchive(archived.file, archived.packageSha256)]),
    ...(setAside === undefined ? [] : [history.setAside(setAside.file, setAside.head)]),
    ...(signed.length > 0 ? [...signed, history.compareSigners] : []),
  ];
  return [
    facts,
    ...[[...told, ...more], notes].filter((lines) => lines.length > 0).map((lines) => lines.join('\n')),
  ].join('\n\n');
}

/** `qianyin history check`: the exit code says whether all is whole. */
export async function checkHistory(session: Session, file: string | undefined, options: CheckOptions): Promise<void> {
  session.exitWith(unreadable);
  session.tellWhoChecks();
  const request = {
    ...(file === undefined ? {} : { path: absolutePath(file) }),
    receipts: [...options.receipt],
    heads: [...options.head],
  };
  const found = await withProgress(session, (app, runId) => app.call('history.check', { runId, ...request }));
  session.print(found, (shown) => describeCheck(session, shown));
  const isOnlyLatest = file === undefined && found.setAside !== undefined;
  session.exitWith(found.whole && isOnlyLatest ? notWhole : exitCodeOf(found));
}

/** `qianyin history package` */
export async function packHistory(session: Session, file: string, { from, force }: PackageOptions): Promise<void> {
  const path = absolutePath(file);
  requireOutput(path, force);
  const {
    fileName: _,
    content: __,
    ...made
  } = await withProgress(session, (app, runId) => app.call('history.package', { runId, path, from, overwrite: force }));
  session.print({ ...made, path }, (shown) => session.words.history.packed(shown.first, shown.head.number, shown.path));
}
