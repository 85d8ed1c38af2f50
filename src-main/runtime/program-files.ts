import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * In a release the program is in an archive, which no thread and no other process reads: what they need lies beside it.
 */
export const besideArchive = (path: string) => path.replace(/\bapp\.asar(?=[/\\])/, 'app.asar.unpacked');

const isSource = (path: string) => path.endsWith('.ts');

/**
 * The folder of the program that runs, on the disk: that of the source file, or that in which all files of the build
 * lie side by side.
 * @param moduleUrl `import.meta.url` of who asks
 */
export function programFolder(moduleUrl: string): string {
  return besideArchive(dirname(fileURLToPath(moduleUrl)));
}

/**
 * The file of a program of ours that runs in a thread or process of its own.
 * @param moduleUrl `import.meta.url` of who asks
 * @param source its source, relative to who asks
 * @param built its name in a build
 */
export function findProgram(moduleUrl: string, source: string, built: string): string {
  return join(programFolder(moduleUrl), isSource(fileURLToPath(moduleUrl)) ? source : built);
}
