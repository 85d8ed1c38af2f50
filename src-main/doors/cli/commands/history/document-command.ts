import { randomUUID } from 'node:crypto';
import { AppError, type RecordedFile, receiptText } from '../../../../contract/index.ts';
import { localSecond, nameWords } from '../../../../words/index.ts';
import type { Session } from '../../session.ts';
import { formatTable } from '../../table.ts';
import { type LedgerOption, ofLedger } from './use-commands.ts';

/** `qianyin history document NUMBER`: the files of a use as they are now, and what its document went through. */
export async function showDocument(session: Session, seq: number, given: LedgerOption): Promise<void> {
  const app = await session.app();
  const asked = { seq, ...ofLedger(given) };
  const files = await app.call('history.files', { ...asked, runId: randomUUID() });
  if (!files) throw new AppError('CANCELLED');
  const receipt = await app.call('history.receiptOf', asked);
  const life = await app.call('history.life', asked);
  const { columns } = session.words;
  const { outcomes, recordedFileStates } = nameWords[session.language];
  const fileLine = (label: string, { path, state }: RecordedFile) => [label, recordedFileStates[state], path];
  session.print({ receipt, files, life }, () =>
    [
      formatTable(
        [columns.seq, columns.time, columns.seal, columns.document, columns.page, columns.operator, columns.outcome],
        life.uses.map((row) => [
          row.seq === seq ? `* ${row.seq}` : `  ${row.seq}`,
          localSecond(row.at),
          row.sealName,
          row.documentName,
          String(row.page),
          row.operator,
          outcomes[row.outcome],
        ]),
      ),
      formatTable(
        [columns.kind, columns.state, columns.file],
        [
          fileLine(session.words.recordedOriginal, files.original),
          ...(files.stamped ? [fileLine(session.words.recordedStamped, files.stamped)] : []),
        ],
      ),
      `${columns.receipt} ${receiptText(receipt)}`,
    ].join('\n\n'),
  );
}
