import type { FolderVerification, VerificationReport } from '../contract/index.ts';
import { visibleJson } from '../words/index.ts';
import type { ReportingProgram } from './report-pdf.ts';

/** What was found as JSON: the data of the contract, and which program found it. */
export function writeReportJson(
  found: VerificationReport | FolderVerification,
  { name, version }: ReportingProgram,
): Uint8Array {
  return Buffer.from(`${visibleJson({ program: { name, version }, ...found })}\n`);
}
