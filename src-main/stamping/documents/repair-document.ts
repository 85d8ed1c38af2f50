import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError, type MethodOutput, type ParsedInput, readableNames } from '../../contract/index.ts';
import { createOutputFile, systemPath } from '../../files/index.ts';
import type { Repair } from '../../history/index.ts';
import { openFileSource, type RewrittenPdf, readChunks } from '../../pdf/index.ts';
import { checkOutputPath } from '../output-path.ts';

/** What a repair needs of the other rooms. */
export interface RepairContext {
  /** Writes the file anew, where it can do no harm. Throws as `rewriteWhole`. */
  rewrite(path: string): Promise<RewrittenPdf>;
  record(repair: Repair): void;
  repairedPath(inputPath: string): string;
  operator(): string;
  onRepaired(path: string): void;
}

async function sha256Of(path: string): Promise<string> {
  const source = openFileSource(path);
  try {
    const hash = createHash('sha256');
    for await (const chunk of readChunks(source, 0, source.sizeBytes)) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    source.close();
  }
}

/**
 * Makes a repaired copy beside a damaged file, which stays as it is; no copy without a record of it.
 * @throws AppError PDF_SIGNED, PDF_NOT_REPAIRABLE, the errors of opening a PDF, FILE_CHANGED, OUTPUT_…, DISK_FULL,
 * HISTORY_UNAVAILABLE
 */
export async function repairDocument(
  context: RepairContext,
  { path, outputPath, overwrite }: ParsedInput<'documents.repair'>,
): Promise<MethodOutput<'documents.repair'>> {
  const inputPath = resolve(path);
  const sha256Before = await sha256Of(inputPath);
  const target = checkOutputPath(inputPath, outputPath ?? context.repairedPath(inputPath), overwrite);
  const { bytes, pageCount, damage } = await context.rewrite(inputPath);
  if ((await sha256Of(inputPath)) !== sha256Before) throw new AppError('FILE_CHANGED');
  const file = createOutputFile(target, statSync(systemPath(inputPath)).mode & 0o666, bytes.length);
  try {
    await file.append(bytes);
    await file.finish();
    await file.publish(overwrite);
    const sha256After = createHash('sha256').update(bytes).digest('hex');
    try {
      const names = { inputPath, outputPath: target, damage: damage ?? '' };
      context.record({
        ...names,
        at: new Date().toISOString(),
        operator: context.operator(),
        sha256Before,
        sha256After,
      });
    } catch (unrecorded) {
      await file.withdraw();
      throw unrecorded;
    }
    context.onRepaired(target);
    return {
      outputPath: target,
      outputName: readableNames(basename(target)),
      pageCount,
      damage,
      sha256Before,
      sha256After,
    };
  } finally {
    await file.discard();
  }
}
