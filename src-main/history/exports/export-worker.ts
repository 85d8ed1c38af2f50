import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mostPrinted } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import { createTextChunks, writeSpreadsheet } from '../../report/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { csvLine, csvMark, localSecond } from '../../words/index.ts';
import { type Column, columns } from './columns.ts';
import type { ExportAnswer, ExportWork } from './export-work.ts';
import { writeRegister } from './register.ts';
import { openUses, type StoredUse, type UseReader, withinMonth } from './use-reader.ts';

/** A file that is written from its start to its end, and digested meanwhile. */
function createSink(path: string) {
  const descriptor = openSync(systemPath(path), 'r+');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    write(bytes: Uint8Array): void {
      hash.update(bytes);
      for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
      sizeBytes += bytes.length;
    },
    end: () => ({ sizeBytes, sha256: hash.digest('hex') }),
    close: () => closeSync(descriptor),
  };
}
type Sink = ReturnType<typeof createSink>;

interface Writing {
  readonly work: ExportWork;
  readonly reader: UseReader;
  readonly sink: Sink;
  /** How many rows are through. */
  readonly onRows: (count: number) => void;
}

function* counted({ reader, onRows }: Writing): Generator<StoredUse[]> {
  let done = 0;
  for (const page of reader.pages()) {
    yield page;
    done += page.length;
    onRows(done);
  }
}

function csvCell({ kind, value }: Column, row: StoredUse, language: ExportWork['language']): string | number {
  const found = value(row, language) ?? '';
  return kind === 'local' && typeof found === 'string' ? localSecond(found) : found;
}

function writeCsv(writing: Writing): void {
  const { work, sink } = writing;
  const { language } = work;
  const chunks = createTextChunks();
  const add = (text: string) => {
    const full = chunks.add(text);
    if (full) sink.write(full);
  };
  add(csvMark + csvLine(columns.map((column) => column[language])));
  for (const page of counted(writing))
    for (const row of page) add(csvLine(columns.map((column) => csvCell(column, row, language))));
  sink.write(chunks.rest());
}

const newline = Buffer.from('\n');

function writeJsonLines(writing: Writing): void {
  const { reader, sink } = writing;
  for (const page of counted(writing))
    sink.write(Buffer.concat(reader.contentsOf(page).flatMap((content) => [content, newline])));
}

const sheetKinds = { text: 'text', number: 'number', amount: 'amount', local: 'time', utc: 'utc' } as const;

async function writeXlsx(writing: Writing): Promise<void> {
  const { work, reader, sink } = writing;
  const { language } = work;
  const pieces = writeSpreadsheet({
    name: language === 'en' ? 'Seal use' : '用印记录',
    columns: columns.map((column) => ({
      title: column[language],
      width: column.width,
      kind: sheetKinds[column.kind],
    })),
    rowCount: reader.count,
    *rows() {
      for (const page of counted(writing)) yield page.map((row) => columns.map(({ value }) => value(row, language)));
    },
  });
  for await (const piece of pieces) sink.write(piece);
}

async function writeExport(writing: Writing): Promise<void> {
  const { work, reader, sink, onRows } = writing;
  if (work.format === 'csv') writeCsv(writing);
  else if (work.format === 'jsonl') writeJsonLines(writing);
  else if (work.format === 'xlsx') await writeXlsx(writing);
  else sink.write(await writeRegister(work, reader, onRows));
}

async function exportFile(work: ExportWork, onFraction: (fraction: number) => void): Promise<ExportAnswer> {
  const reader = openUses(work.ledgerPath, withinMonth(work.filter, work.month));
  try {
    const { count } = reader;
    if (work.format === 'pdf' && count > mostPrinted) return { tooMany: count };
    const sink = createSink(work.path);
    try {
      onFraction(0);
      // A use that was settled meanwhile may fit no more.
      let rowCount = 0;
      const onRows = (done: number) => {
        rowCount = done;
        onFraction(done / count);
      };
      await writeExport({ work, reader, sink, onRows });
      return { rowCount, ...sink.end() };
    } finally {
      sink.close();
    }
  } finally {
    reader.close();
  }
}

answerInThread<ExportWork, ExportAnswer>(async (work, tell) => {
  try {
    return await exportFile(work, tell.progress);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return { trouble: cause instanceof Error ? cause.message : String(cause), code };
  }
});
