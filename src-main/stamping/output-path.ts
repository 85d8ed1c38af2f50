import { existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { AppError, pathOfBytes, readableNames } from '../contract/index.ts';
import { describeWriteFailure, systemPath } from '../files/index.ts';

/** What file systems allow, in UTF-8. */
const longestNameBytes = 255;

function shortened(text: string, limitBytes: number): string {
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > limitBytes) characters.pop();
  return characters.join('');
}

/**
 * `原名_已盖章.pdf`, or `.ofd`, beside the original, numbered where that is taken. A file that already ends so keeps one such ending. The new name is
 * UTF-8 whatever the old one was.
 */
export function defaultOutputPath(inputPath: string, folder: string = dirname(inputPath)): string {
  const extension = /^\.(?:pdf|ofd)$/i.test(extname(inputPath)) ? extname(inputPath) : '';
  const ending = extension.toLowerCase() === '.ofd' ? '.ofd' : '.pdf';
  const stem = readableNames(basename(inputPath, extension)).replace(/_已盖章(?:\(\d+\))?$/, '');
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '_已盖章' : `_已盖章(${number})`;
    const name = shortened(stem, longestNameBytes - Buffer.byteLength(suffix + ending));
    const path = join(folder, name + suffix + ending);
    if (!existsSync(systemPath(path))) return path;
  }
}

/**
 * Where stamped files go that nobody chose a place for: beside the original. Files that came through the inbox or as
 * samples, in the data folder, have no folder of the person's own: those go to `stamped` there.
 */
export function outputPathsFor(homeFolder: string): (inputPath: string) => string {
  const stampedName = 'stamped';
  const isKeptForPerson = (path: string) =>
    resolve(path).startsWith(resolve(homeFolder) + sep) && basename(dirname(dirname(path))) !== stampedName;
  return (inputPath) => {
    if (!isKeptForPerson(inputPath)) return defaultOutputPath(inputPath);
    const folder = join(homeFolder, stampedName);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return defaultOutputPath(inputPath, folder);
  };
}

/** `原名_修复.pdf`, where the stamped file would go, numbered where that is taken. */
export function repairedPathsFor(homeFolder: string): (inputPath: string) => string {
  const stampedPath = outputPathsFor(homeFolder);
  return (inputPath) => besideStamped(inputPath, stampedPath(inputPath), '_修复');
}

/** `原名_样稿.pdf`, in the folder of the stamped file, numbered where that is taken. */
export const proofPath = (inputPath: string, stampedPath: string): string =>
  besideStamped(inputPath, stampedPath, '_样稿');

function besideStamped(inputPath: string, stampedPath: string, ending: string): string {
  const folder = dirname(stampedPath);
  const stem = readableNames(basename(inputPath, /\.pdf$/i.test(inputPath) ? extname(inputPath) : ''));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? `${ending}.pdf` : `${ending}(${number}).pdf`;
    const path = join(folder, shortened(stem, longestNameBytes - Buffer.byteLength(suffix)) + suffix);
    if (!existsSync(systemPath(path))) return path;
  }
}

function realPath(path: string): string {
  try {
    return pathOfBytes(realpathSync.native(systemPath(path), { encoding: 'buffer' }));
  } catch {
    return resolve(path);
  }
}

/**
 * Where a stamped file goes. A link that leads nowhere, or in a circle, is something that is there already.
 * @throws AppError OUTPUT_IS_INPUT, OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE
 */
export function checkOutputPath(inputPath: string, outputPath: string, overwrite: boolean): string {
  const output = resolve(outputPath);
  if (realPath(inputPath) === realPath(output)) throw new AppError('OUTPUT_IS_INPUT');
  if (!isThere(output) || (overwrite && isFile(output))) return output;
  throw new AppError('OUTPUT_EXISTS', { path: output });
}

function isThere(path: string): boolean {
  try {
    return lstatSync(systemPath(path), { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(path));
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(systemPath(path)).isFile();
  } catch {
    return false;
  }
}
