import { AppError, type LedgerEventKind, readReceiptText } from '../../../../contract/index.ts';
import { describeEvent, describeReceipt, describeUse, historyWords, localMinute } from '../../../../words/index.ts';
import type { Session } from '../../session.ts';
import { formatFacts, formatTable } from '../../table.ts';
import { type LedgerOption, ofLedger } from './use-commands.ts';

export interface EventsOptions extends LedgerOption {
  kind: readonly LedgerEventKind[];
  limit: number;
  /** Of a seal that is here, or of the id of one that was. */
  seal?: string;
}

/** `qianyin history events`, newest first. */
export async function listEvents(session: Session, { kind, limit, seal, ...given }: EventsOptions): Promise<void> {
  const app = await session.app();
  const named = (await app.call('seals.list', null)).find(({ id, name }) => id === seal || name === seal);
  const sealId = named?.id ?? seal;
  const events = await app.call('history.events', { kinds: [...kind], sealId, limit, ...ofLedger(given) });
  const { columns, none } = session.words;
  const { eventKinds } = historyWords[session.language];
  session.print(events, (shown) =>
    shown.length === 0
      ? none.history
      : formatTable(
          [columns.seq, columns.time, columns.event, columns.reason],
          shown.map((event) => [
            String(event.number),
            localMinute(event.time),
            eventKinds[event.kind],
            describeEvent(event, session.language),
          ]),
        ),
  );
}

/** `qianyin history show`: all that is on record of one use. */
export async function showUse(session: Session, seq: number, given: LedgerOption): Promise<void> {
  const app = await session.app();
  const row = await app.call('history.get', { seq, ...ofLedger(given) });
  session.print(row, (shown) => formatFacts(describeUse(shown, session.language)));
}

/** `qianyin history receipt`: how a receipt stands to the record of this computer. */
export async function compareReceipt(session: Session, text: string): Promise<void> {
  const receipt = readReceiptText(text);
  if (!receipt) throw new AppError('INVALID_INPUT', { detail: text });
  const app = await session.app();
  const answer = await app.call('history.receipt', receipt);
  session.print(answer, ({ state, seq }) => describeReceipt(state, seq, session.language));
  session.exitWith(answer.state === 'row' ? 0 : 1);
}

export interface HandoverOptions {
  seal: string;
  from: string;
  to: string;
  supervisor?: string;
  note?: string;
}

/** `qianyin history handover` */
export async function recordHandover(session: Session, { seal, ...given }: HandoverOptions): Promise<void> {
  const app = await session.app();
  const found = (await app.call('seals.list', null)).find((one) => one.id === seal || one.name === seal);
  if (!found) throw new AppError('SEAL_NOT_FOUND', { seal });
  const head = await app.call('history.handover', { sealId: found.id, ...given });
  session.print(head, ({ number }) => session.words.recordedAs(number));
}

export interface InspectionOptions {
  inspector: string;
  finding: string;
  seal: readonly string[];
}

/** `qianyin history inspection` */
export async function recordInspection(session: Session, { seal, ...given }: InspectionOptions): Promise<void> {
  const app = await session.app();
  const head = await app.call('history.inspection', { ...given, sealIds: [...seal] });
  session.print(head, ({ number }) => session.words.recordedAs(number));
}

/** `qianyin history rebuild` */
export async function rebuildLists(session: Session): Promise<void> {
  const app = await session.app();
  await app.call('history.rebuild', null);
  session.print({ rebuilt: true }, () => session.words.history.rebuilt);
}

/** `qianyin history ledgers` */
export async function listLedgers(session: Session): Promise<void> {
  const app = await session.app();
  const ledgers = await app.call('history.ledgers', null);
  if ((await app.call('history.archiveState', null)).isDue) session.note(session.words.history.archiveDue);
  const { columns, currentLedger } = session.words;
  session.print(ledgers, (shown) =>
    formatTable(
      [columns.file, columns.time, columns.bytes, columns.state],
      shown.map(({ path, modifiedAt, sizeBytes, isCurrent, isArchived }) => [
        path,
        localMinute(modifiedAt),
        String(sizeBytes),
        isCurrent ? currentLedger.current : isArchived ? currentLedger.archived : currentLedger.setAside,
      ]),
    ),
  );
}
