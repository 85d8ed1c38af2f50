import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertAsPacked, besideArchive } from './beside-archive.ts';

const isSource = (path: string) => path.endsWith('.ts');

/**
 * The folder of the program that runs, on the disk: that of the source file, or that in which all files of the build
 * lie side by side.
 * @param moduleUrl `import.meta.url` of who asks
 */
export function programFolder(moduleUrl: string): string {
  return besideArchive(dirname(fileURLToPath(moduleUrl)));
}

/** A program of ours that runs in a thread or process of its own. */
export interface ProgramNames {
  /** Its source, relative to who asks. */
  readonly source: string;
  /** Its name in a build. */
  readonly built: string;
  /** What it reads beside itself in a release, from the top, folders with `/`: packages and their native parts. */
  readonly reads?: readonly string[];
}

/**
 * The file of a program of ours, to be started now: in a release it and what it reads are as they were packed.
 * @param moduleUrl `import.meta.url` of who asks
 * @throws AppError PROGRAM_ALTERED
 */
export function findProgram(moduleUrl: string, { source, built, reads = [] }: ProgramNames): string {
  if (isSource(fileURLToPath(moduleUrl))) {
    // Built from the same sources they start in a third of the time, which tests do hundreds of times.
    const { QIANYIN_BUILT_PROGRAMS: folder } = process.env;
    return folder ? join(folder, built) : join(programFolder(moduleUrl), source);
  }
  assertAsPacked(moduleUrl, ['package.json', `dist/main/${built}`, ...reads]);
  return join(programFolder(moduleUrl), built);
}
