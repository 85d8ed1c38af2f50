import writeXlsx, { type Cell, type SheetData } from 'write-excel-file/node';
import type { FolderRow, FolderVerification, Language } from '../contract/index.ts';
import {
  describeError,
  describeOutcome,
  describeStep,
  formatZonedTime,
  listSealPicturePages,
  mapTexts,
  nameWords,
  nextStepWords,
  sealPictureWords,
  verdictWords,
  visibleText,
} from '../words/index.ts';
import type { ReportingProgram } from './report-pdf.ts';
import { reportWords } from './report-words.ts';
import { headCell, numberCell, textCell, workbookFont } from './xlsx-cells.ts';

const colors: Readonly<Record<FolderRow['outcome'], string>> = {
  valid: '#0f6e33',
  permitted: '#915c00',
  trial: '#915c00',
  changed: '#871229',
  invalid: '#871229',
  indeterminate: '#3d4f6b',
  unsigned: '#555555',
  unreadable: '#871229',
};

function outcomeCell(outcome: FolderRow['outcome'], language: Language): Cell {
  const value = describeOutcome(outcome, language);
  return { value, type: String, fontWeight: 'bold', textColor: colors[outcome], alignVertical: 'top', wrap: true };
}

interface Column {
  readonly name: string;
  readonly width: number;
  readonly cell: (row: FolderRow) => Cell;
}

function columnsOf(language: Language): Column[] {
  const words = reportWords[language];
  const { table } = words;
  const { lines, content, afterwards, identity, verdictTexts } = verdictWords[language];
  const sentence = (text: string) => `${text}${language === 'zh-CN' ? '。' : '.'}`;
  const explain = (row: FolderRow) => {
    if (row.outcome !== 'unreadable') return verdictTexts[row.outcome];
    return sentence(describeError(row.error, language, 'checking').happened);
  };
  const todo = (row: FolderRow) =>
    row.outcome === 'unreadable'
      ? sentence(describeError(row.error, language, 'checking').next)
      : row.nextSteps.map((step) => describeStep(step, language)).join('\n');
  type Verified = Exclude<FolderRow, { outcome: 'unreadable' }>;
  const verified = (cell: (row: Verified) => Cell | null) => (row: FolderRow) =>
    row.outcome === 'unreadable' ? null : cell(row);
  const line = (text: (row: Verified) => string) =>
    verified((row) => (row.outcome === 'unsigned' ? null : textCell(text(row))));
  const signatures = (text: (signature: Verified['signatures'][number]) => string) =>
    verified((row) => textCell(row.signatures.map(text).join('\n')));
  return [
    { name: words.file, width: 44, cell: (row) => textCell(row.name) },
    { name: table.outcome, width: 16, cell: ({ outcome }) => outcomeCell(outcome, language) },
    { name: table.trial, width: 7, cell: verified((row) => textCell(row.trial ? table.yes : '')) },
    { name: lines.content, width: 14, cell: line((row) => content[row.lines.content]) },
    { name: lines.afterwards, width: 18, cell: line((row) => afterwards[row.lines.afterwards]) },
    { name: lines.identity, width: 18, cell: line((row) => identity[row.lines.identity]) },
    { name: table.signatures, width: 9, cell: verified((row) => numberCell(row.signatureCount)) },
    { name: table.signers, width: 30, cell: signatures(({ signerName }) => signerName) },
    { name: table.seals, width: 24, cell: signatures(({ sealName }) => sealName ?? '') },
    {
      name: table.times,
      width: 34,
      cell: signatures(({ signingTime }) =>
        signingTime ? formatZonedTime(signingTime, language) : nameWords[language].timeSources.none,
      ),
    },
    {
      name: sealPictureWords[language].title,
      width: 24,
      cell: verified((row) => textCell(listSealPicturePages(row.unsignedSealPictures, language))),
    },
    { name: words.algorithm, width: 20, cell: signatures(({ algorithm }) => algorithm) },
    { name: table.explanation, width: 44, cell: (row) => textCell(explain(row)) },
    { name: nextStepWords[language].title, width: 44, cell: (row) => textCell(todo(row)) },
    { name: table.code, width: 22, cell: (row) => (row.outcome === 'unreadable' ? textCell(row.error.code) : null) },
    { name: words.pages, width: 8, cell: verified((row) => numberCell(row.pageCount)) },
    { name: table.sizeBytes, width: 14, cell: verified((row) => numberCell(row.sizeBytes)) },
    { name: words.digest, width: 68, cell: verified((row) => textCell(row.sha256)) },
    { name: table.path, width: 60, cell: ({ path }) => textCell(path) },
  ];
}

function summaryOf(result: FolderVerification, language: Language, program: ReportingProgram): SheetData {
  const { table } = reportWords[language];
  const { otherFiles, links, unreadableFolders } = result.skipped;
  const counts = new Map<FolderRow['outcome'], number>();
  for (const { outcome } of result.rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const facts: [name: string, value: Cell][] = [
    [table.sources, textCell(result.sources.join('\n'))],
    [table.startedAt, textCell(formatZonedTime(result.startedAt, language))],
    [table.finishedAt, textCell(formatZonedTime(result.finishedAt, language))],
    [table.found, numberCell(result.total)],
    [table.done, numberCell(result.rows.length)],
    [table.otherFiles, numberCell(otherFiles)],
    [table.links, numberCell(links)],
    [table.unreadableFolders, textCell(unreadableFolders.join('\n'))],
    [table.program, textCell(`${program.name} ${program.version}`)],
  ];
  return [
    ...(result.cancelled ? [[{ ...headCell(table.cancelled), textColor: colors.invalid }]] : []),
    ...facts.map(([name, value]) => [headCell(name), value]),
    ...[...counts].map(([outcome, count]) => [outcomeCell(outcome, language), numberCell(count)]),
  ];
}

/** The results of many files as a workbook: a sheet with a row for each, and one with what was looked at. */
export async function writeReportXlsx(
  found: FolderVerification,
  language: Language,
  program: ReportingProgram,
): Promise<Uint8Array> {
  // Before anything is put together: a line that one signer's name brings along would pass for another signer.
  const result = mapTexts(found, (text) => visibleText(text));
  const { table } = reportWords[language];
  const columns = columnsOf(language);
  const head = columns.map(({ name }) => headCell(name));
  const rows = result.rows.map((row) => columns.map(({ cell }) => cell(row)));
  return writeXlsx(
    [
      {
        sheet: table.sheet,
        data: [head, ...rows],
        columns: columns.map(({ width }) => ({ width })),
        stickyRowsCount: 1,
        stickyColumnsCount: 1,
        orientation: 'landscape',
      },
      {
        sheet: table.summary,
        data: summaryOf(result, language, program),
        columns: [{ width: 30 }, { width: 60 }],
      },
    ],
    workbookFont,
  ).toBuffer();
}
