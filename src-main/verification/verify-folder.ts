import {
  AppError,
  type FolderRow,
  type FolderVerification,
  type FolderVerificationProgress,
  type ParsedInput,
  type SignatureReport,
  type SignatureSummary,
  type VerificationReport,
} from '../contract/index.ts';
import { type FoundFile, findDocuments } from '../files/index.ts';
import { stepsAfter } from '../words/index.ts';

/** Verifies one file that is no better known than its path. */
export type VerifyFile = (path: string, signal: AbortSignal) => Promise<VerificationReport>;

export interface FolderWork {
  readonly request: Pick<ParsedInput<'verify.folder'>, 'runId' | 'paths' | 'recursive'>;
  readonly verifyFile: VerifyFile;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FolderVerificationProgress) => void;
}

/** Of a file with more signatures than anybody looks through in a table. */
const maxSummaries = 200;

function summarise(signature: SignatureReport): SignatureSummary {
  const { signerName, verdict, algorithm, signingTime, signingTimeSource, trial, seal, certificate } = signature;
  return {
    signerName,
    verdict,
    algorithm,
    signingTime,
    signingTimeSource,
    trial,
    sealName: seal?.name ?? null,
    certificateFingerprint: certificate?.fingerprint ?? null,
  };
}

function rowOf(name: string, report: VerificationReport): FolderRow {
  const { format, path, verdict, sizeBytes, sha256, trial, lines, pageCount, signatures, unsignedSealPictures } =
    report;
  return {
    format,
    path,
    name,
    outcome: verdict,
    sizeBytes,
    sha256,
    trial,
    lines,
    pageCount,
    signatureCount: signatures.length,
    unsignedSealPictures,
    signatures: signatures.slice(0, maxSummaries).map(summarise),
    nextSteps: stepsAfter(report),
  };
}

async function verifyOne({ verifyFile, signal }: FolderWork, { path, name }: FoundFile): Promise<FolderRow | null> {
  try {
    return rowOf(name, await verifyFile(path, signal));
  } catch (thrown) {
    if (signal.aborted) return null;
    return { path, name, outcome: 'unreadable', error: AppError.from(thrown).toShape() };
  }
}

/**
 * Verifies every PDF and OFD of folders and files, one after the other; a file that cannot be read has a row that says why, and the others go
 * on. When `signal` is aborted the rows that are done are what comes back.
 */
export async function verifyFolder(work: FolderWork): Promise<FolderVerification> {
  const { request, signal, onProgress } = work;
  const startedAt = new Date().toISOString();
  const { files, skipped } = await findDocuments(request.paths, request.recursive, signal);
  const rows: FolderRow[] = [];
  const progress = (current: string, row: FolderRow | null) =>
    onProgress({ runId: request.runId, done: rows.length, total: files.length, current, row });
  let last: FolderRow | null = null;
  for (const file of files) {
    if (signal.aborted) break;
    progress(file.name, last);
    last = await verifyOne(work, file);
    if (last) rows.push(last);
  }
  progress('', last);
  return {
    startedAt,
    finishedAt: new Date().toISOString(),
    sources: [...request.paths],
    cancelled: signal.aborted,
    total: files.length,
    rows,
    skipped,
  };
}
