export { type ManifestOf, type ManifestRow, makeManifest } from './manifest.ts';
export { makeFolderReport, makeReport } from './report-file.ts';
export type { ReportingProgram } from './report-pdf.ts';
