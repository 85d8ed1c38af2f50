export { type ManifestOf, type ManifestRow, makeManifest } from './manifest.ts';
export { type RegisterColumn, type RegisterTotals, writeRegisterPdf } from './register-pdf.ts';
export { makeFolderReport, makeGuide, makeReport } from './report-file.ts';
export type { ReportingProgram } from './report-pdf.ts';
export { type SheetColumn, type SheetValue, type SpreadsheetOf, writeSpreadsheet } from './spreadsheet.ts';
export { createTextChunks } from './text-chunks.ts';
