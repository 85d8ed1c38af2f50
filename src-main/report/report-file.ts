import type { FolderVerification, Language, MethodOutput, VerificationReport } from '../contract/index.ts';
import { guideWords } from '../words/index.ts';
import { writeGuidePdf } from './guide-pdf.ts';
import { writeReportJson } from './report-json.ts';
import { type ReportingProgram, writeReportPdf } from './report-pdf.ts';
import { reportWords } from './report-words.ts';
import { writeReportXlsx } from './report-xlsx.ts';

type ProducedFile = MethodOutput<'verify.report'>;

/** What no system takes in a file name, and what would turn it around. */
const unnameable = /[\p{C}/\\:*?"<>|]/gu;

function fileName(kind: string, subject: string, extension: string): string {
  const clean = [...subject.replace(unnameable, '_')].slice(0, 60).join('');
  return `${kind}_${clean}.${extension}`;
}

/** A report on one file, as a file with a name to save it under. */
export async function makeReport(
  report: VerificationReport,
  format: 'pdf' | 'json',
  language: Language,
  program: ReportingProgram,
): Promise<ProducedFile> {
  const content = format === 'pdf' ? await writeReportPdf(report, language, program) : writeReportJson(report, program);
  const subject = report.name.replace(/\.pdf$/i, '');
  return { fileName: fileName(reportWords[language].fileNames.report, subject, format), content };
}

/** The results of many files, as a file with a name to save it under. */
export async function makeFolderReport(
  result: FolderVerification,
  format: 'xlsx' | 'json',
  language: Language,
  program: ReportingProgram,
): Promise<ProducedFile> {
  const content =
    format === 'xlsx' ? await writeReportXlsx(result, language, program) : writeReportJson(result, program);
  const day = result.startedAt.slice(0, 10);
  return { fileName: fileName(reportWords[language].fileNames.folder, day, format), content };
}

/** 验章说明, as a file with a name to save it under. */
export async function makeGuide(language: Language, program: ReportingProgram): Promise<ProducedFile> {
  const content = await writeGuidePdf(language, program, new Date());
  return { fileName: `${guideWords[language].fileName}.pdf`, content };
}
